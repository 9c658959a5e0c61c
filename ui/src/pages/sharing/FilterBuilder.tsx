// Building a filter: table, rows, columns and masks at the left, what a principal would see of it at the right.
import { Button, Group, Select, Stack, Switch, Text } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { tableQuery } from '../../lib/catalog'
import { useShortcuts } from '../../lib/shortcuts'
import { FaultBox } from '../../parts/FaultBox'
import { Keys } from '../../parts/Keys'
import { Section } from '../../parts/Section'
import { Segmented } from '../../parts/Segmented'
import { read, writeAll, type Conditions } from './conditions'
import { useEdit, type Column, type Filter } from './data'
import { NameField } from './GrantDialog'
import type { TabProps } from './index'
import { Masks } from './Masks'
import { PreviewPane } from './PreviewPane'
import { Rows } from './Rows'
import classes from './sharing.module.css'
import { ColumnChooser, TablePicker } from './TablePicker'

const noColumns: Column[] = []

/** What the builder holds: either conditions that were clicked, or a text. */
export type Draft = { filter: Filter; conditions: Conditions | null; which: 'all' | 'only' | 'except' }

function draftOf(filter: Filter): Draft {
  return { filter, conditions: filter.rows ? null : { join: 'AND', list: [] }, which: filter.columns?.length ? 'only' : filter.excluded?.length ? 'except' : 'all' }
}

/** The filter as it is sent: rows of what was clicked, and only the lists that count. */
export function filterOf({ filter, conditions, which }: Draft): Filter {
  const masks = Object.fromEntries(Object.entries(filter.masks ?? {}).filter(([column, text]) => column && text.trim()))
  const rows = (conditions ? writeAll(conditions) : (filter.rows ?? '')).trim()
  return {
    database: filter.database, table: filter.table, name: filter.name.trim(), rows: rows || undefined, masks: Object.keys(masks).length > 0 ? masks : undefined,
    columns: which === 'only' ? filter.columns : undefined, excluded: which === 'except' ? filter.excluded : undefined,
  }
}

/** The builder of one filter. */
export function FilterBuilder({ records, state, open }: TabProps) {
  const { t } = useTranslation('sharing')
  const kept = records.filters?.find((f) => `${f.database}.${f.table}.${f.name}` === state.filter)
  const [from, to] = [state.table.slice(0, Math.max(0, state.table.indexOf('.'))), state.table.slice(state.table.indexOf('.') + 1)]
  const [draft, setDraft] = useState<Draft>(() => draftOf(kept ?? { database: from, table: to, name: '' }))
  const principals = (records.principals ?? []).map((p) => p.name)
  const granted = (records.grants ?? []).filter(({ resource: r }) => kept && r.type === 'DATA_CELLS_FILTER' && r.database === kept.database && r.table === kept.table && r.filter === kept.name).map((g) => g.principal)
  const [as, setAs] = useState(granted[0] ?? principals.find((p) => !(records.administrators ?? []).includes(p)) ?? principals[0] ?? '')
  const [alone, setAlone] = useState(true)
  const [give, setGive] = useState(!kept)
  const edit = useEdit()
  const { filter } = draft
  const table = useQuery(tableQuery(filter.database, filter.table))
  const columns = table.data?.columns ?? noColumns
  const types = useMemo(() => new Map(columns.map((c) => [c.name, c.type])), [columns])
  // a kept filter is clicked on as far as it can be, once the types of its columns are known
  const [tried, setTried] = useState(false)
  if (!tried && types.size > 0) {
    setTried(true)
    const found = draft.conditions ? null : read(filter.rows ?? '', types)
    if (found) setDraft({ ...draft, conditions: found })
  }
  const one = filterOf(draft)
  const chosen = draft.which === 'only' ? (filter.columns ?? []) : (filter.excluded ?? [])
  const ready = one.name !== '' && one.table !== '' && (draft.which === 'all' || chosen.length > 0)
  const set = (more: Partial<Filter>) => setDraft({ ...draft, filter: { ...filter, ...more } })
  const save = () => {
    if (!ready || edit.isPending) return
    const grant = give && as && !granted.includes(as)
      ? [{ principal: as, permissions: ['SELECT'], resource: { type: 'DATA_CELLS_FILTER', database: one.database, table: one.table, filter: one.name } }]
      : undefined
    edit.mutate({ put: { filters: [one] }, grant }, { onSuccess: () => open({ tab: 'filters' }), onError: () => undefined })
  }
  useShortcuts([{ keys: 'mod+s', label: t('builder.save'), run: save, inText: true }])
  return (
    <div className={classes.builder}>
      <form className={classes.form} onSubmit={(e) => { e.preventDefault(); save() }} aria-label={t(kept ? 'builder.title' : 'filters.new')}>
        <Group mb="sm" gap="xs"><Button variant="subtle" leftSection={<IconArrowLeft size={14} aria-hidden />} onClick={() => open({ tab: 'filters' })}>{t('builder.back')}</Button></Group>
        <Stack gap="md">
          <div className={classes.two}>
            <TablePicker
              database={filter.database} table={filter.table} disabled={kept !== undefined}
              onChange={(database, name) => { setTried(false); setDraft({ filter: { database, table: name, name: filter.name }, conditions: { join: 'AND', list: [] }, which: 'all' }) }}
            />
            <NameField label={t('name')} value={filter.name} disabled={kept !== undefined} onChange={(name) => set({ name })} />
          </div>
          {table.isError ? <FaultBox fault={table.error} /> : null}
          {filter.table ? (
            <>
              <Section title={t('rows')} note={t('builder.rowsNote')}><Rows draft={draft} columns={columns} types={types} onChange={setDraft} /></Section>
              <Section title={t('columns')}>
                <Stack gap="xs">
                  <Group><Segmented
                    label={t('columns')} value={draft.which} choices={(['all', 'only', 'except'] as const).map((value) => ({ value, label: t(`builder.${value}`) }))}
                    onChange={(which) => setDraft({ ...draft, which, filter: { ...filter, columns: which === 'only' ? chosen : [], excluded: which === 'except' ? chosen : [] } })}
                  /></Group>
                  {draft.which === 'all' ? null : <ColumnChooser columns={columns} chosen={chosen} label={t('columns')} onChange={(list) => set(draft.which === 'only' ? { columns: list } : { excluded: list })} />}
                </Stack>
              </Section>
              <Section title={t('masks.title')} note={t('masks.note')}><Masks masks={filter.masks ?? {}} columns={columns} onChange={(masks) => set({ masks })} /></Section>
            </>
          ) : null}
          {edit.isError ? <FaultBox fault={edit.error} /> : null}
          <Group gap="sm">
            <Button type="submit" disabled={!ready} loading={edit.isPending} rightSection={<Keys keys="mod+s" />}>{t('builder.save')}</Button>
            {as && !granted.includes(as) ? <Switch label={t('builder.give', { principal: as })} checked={give} onChange={(e) => setGive(e.currentTarget.checked)} /> : null}
          </Group>
          {granted.length > 0 ? <Text size="xs" c="dimmed">{t('builder.grantedTo', { names: granted.join(', ') })}</Text> : null}
        </Stack>
      </form>
      <aside className={classes.preview} aria-label={t('preview.title')}>
        <Group gap="sm" align="flex-end" mb="sm">
          <Select label={t('preview.as')} value={as || null} data={principals} searchable onChange={(value) => setAs(value ?? '')} w={200} nothingFoundMessage={t('nothingFound')} />
          <Switch label={t('preview.alone')} checked={alone} onChange={(e) => setAlone(e.currentTarget.checked)} />
        </Group>
        <PreviewPane as={as} filter={one} alone={alone} ready={one.table !== '' && (draft.which === 'all' || chosen.length > 0)} />
      </aside>
    </div>
  )
}
