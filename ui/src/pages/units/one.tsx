// One unit: what one costs, whether a change is growth or waste, why, how much is fixed, and what named changes did.
import { Text } from '@mantine/core'
import { IconChevronLeft } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Fault } from '../../api/client'
import { preloadCharts } from '../../charts/Chart'
import { useFormat } from '../../lib/format'
import { billDays } from '../../lib/server'
import { stringifySearch, useUrlState } from '../../lib/url'
import { Empty } from '../../parts/Empty'
import { FaultBox } from '../../parts/FaultBox'
import { Lines } from '../../parts/Loaded'
import { Notes } from '../../parts/Notes'
import { PageHeader } from '../../parts/PageHeader'
import { SqlButton } from '../../parts/SqlButton'
import { Stat, Stats } from '../../parts/Stat'
import { lastDay } from '../anomalies/days'
import { useTold } from '../network/told'
import { Controls } from './Controls'
import { unitQuery, type Report } from './data'
import { DecompositionPart } from './DecompositionPart'
import { OverTime } from './OverTime'
import { SplitPart } from './SplitPart'
import { askedOf, codec, type PageState } from './state'
import { TurnsPart } from './TurnsPart'
import classes from './units.module.css'
import { VerdictMark } from './VerdictMark'

/** The page. */
export default function UnitPage() {
  const { t } = useTranslation('units')
  const { id = '' } = useParams({ strict: false })
  const [state, set] = useUrlState(codec)
  const bill = useQuery(billDays)
  const days = bill.data?.first && bill.data.last ? { first: bill.data.first, last: bill.data.last } : null
  const asked = useQuery({ ...unitQuery(id, askedOf(state, days)), enabled: bill.isFetched })
  useEffect(preloadCharts, [])
  const report = asked.data?.id === id ? asked.data : undefined
  const back = <Link to={`/units${stringifySearch({ period: state.period, compare: state.compare === 'previous' ? '' : state.compare })}` as never} className={classes.back}><IconChevronLeft size={14} aria-hidden />{t('title')}</Link>
  return (
    <>
      {back}
      {report ? <Header of={report} /> : <PageHeader title={t('unit')} />}
      {days ? <Controls state={state} set={set} days={days} chosen={report ? { after: { start: report.after.from, end: report.after.to }, before: { start: report.before.from, end: report.before.to } } : undefined} /> : null}
      {report ? <div className={asked.isPlaceholderData ? classes.busy : undefined} aria-busy={asked.isFetching} data-testid="unit"><One of={report} state={state} set={set} /></div> : asked.isError ? (
        asked.error instanceof Fault && asked.error.status === 404 ? <Empty title={t('noUnit')}>{t('noUnitText')}</Empty> : <FaultBox fault={asked.error} retry={() => void asked.refetch()} />
      ) : <Lines count={14} height={28} />}
    </>
  )
}

function Header({ of: r }: { of: Report }) {
  const { t } = useTranslation('units')
  const tell = useTold()
  return <PageHeader title={tell(r.title)} beside={<><VerdictMark of={r.verdict} /><Text size="xs" c="dimmed">{tell(r.means)}{r.file ? ` · ${t('file', { file: r.file })}` : ''}</Text></>} />
}

interface Props {
  of: Report
  state: PageState
  set: (next: PageState, options?: { replace?: boolean }) => void
}

function One({ of: r, state, set }: Props) {
  const { t } = useTranslation('units')
  const tell = useTold()
  if (!r.hasData) return <Empty title={t('noData')}>{r.missing ? tell(r.missing) : null}</Empty>
  return (
    <>
      <Notes texts={(r.notes ?? []).map(tell)} />
      <section className={classes.short} aria-label={t('inShort')} data-testid="verdict">
        <p>{tell(r.verdict.says)}</p>
        {(r.verdict.grounds ?? []).length > 0 ? <ul>{(r.verdict.grounds ?? []).map((g) => <li key={g.en}>{tell(g)}</li>)}</ul> : null}
      </section>
      <Figures of={r} />
      <OverTime of={r} state={state} set={set} />
      {r.decomposition ? <DecompositionPart of={r} decomposition={r.decomposition} by={state.by} onBy={(by) => set({ ...state, by }, { replace: true })} /> : null}
      {r.split ? <SplitPart of={r.split} report={r} /> : null}
      <TurnsPart of={r} change={state.change} onChange={(change) => set({ ...state, change })} />
      {r.queries.length > 0 ? (
        <details className={classes.without}>
          <summary>{t('shell:queries', { count: r.queries.length })}</summary>
          <ul className={classes.queries}>{r.queries.map((q) => <li key={q.name.en}><SqlButton sql={q.sql} run label={tell(q.name)} /></li>)}</ul>
        </details>
      ) : null}
    </>
  )
}

/** What one costs, its parts, and both times. */
function Figures({ of: r }: { of: Report }) {
  const { t } = useTranslation('units')
  const f = useFormat()
  const tell = useTold()
  const money = (amount: string) => f.money(amount, { currency: r.currency })
  const price = (amount: string) => f.price(amount, { currency: r.currency })
  const change = (n: number | undefined) => (n === undefined ? '–' : f.percent(n, { signed: true }))
  const toned = (n: number | undefined) => <span className={n !== undefined && n > 0.0005 ? classes.up : n !== undefined && n < -0.0005 ? classes.down : undefined}>{change(n)}</span>
  const sql = r.queries[0]?.sql
  const days = (p: Report['after']) => `${f.date(p.from)} – ${f.date(lastDay(p.to))}`
  return (
    <Stats>
      <Stat
        name={r.per > 1 ? `${t('costPer')} · ${t('per', { per: f.number(r.per), of: tell(r.of) })}` : t('costPer')}
        value={<span className={classes.figure}>{r.after.costPer === undefined ? '–' : price(r.after.costPer)}{sql ? <SqlButton sql={sql} run /> : null}</span>}
        note={<>{r.before.costPer === undefined ? '–' : price(r.before.costPer)} → {toned(r.costPerChange)}{r.interval ? ` (${f.percent(r.interval.low, { signed: true })} – ${f.percent(r.interval.high, { signed: true })})` : ''}</>}
      />
      <Stat name={t('cost')} value={money(r.after.cost)} note={<>{money(r.before.cost)} → {toned(r.costChange)}</>} />
      <Stat name={tell(r.of)} value={f.number(r.after.quantity, { compact: true })} note={<>{f.number(r.before.quantity, { compact: true })} → {change(r.quantityChange)}</>} />
      <Stat name={t('now')} value={t('days', { count: r.after.days })} note={days(r.after)} />
      <Stat name={t('before')} value={t('days', { count: r.before.days })} note={days(r.before)} />
    </Stats>
  )
}
