// The answer to how much: the total, the chart, what is expected, and the table.
import { Button, Switch, Text, Tooltip } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Schemas } from '../../api/client'
import type { ChartHandle } from '../../charts/types'
import { sum } from '../../lib/decimal'
import { useFormat } from '../../lib/format'
import { Empty } from '../../parts/Empty'
import { FaultBox } from '../../parts/FaultBox'
import { Lines } from '../../parts/Loaded'
import { Mark } from '../../parts/Mark'
import { CostChart } from './CostChart'
import { CostTable } from './CostTable'
import { forecast, useAnnotations, type Answer } from './data'
import { openCharge } from './drill'
import classes from './explorer.module.css'
import { Expected } from './Expected'
import { rowKey, type Names } from './names'
import { NoteList } from './NoteList'
import { sayPeriod } from './PeriodPicker'
import { wholeMonths, writeRange, type Days, type Period } from './periods'
import { request } from './request'
import { firstTop, type State } from './state'

interface Props {
  state: State
  set: (next: (now: State) => State) => void
  days: Days
  query: UseQueryResult<Answer>
  names: Names
  status: Schemas['Status'] | undefined
  onChart: (chart: ChartHandle | null) => void
  onDrill: (values: string[]) => void
  onNear: (values: string[]) => void
}

/** Shows an answer; the former one stays, paler, while the next is on its way. */
export function Costs(props: Props) {
  const { query } = props
  if (query.data) return <Shown {...props} answer={query.data} />
  if (query.isError) return <FaultBox fault={query.error} retry={() => void query.refetch()} />
  return <Lines count={14} height={28} />
}

function Shown({ state, set, days, query, names, status, onChart, onDrill, onNear, answer }: Props & { answer: Answer }) {
  const { t } = useTranslation('explorer')
  const f = useFormat()
  const annotations = useAnnotations().list.data ?? []
  const canForecast = answer.request.granularity !== 'hourly' && state.charges !== 'only'
  const wanted = state.forecast && canForecast && !query.isPlaceholderData
  const next = useQuery({ ...forecast(request(state, days)), enabled: wanted })
  const expected = wanted ? next.data : undefined
  const more = () => set((s) => ({ ...s, top: Math.min(500, s.top + firstTop) }))
  const open = (row: { kind: string; keys: string[] }) => {
    if (row.kind === 'other') more()
    else if (row.kind === 'charge') set((s) => openCharge(s, row.keys[0] ?? ''))
    else onDrill(row.keys)
  }
  const pick = (key: string) => {
    const row = answer.rows.find((r) => rowKey(r) === key)
    if (row && (row.kind !== 'group' || row.keys.length > 0)) open(row)
  }
  const brush = (from: number, to: number) => {
    const [a, b] = [answer.steps[from], answer.steps[to]]
    if (a && b) set((s) => ({ ...s, period: writeRange({ start: a.start, end: b.end }), step: 'auto' }))
  }
  const empty = answer.rows.length === 0
  return (
    <div className={query.isPlaceholderData ? classes.busy : undefined} aria-busy={query.isFetching}>
      {query.isError && <FaultBox fault={query.error} retry={() => void query.refetch()} />}
      <div className={classes.head}>
        <span className={classes.total} title={f.amount(answer.total, answer.unit, { exact: true })} data-testid="total">{f.amount(answer.total, answer.unit)}</span>
        <Text size="sm" c="dimmed">{t(`metrics.${answer.request.metric}.title`)} · {sayPeriod(answer.request.period, f.date)}</Text>
        {ties(answer, state, status) && <Tooltip label={t('tiesText')}><span><Mark tone="good" icon={<IconCheck size={12} />}>{t('ties')}</Mark></span></Tooltip>}
        <div style={{ flex: 1 }} />
        {canForecast && <Switch size="xs" label={t('forecast')} checked={state.forecast} onChange={(e) => { const on = e.currentTarget.checked; set((s) => ({ ...s, forecast: on })) }} />}
      </div>
      <NoteList notes={answer.notes} />
      {empty
        ? <Empty title={t('nothing')} action={<Button variant="default" onClick={() => set((s) => ({ ...s, filters: [], trail: [], period: '12m', charges: 'apart' }))}>{t('widen')}</Button>}>{state.filters.length > 0 ? t('nothingFiltered') : t('nothingThen')}</Empty>
        : state.view !== 'table' && (
          <div className={classes.chart}>
            <CostChart answer={answer} view={state.view} names={names} forecast={expected} annotations={annotations} handle={onChart} onPick={pick} onBrush={brush} />
          </div>
        )}
      {wanted && <Expected query={next} unit={answer.unit} granularity={answer.request.granularity} />}
      {!empty && <CostTable answer={answer} names={names} canDrill={state.charges !== 'only' || state.by.length > 0} onDrill={open} onNear={(row) => { if (row.kind === 'group' && row.keys.length > 0) onNear(row.keys) }} onMore={more} />}
    </div>
  )
}

// The whole bill of whole months is the sum that the sources state for them, when nothing is left out.
function ties(answer: Answer, state: State, status: Schemas['Status'] | undefined): boolean {
  if (!status?.ties || state.metric !== 'unblended' || state.filters.length > 0 || state.charges === 'only' || state.charges === 'without') return false
  const period: Period = answer.request.period
  const until = period.end > (status.last ?? '') ? status.last ?? '' : ''
  if (!wholeMonths({ start: period.start, end: until ? `${period.end.slice(0, 7)}-01` : period.end }) || answer.unit !== 'USD') return false
  const months = status.sources.flatMap((s) => s.months.filter((m) => m.cost !== undefined && `${m.month}-01` >= period.start && `${m.month}-01` < period.end))
  return months.length > 0 && sum(months.map((m) => m.cost as string)) === sum([answer.total])
}
