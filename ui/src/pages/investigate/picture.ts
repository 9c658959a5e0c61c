// From a report to what is drawn and counted.
import type { Flow, Place } from '../../charts/Sankey'
import type { Mark, Series } from '../../charts/types'
import { compare } from '../../lib/decimal'
import type { Told } from '../network/data'
import type { Report, Sankey, Step } from './data'

/** The traffic in dollars or in bytes. */
export function drawnOf(of: Sankey, measure: 'dollars' | 'bytes', tell: (text: Told) => string, say: { bytes: (n: number) => string; money: (amount: string) => string }): { flows: Flow[]; places: Place[] } {
  const flows = of.links.map((l): Flow => ({
    from: l.from, to: l.to, value: measure === 'bytes' ? l.bytes : l.dollars, also: [measure === 'bytes' ? { name: '', value: say.money(l.dollars) } : { name: '', value: say.bytes(l.bytes) }],
  }))
  const places = of.nodes.map((n): Place => ({ id: n.id, layer: n.layer, name: tell(n.name), detail: n.detail, group: n.kind === 'rest' ? 'rest' : n.kind === 'zone' ? `zone ${tell(n.name)}` : n.id }))
  return { flows, places }
}

/** How high a picture of layers must be, so that the names of the fullest one can be read. */
export function heightOf(of: Sankey): number {
  const layers = new Map<number, number>()
  for (const n of of.nodes) layers.set(n.layer, (layers.get(n.layer) ?? 0) + 1)
  return Math.min(760, Math.max(260, 36 * Math.max(0, ...layers.values()) + 24))
}

/** Whether any flow has dollars: without a bill of these days there are bytes alone. */
export function hasDollars(of: Sankey): boolean {
  return of.links.some((l) => compare(l.dollars, '0') > 0)
}

/** The series over one axis of days. Days without lines cost nothing. */
export function seriesOf(report: Pick<Report, 'series' | 'since' | 'after'>, name: (s: Report['series'][number]) => string, words: { since: string; after: string }): { labels: string[]; series: Series[]; marks: Mark[] } {
  const labels = [...new Set(report.series.flatMap((s) => s.points.map((p) => p.day)))].sort()
  const series = report.series.map((s): Series => {
    const at = new Map(s.points.map((p) => [p.day, p.cost]))
    return { key: s.usageType, name: name(s), values: labels.map((day) => at.get(day) ?? '0') }
  })
  const marks: Mark[] = []
  const place = (day: string) => labels.findIndex((l) => l >= day)
  const since = place(report.since)
  if (since >= 0) marks.push({ id: 'since', text: words.since, at: since })
  const last = labels.findLastIndex((l) => l < report.after.end)
  const first = place(report.after.start)
  if (first > since && last > first) marks.push({ id: 'after', text: words.after, at: first, to: last })
  return { labels, series, marks }
}

/** The time that all queries took, in milliseconds. */
export function millisOf(steps: readonly Step[]): number {
  return steps.reduce((all, s) => all + s.millis, 0)
}

/** Hours in words that fit: "3 h", "2.5 d"; the sign is said apart. */
export function nearOf(hours: number): { count: number; unit: 'minutes' | 'hours' | 'days'; before: boolean } {
  const size = Math.abs(hours)
  const before = hours < 0
  if (size < 1) return { count: Math.round(size * 60), unit: 'minutes', before }
  if (size < 48) return { count: Math.round(size), unit: 'hours', before }
  return { count: Math.round(size / 24), unit: 'days', before }
}

/** A call of the trail as it was recorded. */
export function eventSql(id: string): string {
  return `SELECT *\nFROM glaux.trail\nWHERE event_id = '${id.replaceAll("'", "''")}'`
}
