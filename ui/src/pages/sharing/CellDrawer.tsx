// What one principal sees of one table, and the grants that are why.
import { ActionIcon, Button, Code, Drawer, Group, Stack, Text, Tooltip } from '@mantine/core'
import { IconFilter, IconPlus, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { KeyValue } from '../../parts/KeyValue'
import { Loaded } from '../../parts/Loaded'
import { Mark } from '../../parts/Mark'
import { Section } from '../../parts/Section'
import { sightQuery, useEdit, type Grant, type SightTable, type State } from './data'
import { grantsOn, keyOf, nameOf } from './resources'
import classes from './sharing.module.css'

interface Props {
  cell: { principal: string; database: string; table: string }
  records: State
  onClose: () => void
  onGrant: (draft: Partial<Grant>) => void
  onFilter: (name: string) => void
}

/** The drawer that a cell of the matrix opens. */
export function CellDrawer({ cell: { principal, database, table }, records, onClose, onGrant, onFilter }: Props) {
  const { t } = useTranslation('sharing')
  const sight = useQuery(sightQuery(principal))
  const edit = useEdit()
  return (
    <Drawer opened onClose={onClose} position="right" size="lg" title={t('cell.title', { principal, table: `${database}.${table}` })}>
      <Loaded query={sight} lines={8}>
        {(s) => {
          const grants = grantsOn(records, [principal, ...s.groups], database, table)
          return (
            <Stack gap="md">
              <Seen table={s.tables.find((x) => x.database === database && x.table === table)} />
              <Section
                title={t('cell.grants')} note={t('grants.count', { count: grants.length })}
                actions={<Button variant="default" size="compact-xs" leftSection={<IconPlus size={13} aria-hidden />} onClick={() => { onClose(); onGrant({ principal, resource: { type: 'TABLE', database, table } }) }}>{t('grants.add')}</Button>}
              >
                {grants.length === 0 ? <Text size="sm" c="dimmed">{t('cell.none')}</Text> : null}
                <ul className={classes.reasons}>
                  {grants.map((g) => {
                    const filter = records.filters?.find((f) => g.resource.type === 'DATA_CELLS_FILTER' && f.database === database && f.table === table && f.name === g.resource.filter)
                    return (
                      <li key={keyOf(g)}>
                        <div className={classes.grow}>
                          <Text size="sm"><b>{g.permissions.join(', ')}</b> <span className={classes.faint}>{t(`type.${g.resource.type}`)}</span> <span className={classes.mono}>{nameOf(g.resource)}</span></Text>
                          {g.principal === principal ? null : <Text size="xs" c="dimmed">{t('cell.through', { group: g.principal })}</Text>}
                          {g.grantable?.length ? <Text size="xs" c="dimmed">{t('cell.option', { permissions: g.grantable.join(', ') })}</Text> : null}
                          {filter?.rows ? <Code block className={classes.sql}>{filter.rows}</Code> : null}
                        </div>
                        {filter ? <Tooltip label={t('cell.openFilter')}><ActionIcon size="sm" aria-label={t('cell.openFilter')} onClick={() => onFilter(`${filter.database}.${filter.table}.${filter.name}`)}><IconFilter size={15} /></ActionIcon></Tooltip> : null}
                        <Tooltip label={t('grants.revoke')}>
                          <ActionIcon size="sm" aria-label={t('grants.revokeOf', { principal: g.principal, on: nameOf(g.resource) })} loading={edit.isPending} onClick={() => edit.mutate({ revoke: [g] })}><IconTrash size={15} /></ActionIcon>
                        </Tooltip>
                      </li>
                    )
                  })}
                </ul>
              </Section>
            </Stack>
          )
        }}
      </Loaded>
    </Drawer>
  )
}

function Seen({ table }: { table: SightTable | undefined }) {
  const { t } = useTranslation('sharing')
  if (!table) return <Text size="sm">{t('cell.nothing')}</Text>
  const conditions = table.why.flatMap((w) => (w.rows ? [w.rows] : []))
  return (
    <>
      <KeyValue
        pairs={[
          [t('cell.rows'), table.columns.length === 0 || table.made ? undefined : table.allRows ? t('cell.allRows') : <Code key="rows" block className={classes.sql}>{conditions.join('\nOR ')}</Code>],
          [t('permissions'), table.permissions.join(', ')],
          [t('cell.because'), table.open ? t('cell.open') : table.made ? t('cell.derived') : undefined],
        ]}
      />
      <Section title={t('columns')} note={table.made ? t('columnCount', { count: table.columns.length }) : t('ofColumns', { shown: table.columns.length, all: table.columns.length + (table.hidden?.length ?? 0) })}>
        <Group gap={4} className={classes.chips}>
          {table.columns.map((c) => (
            <Tooltip key={c.name} label={c.mask ? t('cell.mask', { mask: c.mask }) : c.partial ? t('cell.partial') : c.type} openDelay={200}>
              <span><Mark tone={c.mask ? 'warn' : 'good'}>{c.name}{c.mask ? ' ◐' : c.partial ? ' ◔' : ''}</Mark></span>
            </Tooltip>
          ))}
        </Group>
        {table.hidden?.length ? (
          <details className={classes.hidden}>
            <summary>{t('cell.hidden', { count: table.hidden.length })}</summary>
            <Text size="xs" c="dimmed">{table.hidden.join(', ')}</Text>
          </details>
        ) : null}
      </Section>
    </>
  )
}
