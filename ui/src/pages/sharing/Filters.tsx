// The data cells filters, and the tables that they may look into.
import { ActionIcon, Anchor, Button, Code, Group, Table, Text, Tooltip } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { confirm } from '../../lib/confirm'
import { useShortcuts } from '../../lib/shortcuts'
import { Empty } from '../../parts/Empty'
import { Scroll } from '../../parts/Scroll'
import { Section } from '../../parts/Section'
import { useEdit, type Filter, type State } from './data'
import type { TabProps } from './index'
import { TablePicker } from './TablePicker'
import classes from './sharing.module.css'

/** The list of filters. */
export function Filters({ records, open }: TabProps) {
  const { t } = useTranslation('sharing')
  const edit = useEdit()
  const filters = records.filters ?? []
  useShortcuts([{ keys: 'n', label: t('filters.new'), run: () => open({ tab: 'filters', filter: 'new' }) }])
  const granted = (f: Filter) => (records.grants ?? []).filter(({ resource: r }) => r.type === 'DATA_CELLS_FILTER' && r.database === f.database && r.table === f.table && r.filter === f.name)
  const remove = async (f: Filter) => {
    const grants = granted(f)
    const text = grants.length > 0 ? t('filters.deleteGranted', { names: grants.map((g) => g.principal).join(', ') }) : undefined
    if (await confirm({ title: t('filters.deleteTitle', { name: f.name }), text, yes: t('delete'), grave: true })) {
      edit.mutate({ revoke: grants, remove: { filters: [{ database: f.database, table: f.table, name: f.name }] } })
    }
  }
  return (
    <>
      <Section title={t('tab.filters')} note={t('filters.note')} actions={<Button leftSection={<IconPlus size={14} aria-hidden />} onClick={() => open({ tab: 'filters', filter: 'new' })}>{t('filters.new')}</Button>}>
        {filters.length === 0 ? <Empty title={t('filters.none')}>{t('filters.noneText')}</Empty> : (
          <Scroll label={t('tab.filters')}>
            <Table miw={720}>
              <Table.Thead>
                <Table.Tr><Table.Th>{t('name')}</Table.Th><Table.Th>{t('table')}</Table.Th><Table.Th>{t('rows')}</Table.Th><Table.Th>{t('columns')}</Table.Th><Table.Th>{t('filters.granted')}</Table.Th><Table.Th aria-label={t('actions')} /></Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {filters.map((f) => (
                  <Table.Tr key={`${f.database}.${f.table}.${f.name}`}>
                    <Table.Td><Anchor component="button" type="button" size="sm" fw={600} onClick={() => open({ tab: 'filters', filter: `${f.database}.${f.table}.${f.name}` })}>{f.name}</Anchor></Table.Td>
                    <Table.Td className={classes.name}>{f.database}.{f.table}</Table.Td>
                    <Table.Td>{f.rows ? <Code className={classes.short}>{f.rows}</Code> : t('filters.allRows')}</Table.Td>
                    <Table.Td><Text size="xs" lineClamp={2}>{columnsOf(f, t)}</Text></Table.Td>
                    <Table.Td>{granted(f).map((g) => g.principal).join(', ')}</Table.Td>
                    <Table.Td ta="right"><Tooltip label={t('delete')}><ActionIcon size="sm" aria-label={t('deleteName', { name: f.name })} onClick={() => void remove(f)}><IconTrash size={15} /></ActionIcon></Tooltip></Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Scroll>
        )}
      </Section>
      <Mappings records={records} />
    </>
  )
}

function columnsOf(f: Filter, t: (key: string, options?: Record<string, unknown>) => string): string {
  const columns = f.columns?.length ? f.columns.join(', ') : f.excluded?.length ? t('filters.except', { names: f.excluded.join(', ') }) : t('filters.allColumns')
  const masks = Object.keys(f.masks ?? {}).length
  return masks > 0 ? `${columns} · ${t('sees.masked', { count: masks })}` : columns
}

function Mappings({ records }: { records: State }) {
  const { t } = useTranslation('sharing')
  const edit = useEdit()
  const [chosen, setChosen] = useState({ database: '', table: '' })
  return (
    <Section title={t('mappings.title')} note={t('mappings.note')}>
      {(records.mappings ?? []).map((m) => (
        <Group key={`${m.database}.${m.table}`} gap="xs" className={classes.name}>
          {m.database}.{m.table}
          <ActionIcon size="sm" aria-label={t('deleteName', { name: `${m.database}.${m.table}` })} onClick={() => edit.mutate({ remove: { mappings: [m] } })}><IconTrash size={15} /></ActionIcon>
        </Group>
      ))}
      <Group gap="xs" align="flex-end" mt="xs">
        <TablePicker database={chosen.database} table={chosen.table} onChange={(database, table) => setChosen({ database, table })} />
        <Button variant="default" disabled={!chosen.table} loading={edit.isPending} onClick={() => edit.mutate({ put: { mappings: [chosen] } }, { onSuccess: () => setChosen({ database: '', table: '' }) })}>{t('mappings.add')}</Button>
      </Group>
    </Section>
  )
}
