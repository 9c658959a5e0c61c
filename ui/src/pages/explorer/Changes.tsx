// The answer to what changed: both sums, the effects between them, and the groups with theirs.
import { Text, UnstyledButton } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import type { UseQueryResult } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Bars } from '../../charts/Bars'
import type { ChartHandle } from '../../charts/types'
import { Waterfall, type Fall } from '../../charts/Waterfall'
import { compare, sum } from '../../lib/decimal'
import { useFormat } from '../../lib/format'
import { Empty } from '../../parts/Empty'
import { FaultBox } from '../../parts/FaultBox'
import { Lines } from '../../parts/Loaded'
import { Mark } from '../../parts/Mark'
import { Trend } from '../../parts/Trend'
import { upAndDown } from './CostTable'
import type { Comparison } from './data'
import classes from './explorer.module.css'
import { rowKey, type Names } from './names'
import { NoteList } from './NoteList'
import { sayPeriod } from './PeriodPicker'
import { firstTop, type State } from './state'
import { WhatIsRow } from './WhatIsRow'

type Change = Comparison['changes'][number]
const effects = ['price', 'quantity', 'mix', 'commitment', 'charges'] as const

interface Props {
  state: State
  set: (next: (now: State) => State) => void
  query: UseQueryResult<Comparison>
  names: Names
  onChart: (chart: ChartHandle | null) => void
  onDrill: (values: string[]) => void
}

/** Shows a comparison; the former one stays, paler, while the next is on its way. */
export function Changes(props: Props) {
  const { query } = props
  if (query.data) return <Shown {...props} data={query.data} />
  if (query.isError) return <FaultBox fault={query.error} retry={() => void query.refetch()} />
  return <Lines count={14} height={28} />
}

function Shown({ state, set, query, names, onChart, onDrill, data }: Props & { data: Comparison }) {
  const { t } = useTranslation('explorer')
  const f = useFormat()
  const { total, unit } = data
  const open = (row: Change) => {
    if (row.kind === 'other') set((s) => ({ ...s, top: Math.min(500, s.top + firstTop) }))
    else if (row.kind === 'group' && row.keys.length > 0) onDrill(row.keys)
  }
  const pick = (key: string) => {
    const row = data.changes.find((r) => rowKey(r) === key)
    if (row) open(row)
  }
  const falls = useMemo((): Fall[] => [
    { key: 'before', name: t('before'), value: total.before, kind: 'sum' },
    ...effects.map((e): Fall => ({ key: e, name: t(`effects.${e}`), value: total.effects[e], kind: 'change' })),
    { key: 'after', name: t('after'), value: total.after, kind: 'sum' },
  ], [total, t])
  const groups = useMemo(() => {
    const shown = data.changes.slice(0, 15)
    return { labels: shown.map(names.group), series: [{ key: 'before', name: t('before'), tone: 'other' as const, values: shown.map((c) => c.before) }, { key: 'after', name: t('after'), values: shown.map((c) => c.after) }], keys: shown.map(rowKey) }
  }, [data.changes, names, t])
  const label = t('changesLabel', { before: f.amount(total.before, unit), after: f.amount(total.after, unit), change: f.amount(total.change, unit, { signed: true }) })
  const empty = data.changes.length === 0
  return (
    <div className={query.isPlaceholderData ? classes.busy : undefined} aria-busy={query.isFetching}>
      {query.isError && <FaultBox fault={query.error} retry={() => void query.refetch()} />}
      <div className={classes.head}>
        <span className={classes.total} data-testid="change"><Trend change={total.change} percent={total.percent ?? undefined} unit={unit} /></span>
        <Text size="sm" c="dimmed">{sayPeriod(data.request.before, f.date)}: {f.amount(total.before, unit)} → {sayPeriod(data.request.after, f.date)}: {f.amount(total.after, unit)}</Text>
        {adds(total, data.changes) && <Mark tone="good" icon={<IconCheck size={12} />}>{t('effectsAdd')}</Mark>}
      </div>
      <NoteList notes={data.notes} />
      {empty ? <Empty title={t('nothing')}>{t('nothingCompared')}</Empty> : (
        <>
          <div className={classes.chart}>
            {state.changes === 'waterfall'
              ? <Waterfall falls={falls} unit={unit} label={label} height={320} handle={onChart} />
              : <Bars {...groups} unit={unit} label={label} height={320} legend handle={onChart} onPick={({ index }) => { const key = groups.keys[index]; if (key !== undefined) pick(key) }} />}
          </div>
          <ChangeTable data={data} names={names} onOpen={open} />
        </>
      )}
    </div>
  )
}

// Whether the effects of every row add up to its change, and the changes to the whole, to the last digit.
function adds(total: Change, changes: readonly Change[]): boolean {
  const whole = (c: Change) => compare(sum(effects.map((e) => c.effects[e])), c.change) === 0
  return whole(total) && changes.every(whole) && compare(sum(changes.map((c) => c.change)), total.change) === 0
}

function ChangeTable({ data, names, onOpen }: { data: Comparison; names: Names; onOpen: (row: Change) => void }) {
  const { t } = useTranslation('explorer')
  const f = useFormat()
  const { unit } = data
  const cells = (c: Change) => (
    <>
      <td title={f.amount(c.before, unit, { exact: true })}>{f.amount(c.before, unit)}</td>
      <td title={f.amount(c.after, unit, { exact: true })}>{f.amount(c.after, unit)}</td>
      <td title={f.amount(c.change, unit, { exact: true, signed: true })}><Trend change={c.change} unit={unit} /></td>
      <td>{c.percent === undefined || c.percent === null ? t('new') : f.percent(c.percent / 100, { signed: true })}</td>
      {effects.map((e) => <td key={e} title={f.amount(c.effects[e], unit, { exact: true, signed: true })}>{compare(c.effects[e], '0') === 0 ? '–' : f.amount(c.effects[e], unit, { signed: true, digits: 2 })}</td>)}
    </>
  )
  return (
    <>
      <div className={classes.scroll} tabIndex={0} role="region" aria-label={t('changesTable')}>
        <table className={classes.table} onKeyDown={upAndDown}>
          <thead>
            <tr>
              <th scope="col">{data.request.groupBy?.map(names.dimension).join(' · ') || t('all')}</th>
              <th scope="col">{t('before')}</th>
              <th scope="col">{t('after')}</th>
              <th scope="col">{t('change')}</th>
              <th scope="col">%</th>
              {effects.map((e) => <th key={e} scope="col" title={t(`effectText.${e}`)}>{t(`effects.${e}`)}</th>)}
            </tr>
          </thead>
          <tbody>
            {data.changes.map((row) => {
              const opens = row.kind === 'other' || (row.kind === 'group' && row.keys.length > 0)
              const name = <span title={names.group(row)}>{names.group(row)}</span>
              return (
                <tr key={rowKey(row)} data-drill={opens || undefined} data-muted={row.kind !== 'group' || undefined} onClick={opens ? () => onOpen(row) : undefined}>
                  <th scope="row">
                    <div className={classes.named}>
                      {opens ? <UnstyledButton className={classes.name} data-row onClick={(e) => { e.stopPropagation(); onOpen(row) }}>{name}</UnstyledButton> : <span className={classes.name}>{name}</span>}
                      {row.kind === 'group' ? <WhatIsRow keys={row.keys} groupBy={data.request.groupBy ?? []} filters={data.request.filters ?? []} period={data.request.after} /> : null}
                    </div>
                  </th>
                  {cells(row)}
                </tr>
              )
            })}
          </tbody>
          <tfoot><tr><th scope="row">{t('total')}</th>{cells(data.total)}</tr></tfoot>
        </table>
      </div>
      <Text size="xs" c="dimmed" mt={4}>{t('rowsShown', { shown: data.changes.filter((r) => r.kind === 'group').length, found: data.groups })}</Text>
    </>
  )
}
