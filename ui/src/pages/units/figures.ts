// From a report to what is drawn. Money and quantities stay decimal text.
import type { Fall } from '../../charts/Waterfall'
import type { Band, Figure, Mark } from '../../charts/types'
import { sign } from '../../lib/decimal'
import type { Told } from '../network/data'
import type { Point, Report, Turn, Verdict } from './data'
import type { Drawing } from './state'

/** The tone of a verdict. */
export function toneOf(kind: Verdict['kind']): 'good' | 'warn' | 'bad' | undefined {
  return kind === 'better' ? 'good' : kind === 'waste' ? 'bad' : kind === 'idle' ? 'warn' : undefined
}

/** What is drawn of a point. */
export function drawnOf(p: Point, draw: Drawing): Figure {
  return draw === 'costPer' ? (p.costPer ?? null) : p[draw]
}

/** The turns that lie within the days that are drawn, as marks on their axis. */
export function marksOf(turns: readonly Turn[], labels: readonly string[], tell: (text: Told) => string): Mark[] {
  return turns.flatMap((turn) => {
    const at = labels.findIndex((l) => l >= turn.day.slice(0, l.length))
    return at < 0 || turn.day < (labels[0] ?? '') ? [] : [{ id: turn.id, text: tell(turn.title), at }]
  })
}

/** What the days after a turn would have cost without it, over the axis that is drawn. */
export function bandOf(turn: Turn | undefined, labels: readonly string[], name: string): Band | undefined {
  const expected = turn?.expected ?? []
  if (expected.length === 0) return undefined
  const at = new Map(expected.map((e) => [e.day, e]))
  return { name, low: labels.map((l) => at.get(l)?.low ?? null), high: labels.map((l) => at.get(l)?.high ?? null) }
}

/** How the cost before becomes the cost after: by the four effects, or by volume and the causes. */
export function fallsOf(report: Report, by: 'effects' | 'causes', words: { before: string; after: string; effect: (kind: string) => string; tell: (text: Told) => string }): Fall[] {
  const d = report.decomposition
  if (!d) return []
  const volume = d.effects.find((e) => e.kind === 'volume')
  const parts: Fall[] = by === 'effects'
    ? d.effects.map((e) => ({ key: e.kind, name: words.effect(e.kind), value: e.amount, kind: 'change' as const }))
    : [...(volume ? [{ key: 'volume', name: words.effect('volume'), value: volume.amount, kind: 'change' as const }] : []), ...d.causes.filter((c) => sign(c.amount) !== 0).map((c) => ({ key: c.id, name: words.tell(c.title), value: c.amount, kind: 'change' as const }))]
  return [{ key: '\u0000before', name: words.before, value: report.before.cost, kind: 'sum' }, ...parts, { key: '\u0000after', name: words.after, value: report.after.cost, kind: 'sum' }]
}
