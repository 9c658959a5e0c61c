// The figures of an answer as bars, lines or areas, with what is expected after them and what people noted.
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Areas } from '../../charts/Areas'
import { Lines } from '../../charts/Lines'
import { StackedBars } from '../../charts/StackedBars'
import type { AxisChart, ChartHandle, Mark, Series } from '../../charts/types'
import { useFormat } from '../../lib/format'
import type { Annotation, Answer, Forecast } from './data'
import { rowKey, type Names } from './names'
import { stepAt } from './periods'
import type { Granularity, View } from './state'
import { stepNames } from './steps'

interface Props {
  answer: Answer
  view: View
  names: Names
  forecast?: Forecast
  annotations: readonly Annotation[]
  handle: (handle: ChartHandle | null) => void
  onPick: (key: string) => void
  onBrush: (from: number, to: number) => void
}

/** Draws an answer. A click tells the key of the row that was hit; a sweep tells the steps. */
export function CostChart({ answer, view, names, forecast, annotations, handle, onPick, onBrush }: Props) {
  const { t } = useTranslation('explorer')
  const f = useFormat()
  const granularity = answer.request.granularity as Granularity
  const drawn = useMemo(() => {
    // A step that has begun is expected as a whole: the expectation stands over what is there of it.
    const later = (forecast?.steps ?? []).filter((e) => !answer.steps.some((s) => s.start === e.start))
    const steps = [...answer.steps, ...later]
    const labels = stepNames(steps, granularity, f)
    const empty = later.map(() => null)
    const series: Series[] = answer.rows.map((row) => ({ key: rowKey(row), name: names.group(row), values: [...row.values, ...empty], tone: row.kind === 'charge' ? 'charge' : row.kind === 'other' ? 'other' : 'own' }))
    const chart: Pick<AxisChart, 'labels' | 'series' | 'totals' | 'band' | 'marks'> = { labels, series, totals: [...answer.stepTotals, ...empty], marks: marksOf(annotations, steps) }
    if (forecast && forecast.steps.length > 0) {
      const at = new Map(forecast.steps.map((s) => [s.start, s]))
      const of = (what: 'mean' | 'low' | 'high') => steps.map((s) => at.get(s.start)?.[what] ?? null)
      series.push({ key: '\u0000expected', name: t('expected'), tone: 'expected', values: of('mean') })
      chart.band = { name: t('interval'), low: of('low'), high: of('high') }
    }
    return chart
  }, [answer, forecast, annotations, granularity, names, f, t])
  const label = useMemo(() => {
    const largest = answer.rows.slice(0, 5).map((r) => `${names.group(r)} ${f.amount(r.total, answer.unit)}`).join(', ')
    return t('chartLabel', { from: drawn.labels[0], to: drawn.labels[answer.steps.length - 1], total: f.amount(answer.total, answer.unit), largest })
  }, [answer, drawn.labels, names, f, t])
  const Kind = view === 'lines' ? Lines : view === 'areas' ? Areas : StackedBars
  return (
    <Kind {...drawn} unit={answer.unit} label={label} height={320} handle={handle} onPick={({ key }) => onPick(key)}
      onBrush={(from, to) => { if (from < answer.steps.length) onBrush(from, Math.min(to, answer.steps.length - 1)) }} />
  )
}

function marksOf(annotations: readonly Annotation[], steps: readonly { start: string; end: string }[]): Mark[] {
  const first = steps[0]
  const last = steps[steps.length - 1]
  if (!first || !last) return []
  return annotations.flatMap((a) => {
    const end = a.end || a.start
    if (end < first.start.slice(0, end.length) || a.start >= last.end) return []
    const at = a.start < first.start ? 0 : stepAt(steps, a.start)
    if (at < 0) return []
    const to = a.end ? stepAt(steps, new Date(Date.parse(a.end) - 1).toISOString()) : at
    return [{ id: a.id, text: a.text, at, to: a.end ? (to < 0 ? steps.length - 1 : to) : undefined }]
  })
}
