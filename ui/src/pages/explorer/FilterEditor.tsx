// The values of a filter: chosen from a list, dearest first, or given by a part of their text.
import { Button, Checkbox, Combobox, Group, Loader, Stack, TagsInput, Text, TextInput, useCombobox } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../lib/format'
import { FaultBox } from '../../parts/FaultBox'
import { Segmented } from '../../parts/Segmented'
import { valuesOf, type Value } from './data'
import classes from './explorer.module.css'
import type { Names } from './names'
import type { Period } from './periods'
import type { Filter } from './state'

interface Props {
  filter: Filter
  title: string
  period: Period
  others: Filter[]
  names: Names
  /** Called with the filter, or with null when it was given up. */
  onDone: (filter: Filter | null) => void
}

/** Edits a filter; nothing is asked of the bill until it is applied. Escape gives it up. */
export function FilterEditor({ filter, title, period, others, names, onDone }: Props) {
  const { t } = useTranslation('explorer')
  const [draft, setDraft] = useState(filter)
  const [search, setSearch] = useState('')
  const [sought] = useDebouncedValue(search.trim(), 120)
  const match = draft.match ?? 'is'
  const text = match === 'is' ? sought : (draft.values[draft.values.length - 1] ?? '')
  const values = useQuery(valuesOf(filter.dimension, period, others, text))
  const toggle = (v: string) => setDraft({ ...draft, values: draft.values.includes(v) ? draft.values.filter((x) => x !== v) : [...draft.values, v] })
  const done = () => onDone(clean(draft))
  return (
    <form onSubmit={(e) => { e.preventDefault(); done() }} onKeyDown={(e) => {
      if (e.key === 'Escape') { e.stopPropagation(); onDone(null) }
      if (e.key === 'Enter' && (e.metaKey || e.ctrlKey)) { e.preventDefault(); done() }
    }}>
      <Stack gap="xs">
        <Text size="sm" fw={600}>{title}</Text>
        <Group gap="xs" justify="space-between">
          <Segmented label={t('include')} value={draft.exclude ? 'no' : 'yes'} choices={[{ value: 'yes', label: t('include') }, { value: 'no', label: t('exclude') }]} onChange={(v) => setDraft({ ...draft, exclude: v === 'no' })} />
          <Segmented label={t('match')} value={match} choices={(['is', 'contains', 'starts'] as const).map((m) => ({ value: m, label: t(`matches.${m}`) }))} onChange={(m) => setDraft({ ...draft, match: m, values: m === 'is' || match === 'is' ? [] : draft.values })} />
        </Group>
        {match === 'is'
          ? <ValueList values={values.data} chosen={draft.values} names={names} search={search} onSearch={setSearch} onToggle={toggle} />
          : <TagsInput data-autofocus label={t('texts')} description={t('textsHint')} value={draft.values} onChange={(v) => setDraft({ ...draft, values: v })} acceptValueOnBlur />}
        {match !== 'is' && draft.values.length > 0 && <Text size="xs" c="dimmed" lineClamp={3}>{t('forInstance', { values: (values.data ?? []).slice(0, 5).map((v) => names.value(v.value)).join(', ') || '–' })}</Text>}
        {values.isError && <FaultBox fault={values.error} retry={() => void values.refetch()} />}
        <Group justify="space-between">
          <Text size="xs" c="dimmed">{values.isFetching ? <Loader size={12} /> : match === 'is' ? t('chosen', { count: draft.values.length }) : ''}</Text>
          <Group gap="xs">
            <Button variant="subtle" color="gray" onClick={() => onDone(null)}>{t('cancel')}</Button>
            <Button type="submit">{t('apply')}</Button>
          </Group>
        </Group>
      </Stack>
    </form>
  )
}

function clean(filter: Filter): Filter {
  const { dimension, values, exclude, match } = filter
  return { dimension, values, ...(exclude ? { exclude } : {}), ...(match && match !== 'is' ? { match } : {}) }
}

interface ListProps {
  values: Value[] | undefined
  chosen: string[]
  names: Names
  search: string
  onSearch: (text: string) => void
  onToggle: (value: string) => void
}

function ValueList({ values, chosen, names, search, onSearch, onToggle }: ListProps) {
  const { t } = useTranslation('explorer')
  const f = useFormat()
  const store = useCombobox({ opened: true })
  const first = store.selectFirstOption
  useEffect(() => { if (search) first() }, [values, first, search])
  const sought = search.trim().toLowerCase()
  // While the server looks, what it listed before is looked through here: Enter never takes what does not fit.
  const listed = (values ?? []).filter((v) => `${names.value(v.value)}\n${v.value}\n${v.label ?? ''}`.toLowerCase().includes(sought))
  const apart = chosen.filter((c) => !listed.some((v) => v.value === c))
  const all = sought ? [...listed, ...apart.map((value): Value => ({ value, cost: '' }))] : [...apart.map((value): Value => ({ value, cost: '' })), ...listed]
  return (
    <Combobox store={store} onOptionSubmit={(v) => onToggle(JSON.parse(v) as string)}>
      <Combobox.EventsTarget>
        <TextInput data-autofocus value={search} onChange={(e) => onSearch(e.currentTarget.value)} placeholder={t('searchValue')} aria-label={t('searchValue')} />
      </Combobox.EventsTarget>
      <Combobox.Options className={classes.values} aria-label={t('values')} aria-multiselectable tabIndex={0}>
        {all.map((v) => (
          <Combobox.Option key={v.value} value={JSON.stringify(v.value)} active={chosen.includes(v.value)} className={classes.value}>
            <Checkbox.Indicator size="xs" checked={chosen.includes(v.value)} />
            <span className={classes.valueName} title={v.value}>{names.value(v.value)}{v.label && v.label !== v.value ? <Text span size="xs" c="dimmed"> {v.label}</Text> : null}</span>
            {v.cost !== '' && <span className={classes.num}>{f.money(v.cost)}</span>}
          </Combobox.Option>
        ))}
        {values && listed.length + apart.length === 0 && <Combobox.Empty>{t('noValue')}</Combobox.Empty>}
      </Combobox.Options>
      {listed.length >= 200 && <Text size="xs" c="dimmed">{t('moreValues', { count: listed.length })}</Text>}
    </Combobox>
  )
}
