// The lines behind a value or a step, summed up, before splits.
import { Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../lib/format'
import { Loaded } from '../../parts/Loaded'
import partClasses from '../../parts/parts.module.css'
import { Scroll } from '../../parts/Scroll'
import { Section } from '../../parts/Section'
import { SqlButton } from '../../parts/SqlButton'
import classes from './allocation.module.css'
import { explainQuery, type Asked, type Explanation } from './data'

/** The part. */
export function Explained({ asked, value, step }: { asked: Asked; value: string; step: string }) {
  const { t } = useTranslation('allocation')
  const found = useQuery(explainQuery(asked, value, step))
  return (
    <Section title={t('behind', { what: [value, step].filter(Boolean).join(' · ') })} note={t('behindNote')} actions={found.data ? <SqlButton sql={found.data.sql} run label="" /> : null}>
      <Loaded query={found} lines={6}>{(e) => <Groups of={e} />}</Loaded>
    </Section>
  )
}

function Groups({ of: e }: { of: Explanation }) {
  const { t } = useTranslation('allocation')
  const f = useFormat()
  if (e.groups.length === 0) return <Text size="sm" c="dimmed">{t('noLines')}</Text>
  return (
    <>
      <Scroll label={t('behindNote')}>
        <Table miw={860} data-testid="explained">
          <Table.Thead><Table.Tr><Table.Th>{t('step')}</Table.Th><Table.Th>{t('value')}</Table.Th><Table.Th>{t('account')}</Table.Th><Table.Th>{t('service')}</Table.Th><Table.Th>{t('usageType')}</Table.Th><Table.Th>{t('resource')}</Table.Th><Table.Th className={partClasses.num}>{t('lines')}</Table.Th><Table.Th className={partClasses.num}>{t('cost')}</Table.Th></Table.Tr></Table.Thead>
          <Table.Tbody>
            {e.groups.map((g, at) => (
              <Table.Tr key={at}>
                <Table.Td>{g.step}</Table.Td><Table.Td>{g.value}</Table.Td><Table.Td>{g.account}</Table.Td><Table.Td>{g.service}</Table.Td><Table.Td>{g.usageType}</Table.Td>
                <Table.Td className={classes.id}>{g.resource}{g.principal ? <div>{g.principal}</div> : null}</Table.Td>
                <Table.Td className={partClasses.num}>{f.number(g.lines)}</Table.Td><Table.Td className={partClasses.num} title={f.money(g.cost, { currency: e.currency, exact: true })}>{f.money(g.cost, { currency: e.currency })}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Scroll>
      <Text size="xs" c="dimmed" mt={4}>{t(e.more ? 'moreGroups' : 'allGroups', { count: e.groups.length })}</Text>
    </>
  )
}
