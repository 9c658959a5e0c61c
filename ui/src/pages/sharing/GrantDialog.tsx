// Giving a principal permissions on something.
import { Autocomplete, Button, Checkbox, Group, Modal, MultiSelect, Select, Stack, Switch, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { catalogQuery, tableQuery } from '../../lib/catalog'
import { FaultBox } from '../../parts/FaultBox'
import { Segmented } from '../../parts/Segmented'
import { useEdit, type Grant, type Resource, type State } from './data'
import { possible, trimmed, types } from './resources'
import { ColumnChooser, TablePicker } from './TablePicker'

/** The dialog. What the server refuses is shown in it, and the draft stays. */
export function GrantDialog({ draft, records, onClose }: { draft: Grant; records: State; onClose: () => void }) {
  const { t } = useTranslation('sharing')
  const [grant, setGrant] = useState(draft)
  const [option, setOption] = useState((draft.grantable ?? []).length > 0)
  const edit = useEdit()
  const { resource } = grant
  const fit = possible(resource.type)
  const permissions = grant.permissions.filter((p) => fit.includes(p))
  const set = (more: Partial<Resource>) => setGrant({ ...grant, resource: { ...resource, ...more } })
  const give = () => {
    const one: Grant = { principal: grant.principal.trim(), resource: trimmed(resource), permissions, grantable: option ? permissions : undefined }
    edit.mutate({ grant: [one] }, { onSuccess: onClose, onError: () => undefined })
  }
  return (
    <Modal opened onClose={onClose} title={t('grants.add')} size="lg">
      <form onSubmit={(e) => { e.preventDefault(); give() }}>
        <Stack gap="sm">
          <Autocomplete
            data-autofocus label={t('principal')} description={t('grants.principalHint')} value={grant.principal} data={(records.principals ?? []).map((p) => p.name)}
            onChange={(principal) => setGrant({ ...grant, principal })} required
          />
          <Select label={t('on')} value={resource.type} data={types.map((value) => ({ value, label: t(`type.${value}`) }))} allowDeselect={false} onChange={(type) => set({ type: type ?? 'TABLE' })} />
          <On resource={resource} records={records} set={set} />
          <Checkbox.Group label={t('permissions')} value={permissions} onChange={(list) => setGrant({ ...grant, permissions: list })}>
            <Group gap="sm" mt={4}>{fit.map((p) => <Checkbox key={p} value={p} label={p} />)}</Group>
          </Checkbox.Group>
          <Switch label={t('grants.option')} checked={option} onChange={(e) => setOption(e.currentTarget.checked)} />
          {edit.isError ? <FaultBox fault={edit.error} /> : null}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>{t('shell:cancel')}</Button>
            <Button type="submit" loading={edit.isPending} disabled={grant.principal.trim() === '' || permissions.length === 0}>{t('grants.give')}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

function On({ resource: r, records, set }: { resource: Resource; records: State; set: (more: Partial<Resource>) => void }) {
  const { t } = useTranslation('sharing')
  const databases = useQuery(catalogQuery)
  const [database = '', table = ''] = [r.database, r.table]
  const columns = useQuery({ ...tableQuery(database, table), enabled: r.type === 'TABLE_WITH_COLUMNS' && database !== '' && table !== '' && table !== '*' })
  const excludes = (r.excluded ?? []).length > 0
  switch (r.type) {
    case 'CATALOG': return <Text size="sm" c="dimmed">{t('grants.catalogHint')}</Text>
    case 'DATABASE': return <Autocomplete label={t('database')} value={database} data={(databases.data ?? []).map((d) => d.name)} onChange={(name) => set({ database: name })} required />
    case 'TABLE': return <TablePicker any database={database} table={table} onChange={(d, x) => set({ database: d, table: x })} />
    case 'DATA_CELLS_FILTER': {
      const name = r.filter ? `${database}.${table}.${r.filter}` : null
      return (
        <Select
          label={t('filter')} value={name} data={(records.filters ?? []).map((f) => `${f.database}.${f.table}.${f.name}`)} searchable nothingFoundMessage={t('filters.none')}
          onChange={(value) => {
            const f = records.filters?.find((x) => `${x.database}.${x.table}.${x.name}` === value)
            if (f) set({ database: f.database, table: f.table, filter: f.name })
          }}
        />
      )
    }
    case 'TABLE_WITH_COLUMNS': return (
      <>
        <TablePicker database={database} table={table} onChange={(d, x) => set({ database: d, table: x, columns: [], excluded: [] })} />
        <Group><Segmented
          label={t('columns')} value={excludes ? 'excluded' : 'columns'} choices={[{ value: 'columns', label: t('builder.only') }, { value: 'excluded', label: t('builder.except') }]}
          onChange={(which) => { const list = [...(r.columns ?? []), ...(r.excluded ?? [])]; set(which === 'columns' ? { columns: list, excluded: [] } : { columns: [], excluded: list }) }}
        /></Group>
        {columns.isError ? <FaultBox fault={columns.error} /> : null}
        <ColumnChooser columns={columns.data?.columns ?? []} chosen={excludes ? (r.excluded ?? []) : (r.columns ?? [])} label={t('columns')} onChange={(list) => set(excludes ? { excluded: list } : { columns: list })} />
      </>
    )
    case 'DATA_LOCATION': return <Autocomplete label={t('location')} value={r.path ?? ''} data={(records.locations ?? []).map((l) => l.path)} onChange={(path) => set({ path })} required />
    default: return <TagExpression tags={r.tags ?? []} records={records} single={r.type === 'LF_TAG'} onChange={(tags) => set({ tags })} />
  }
}

type Tags = NonNullable<Resource['tags']>

function TagExpression({ tags, records, single, onChange }: { tags: Tags; records: State; single: boolean; onChange: (tags: Tags) => void }) {
  const { t } = useTranslation('sharing')
  const all = records.tags ?? []
  if (all.length === 0) return <Text size="sm" c="dimmed">{t('tags.none')}</Text>
  const rows = tags.length === 0 ? [{ key: '', values: [] }] : tags
  const put = (at: number, one: Tags[number]) => onChange(rows.map((r, i) => (i === at ? one : r)))
  return (
    <Stack gap="xs">
      {rows.map((row, at) => (
        <Group key={at} gap="xs" grow align="flex-start">
          <Select aria-label={t('tags.key')} placeholder={t('tags.key')} value={row.key || null} data={all.map((x) => x.key)} onChange={(key) => put(at, { key: key ?? '', values: [] })} />
          <MultiSelect aria-label={t('tags.values')} placeholder={row.values.length ? undefined : t('tags.values')} value={row.values} data={all.find((x) => x.key === row.key)?.values ?? []} onChange={(values) => put(at, { ...row, values })} />
        </Group>
      ))}
      {single ? null : <Button variant="default" size="compact-xs" onClick={() => onChange([...rows, { key: '', values: [] }])}>{t('tags.and')}</Button>}
    </Stack>
  )
}

/** A text field of the forms here. */
export function NameField({ label, value, disabled, onChange }: { label: string; value: string; disabled?: boolean; onChange: (value: string) => void }) {
  return <TextInput data-autofocus label={label} value={value} readOnly={disabled} onChange={(e) => onChange(e.currentTarget.value)} required maxLength={255} />
}
