// Who spends what on which models: the figures of the whole, over time, and group by group.
import { Button, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Lines as LineChart } from '../../charts/Lines'
import { StackedBars } from '../../charts/StackedBars'
import { sum } from '../../lib/decimal'
import { useFormat } from '../../lib/format'
import { Empty } from '../../parts/Empty'
import { FaultBox } from '../../parts/FaultBox'
import { Lines } from '../../parts/Loaded'
import { Notes } from '../../parts/Notes'
import { Queries } from '../../parts/Queries'
import { Section } from '../../parts/Section'
import { Segmented } from '../../parts/Segmented'
import { SqlButton } from '../../parts/SqlButton'
import { Stat, Stats } from '../../parts/Stat'
import { Trend } from '../../parts/Trend'
import type { Days } from '../explorer/periods'
import { stepNames } from '../explorer/steps'
import { useTold } from '../network/told'
import { CostRows } from './CostRows'
import { costsQuery, type Answer, type Lines as Which } from './data'
import { changeOf, measured, perMillionChange, seriesOf, unitOf } from './figures'
import classes from './genai.module.css'
import { comparable, drill, grainOf, measures, opens, type PageState } from './state'
import { useWords } from './words'

interface Props {
  state: PageState
  set: (next: PageState, options?: { replace?: boolean }) => void
  lines: Which
  days: Days
}

/** The tab. The former answer stays, paler, while the next is on its way. */
export function Costs(props: Props) {
  const { state, lines, days } = props
  const asked = useQuery(costsQuery(lines, state.by, grainOf(lines.period), comparable(state.compare, lines.period, days) ? state.compare : 'none', state.top))
  if (asked.data) return <div className={asked.isPlaceholderData ? classes.busy : undefined} aria-busy={asked.isFetching} data-testid="genai-costs"><Shown {...props} answer={asked.data} /></div>
  if (asked.isError) return <FaultBox fault={asked.error} retry={() => void asked.refetch()} />
  return <Lines count={14} height={28} />
}

function Shown({ state, set, lines, days, answer }: Props & { answer: Answer }) {
  const { t } = useTranslation('genai')
  const f = useFormat()
  const tell = useTold()
  const words = useWords(answer.key)
  const nameOf = useMemo(() => (row: { kind: string; keys: string[]; count?: number }) => (
    row.kind === 'other' ? t('others', { count: row.count ?? 0 }) : row.keys.map((v, i) => words.value(answer.by[i] ?? '', v)).join(' · ') || t('all')
  ), [t, words, answer.by])
  const drawn = useMemo(() => {
    const steps = (answer.steps ?? []).map((s) => ({ start: s.from, end: s.to }))
    return { labels: stepNames(steps, grainOf(lines.period) === 'month' ? 'monthly' : 'daily', f), series: seriesOf(answer, state.measure, nameOf) }
  }, [answer, lines.period, f, state.measure, nameOf])
  if (answer.rows.length === 0) {
    return (
      <>
        <Empty title={t('nothing')} action={<Button variant="default" onClick={() => set({ ...state, filters: [], period: state.filters.length > 0 ? state.period : 'all', top: 12 })}>{t('widen')}</Button>}>{t(state.filters.length > 0 ? 'nothingFiltered' : 'nothingText')}</Empty>
        <Queries sql={answer.sql} />
      </>
    )
  }
  const unit = unitOf(state.measure, answer.currency)
  const by = answer.by.map(words.dimension).join(' · ')
  const Kind = state.measure === 'perMillion' ? LineChart : StackedBars
  const totals = state.measure === 'perMillion' ? undefined : (answer.total.steps ?? []).map((s) => measured(s, state.measure))
  return (
    <>
      <Unknown answer={answer} />
      <Notes texts={[...(answer.notes ?? []).map(tell), ...(state.compare !== 'none' && !answer.before ? [t('notCovered', { day: f.date(days.first) })] : [])]} />
      <Whole answer={answer} />
      <Section
        title={t('trend', { by })}
        actions={(
          <>
            <Segmented label={t('measure')} value={state.measure} choices={measures.map((value) => ({ value, label: t(`measures.${value}`) }))} onChange={(measure) => set({ ...state, measure }, { replace: true })} />
            <SqlButton sql={answer.sql[0] ?? ''} run />
          </>
        )}
      >
        <Kind
          labels={drawn.labels} series={drawn.series} totals={totals} unit={unit} height={280} legend
          label={t('trendLabel', { measure: t(`measures.${state.measure}`), by, from: drawn.labels[0] ?? '', to: drawn.labels.at(-1) ?? '', largest: answer.rows.slice(0, 5).map((r) => `${nameOf(r)} ${f.money(r.cost, { currency: answer.currency })}`).join(', ') })}
          onPick={({ key }) => { const row = answer.rows.find((r) => r.keys.join('\u0001') === key && r.kind === 'group'); if (row && opens(state)) set(drill(state, row.keys)) }}
        />
      </Section>
      <Section title={t('groups', { by })} note={t('groupsNote')}>
        <CostRows answer={answer} nameOf={nameOf} canOpen={opens(state)} onOpen={(keys) => set(drill(state, keys))} onMore={() => set({ ...state, top: Math.min(1000, state.top * 4) }, { replace: true })} head={by} />
      </Section>
      {(answer.charges ?? []).length > 0 ? (
        <Text size="xs" c="dimmed">{t('charges')}: {(answer.charges ?? []).map((c) => `${i18nCharge(t, c.kind)} ${f.money(c.cost, { currency: answer.currency })}`).join(' · ')}</Text>
      ) : null}
      <Queries sql={answer.sql} />
    </>
  )
}

// Kinds of charges are AWS's own words; what we have no word for stays as the bill writes it.
const i18nCharge = (t: (key: string, options?: Record<string, unknown>) => string, kind: string) => t(`charge.${kind.replace(/\W+/g, '')}`, { defaultValue: kind })

/** The row that should be nothing: what was not recognised, with its strings. */
function Unknown({ answer }: { answer: Answer }) {
  const { t } = useTranslation('genai')
  const f = useFormat()
  const unknown = answer.unclassified ?? []
  if (unknown.length === 0) return null
  return (
    <Notes tone="warn" texts={[
      t('unclassified', { amount: f.money(sum(unknown.map((u) => u.cost)), { currency: answer.currency }) }),
      ...unknown.slice(0, 5).map((u) => `${u.says} — ${f.money(u.cost, { currency: answer.currency })}`),
    ]} />
  )
}

/** The figures of all lines together. */
function Whole({ answer }: { answer: Answer }) {
  const { t } = useTranslation('genai')
  const f = useFormat()
  const { total, currency } = answer
  const change = changeOf(total)
  const money = (amount: string) => f.money(amount, { currency })
  const price = perMillionChange(total)
  const compared = answer.before ? t('against', { from: f.date(answer.before.from) }) : undefined
  const sql = answer.sql[0] ?? ''
  return (
    <Stats>
      <Stat name={t('measures.cost')} value={<span className={classes.figure}>{money(total.cost)}<SqlButton sql={sql} run /></span>} note={change ? <><Trend change={change.change} percent={change.percent} unit={currency} /> {compared}</> : undefined} />
      <Stat name={t('measures.tokens')} value={f.number(total.tokens, { compact: true })} note={t('inOut', { input: f.number(total.input, { compact: true }), output: f.number(total.output, { compact: true }) })} />
      <Stat name={t('measures.perMillion')} value={total.perMillion ? f.price(total.perMillion, { currency }) : '–'} note={price === undefined ? t('allKinds') : <span className={price > 0 ? classes.up : price < 0 ? classes.down : undefined}>{f.percent(price, { signed: true })} {compared}</span>} />
      {answer.logged && total.requests !== undefined
        ? <Stat name={t('requests')} value={f.number(total.requests, { compact: true })} note={total.perRequest ? t('eachRequest', { amount: f.price(total.perRequest, { currency }) }) : t('fromLogs')} />
        : <Stat name={t('requests')} value="–" note={t('noLogs')} />}
      <Stat name={t('cacheHit')} value={total.cacheHit === undefined ? '–' : f.percent(total.cacheHit)} note={t('cacheNote')} />
      <Stat name={t('batch')} value={total.batch === undefined ? '–' : f.percent(total.batch)} note={t('batchNote')} />
      <Stat name={t('unknownTitle')} value={money(sum((answer.unclassified ?? []).map((u) => u.cost)))} tone={(answer.unclassified ?? []).length === 0 ? 'good' : 'warn'} note={t((answer.unclassified ?? []).length === 0 ? 'unknownNone' : 'unknownSome')} />
    </Stats>
  )
}

