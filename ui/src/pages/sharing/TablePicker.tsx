// Choosing a table, and columns of it.
import { Checkbox, Group, Select, Text, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { catalogQuery } from '../../lib/catalog'
import { sayFault } from '../../lib/notify'
import classes from './sharing.module.css'

interface TableProps {
  label?: string
  database: string
  table: string
  /** Offers "every table" of each database too. */
  any?: boolean
  disabled?: boolean
  onChange: (database: string, table: string) => void
}

/** A table of the catalog by its name. */
export function TablePicker({ label, database, table, any = false, disabled, onChange }: TableProps) {
  const { t } = useTranslation('sharing')
  const databases = useQuery(catalogQuery)
  const name = database ? `${database}.${table || '*'}` : null
  const data = (databases.data ?? []).map((d) => ({
    group: d.name, items: [...(any ? [{ value: `${d.name}.*`, label: t('everyTable', { database: d.name }) }] : []), ...d.tables.map((x) => ({ value: `${d.name}.${x.name}`, label: `${d.name}.${x.name}` }))],
  }))
  const known = name === null || data.some((d) => d.items.some((i) => i.value === name))
  return (
    <Select
      label={label ?? t('table')} placeholder={t('chooseTable')} searchable={!disabled} readOnly={disabled} value={name} error={databases.error ? sayFault(databases.error).message : undefined}
      data={known ? data : [...data, { group: t('notThere'), items: [{ value: name, label: name }] }]} nothingFoundMessage={t('nothingFound')} limit={200} comboboxProps={{ withinPortal: true }}
      onChange={(value) => {
        const dot = (value ?? '').indexOf('.')
        if (value && dot > 0) onChange(value.slice(0, dot), value.slice(dot + 1))
      }}
    />
  )
}

interface ColumnsProps {
  columns: readonly { name: string; type: string }[]
  chosen: readonly string[]
  label: string
  onChange: (chosen: string[]) => void
}

/** Columns of a table, found by a part of their names. */
export function ColumnChooser({ columns, chosen, label, onChange }: ColumnsProps) {
  const { t } = useTranslation('sharing')
  const [text, setText] = useState('')
  const sought = text.trim().toLowerCase()
  const gone = chosen.filter((name) => !columns.some((c) => c.name === name)).map((name) => ({ name, type: t('notThere') }))
  const shown = [...columns, ...gone].filter((c) => c.name.includes(sought))
  const toggle = (name: string) => onChange(chosen.includes(name) ? chosen.filter((c) => c !== name) : [...chosen, name])
  return (
    <div role="group" aria-label={label}>
      <Group gap="xs" mb={4} wrap="nowrap">
        <TextInput leftSection={<IconSearch size={14} aria-hidden />} className={classes.grow} value={text} onChange={(e) => setText(e.currentTarget.value)} placeholder={t('findColumn')} aria-label={t('findColumn')} />
        <Text size="xs" c="dimmed" className={classes.nowrap}>{t('ofColumns', { shown: chosen.length, all: columns.length })}</Text>
      </Group>
      <div className={classes.columns} tabIndex={0} role="group" aria-label={label}>
        {shown.map((c) => <Checkbox key={c.name} checked={chosen.includes(c.name)} onChange={() => toggle(c.name)} label={<>{c.name} <span className={classes.faint}>{c.type}</span></>} />)}
        {shown.length === 0 ? <Text size="xs" c="dimmed">{t('nothingFound')}</Text> : null}
      </div>
    </div>
  )
}
