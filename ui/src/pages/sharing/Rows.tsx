// The condition on rows: clicked together, or written.
import { ActionIcon, Autocomplete, Button, Code, Group, Select, Stack, TagsInput, Text, Tooltip, useComputedColorScheme } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FunctionDoc } from '../../editor/doc'
import { useFunctions } from '../../lib/functions'
import { notify, sayFault } from '../../lib/notify'
import { quoteName } from '../../parts/grid'
import { Lines } from '../../parts/Loaded'
import { Segmented } from '../../parts/Segmented'
import { fitting, read, valueType, writeAll, type Condition, type Operator, type Source } from './conditions'
import { valuesQuery, type Column } from './data'
import type { Draft } from './FilterBuilder'
import classes from './sharing.module.css'

const Editor = lazy(() => import('../../editor/Editor'))
const noFunctions: FunctionDoc[] = []
const noParams: string[] = []

interface Props {
  draft: Draft
  columns: readonly Column[]
  types: ReadonlyMap<string, string>
  onChange: (draft: Draft) => void
}

/** The rows of a filter. */
export function Rows({ draft, columns, types, onChange }: Props) {
  const { t } = useTranslation('sharing')
  const { filter, conditions } = draft
  const toSql = () => onChange({ ...draft, conditions: null, filter: { ...filter, rows: conditions ? writeAll(conditions) : filter.rows } })
  const toClicks = () => {
    const found = read(filter.rows ?? '', types)
    if (found) onChange({ ...draft, conditions: found })
    else notify.info(t('builder.notClickable'))
  }
  return (
    <Stack gap="xs">
      <Group><Segmented label={t('builder.way')} value={conditions ? 'clicks' : 'sql'} choices={[{ value: 'clicks', label: t('builder.clicks') }, { value: 'sql', label: 'SQL' }]} onChange={(way) => (way === 'sql' ? toSql() : toClicks())} /></Group>
      {conditions ? (
        <>
          {conditions.list.map((c, at) => (
            <ConditionRow
              key={at} condition={c} columns={columns} types={types} database={filter.database} table={filter.table} first={at === 0} join={conditions.join}
              onJoin={(join) => onChange({ ...draft, conditions: { ...conditions, join } })}
              onChange={(next) => onChange({ ...draft, conditions: { ...conditions, list: conditions.list.map((x, i) => (i === at ? next : x)) } })}
              onRemove={() => onChange({ ...draft, conditions: { ...conditions, list: conditions.list.filter((_, i) => i !== at) } })}
            />
          ))}
          <Group>
            <Button
              variant="default" size="compact-xs" leftSection={<IconPlus size={13} aria-hidden />}
              onClick={() => onChange({ ...draft, conditions: { ...conditions, list: [...conditions.list, { column: '', type: 'varchar', operator: 'is', source: 'value', values: [] }] } })}
            >{t('builder.addCondition')}</Button>
          </Group>
          {conditions.list.length > 0 ? <Code block className={classes.sql}>{writeAll(conditions) || '…'}</Code> : <Text size="xs" c="dimmed">{t('filters.allRows')}</Text>}
        </>
      ) : <Written text={filter.rows ?? ''} database={filter.database} table={filter.table} onChange={(rows) => onChange({ ...draft, filter: { ...filter, rows } })} />}
    </Stack>
  )
}

interface RowProps {
  condition: Condition
  columns: readonly Column[]
  types: ReadonlyMap<string, string>
  database: string
  table: string
  first: boolean
  join: 'AND' | 'OR'
  onJoin: (join: 'AND' | 'OR') => void
  onChange: (condition: Condition) => void
  onRemove: () => void
}

function ConditionRow({ condition: c, columns, types, database, table, first, join, onJoin, onChange, onRemove }: RowProps) {
  const { t } = useTranslation('sharing')
  const isMap = c.type.toLowerCase().startsWith('map')
  const type = isMap ? valueType(c.type) : c.type
  const operators = fitting(type)
  const choose = (column: string) => {
    const next = types.get(column) ?? 'varchar'
    const map = next.toLowerCase().startsWith('map')
    onChange({ column, type: next, key: map ? '' : undefined, operator: fitting(map ? valueType(next) : next).includes(c.operator) ? c.operator : 'is', source: c.source, values: [] })
  }
  const bare = c.operator === 'null' || c.operator === 'notNull'
  return (
    <div className={classes.condition} role="group" aria-label={c.column ? t('builder.conditionOn', { column: c.column }) : t('builder.condition')}>
      {first ? null : <Select aria-label={t('builder.join')} value={join} data={[{ value: 'AND', label: t('builder.and') }, { value: 'OR', label: t('builder.or') }]} allowDeselect={false} w={84} onChange={(value) => onJoin(value === 'OR' ? 'OR' : 'AND')} />}
      <Select aria-label={t('column')} placeholder={t('column')} searchable value={c.column || null} data={columns.map((x) => x.name)} limit={200} nothingFoundMessage={t('nothingFound')} className={classes.column} onChange={(value) => choose(value ?? '')} />
      {isMap ? <KeyField condition={c} database={database} table={table} onChange={(key) => onChange({ ...c, key, values: [] })} /> : null}
      <Select aria-label={t('builder.operator')} value={c.operator} data={operators.map((value) => ({ value, label: t(`operator.${value}`) }))} allowDeselect={false} w={132} onChange={(value) => onChange({ ...c, operator: (value ?? 'is') as Operator })} />
      {bare ? null : (
        <>
          <Select
            aria-label={t('builder.source')} value={c.source} data={(['value', 'user', 'tag'] as const).map((value) => ({ value, label: t(`source.${value}`) }))} allowDeselect={false} w={132}
            onChange={(value) => onChange({ ...c, source: (value ?? 'value') as Source, values: [] })}
          />
          {c.source === 'value' ? <Values condition={c} database={database} table={table} onChange={(values) => onChange({ ...c, values })} /> : null}
          {c.source === 'tag' ? <TagsInput aria-label={t('principals.tags')} placeholder={c.values.length ? undefined : 'team'} value={c.values} className={classes.grow} acceptValueOnBlur onChange={(values) => onChange({ ...c, values })} /> : null}
        </>
      )}
      <Tooltip label={t('builder.removeCondition')}><ActionIcon aria-label={t('builder.removeCondition')} onClick={onRemove}><IconTrash size={15} /></ActionIcon></Tooltip>
    </div>
  )
}

function KeyField({ condition: c, database, table, onChange }: { condition: Condition; database: string; table: string; onChange: (key: string) => void }) {
  const { t } = useTranslation('sharing')
  const keys = useQuery(valuesQuery(database, table, c.column, '', { keys: true }))
  return <Autocomplete aria-label={t('builder.key')} placeholder={t('builder.key')} value={c.key ?? ''} data={keys.data ?? []} limit={100} w={150} onChange={onChange} />
}

function Values({ condition: c, database, table, onChange }: { condition: Condition; database: string; table: string; onChange: (values: string[]) => void }) {
  const { t } = useTranslation('sharing')
  const [text, setText] = useState('')
  const [prefix] = useDebouncedValue(text.trim(), 150)
  const values = useQuery(valuesQuery(database, table, c.key === '' ? '' : c.column, prefix, { key: c.key }))
  const several = c.operator === 'is' || c.operator === 'not' || c.operator === 'starts' || c.operator === 'ends' || c.operator === 'contains' || c.operator === 'like'
  return (
    <TagsInput
      aria-label={t('builder.values')} placeholder={c.values.length > 0 ? undefined : t('builder.values')} value={c.values} data={values.data ?? []} searchValue={text} onSearchChange={setText}
      maxTags={several ? undefined : 1} limit={60} acceptValueOnBlur splitChars={[]} className={classes.values} onChange={onChange} error={values.error ? sayFault(values.error).message : undefined}
    />
  )
}

function Written({ text, database, table, onChange }: { text: string; database: string; table: string; onChange: (text: string) => void }) {
  const { t, i18n } = useTranslation('sharing')
  const scheme = useComputedColorScheme('light')
  const { list: functions } = useFunctions()
  const frame = useMemo(() => ({ before: `SELECT * FROM ${quoteName(database)}.${quoteName(table)} WHERE (`, after: '\n)' }), [database, table])
  const keys = useMemo(() => ({ run: () => false, runAll: () => false, save: () => false, format: () => false, cancel: () => false }), [])
  return (
    <>
      <div className={classes.editor}>
        <Suspense fallback={<Lines count={3} />}>
          <Editor
            tab={`filter:${database}.${table}`} text={text} database={database} params={noParams} functions={functions ?? noFunctions} scheme={scheme} language={i18n.language} frame={frame}
            label={t('builder.sqlLabel')} hint="line_item_usage_account_name LIKE 'App-Team-%'" kind={(kind) => t(`sql:kind.${kind}`, { defaultValue: kind })} onChange={onChange} onCheck={() => undefined} keys={keys}
          />
        </Suspense>
      </div>
      <Text size="xs" c="dimmed">{t('builder.sqlHint')}</Text>
    </>
  )
}
