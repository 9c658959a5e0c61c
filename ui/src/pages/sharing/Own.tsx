// What who asks sees itself.
import { Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Empty } from '../../parts/Empty'
import { KeyValue } from '../../parts/KeyValue'
import { Loaded } from '../../parts/Loaded'
import { Scroll } from '../../parts/Scroll'
import { Section } from '../../parts/Section'
import { SqlButton } from '../../parts/SqlButton'
import { quoteName } from '../../parts/grid'
import { sightQuery } from './data'
import classes from './sharing.module.css'

/** Name, groups, workgroup and tables of who asks. */
export function Own() {
  const { t } = useTranslation('sharing')
  const sight = useQuery(sightQuery(''))
  return (
    <Loaded query={sight} lines={8}>
      {(s) => (
        <>
          <Section title={t('own.you')}>
            <KeyValue
              pairs={[
                [t('principal'), s.as],
                [t('principals.groups'), s.groups.join(', ')],
                [t('principals.tags'), Object.entries(s.tags ?? {}).map(([k, v]) => `${k} = ${v}`).join(', ')],
                [t('workgroup'), s.workgroup],
              ]}
            />
          </Section>
          <Section title={t('own.tables')} note={t('tables', { count: s.tables.length })}>
            {s.tables.length === 0 ? <Empty title={t('own.none')}>{t('own.noneText')}</Empty> : (
              <Scroll label={t('own.tables')}>
                <Table>
                  <Table.Thead><Table.Tr><Table.Th>{t('table')}</Table.Th><Table.Th>{t('columns')}</Table.Th><Table.Th>{t('permissions')}</Table.Th><Table.Th aria-label={t('shell:openSql')} /></Table.Tr></Table.Thead>
                  <Table.Tbody>
                    {s.tables.map((x) => (
                      <Table.Tr key={`${x.database}.${x.table}`}>
                        <Table.Td className={classes.name}>{x.database}.{x.table}</Table.Td>
                        <Table.Td><Text size="xs" lineClamp={2}>{x.columns.length > 8 ? t('columnCount', { count: x.columns.length }) : x.columns.map((c) => c.name).join(', ')}</Text></Table.Td>
                        <Table.Td><Text size="xs">{x.permissions.join(', ')}</Text></Table.Td>
                        <Table.Td><SqlButton sql={`SELECT *\nFROM ${quoteName(x.database)}.${quoteName(x.table)}\nLIMIT 100`} run /></Table.Td>
                      </Table.Tr>
                    ))}
                  </Table.Tbody>
                </Table>
              </Scroll>
            )}
          </Section>
        </>
      )}
    </Loaded>
  )
}
