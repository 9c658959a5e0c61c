// From figures to what is drawn and compared. Money stays decimal text.
import type { Figure, Series } from '../../charts/types'
import { minus, ratio, sign } from '../../lib/decimal'
import type { Answer, Figures, Row } from './data'
import type { Measure } from './state'

/** A figure by its name. */
export function measured(of: Figures, measure: Measure): Figure {
  if (measure === 'cost') return of.cost
  return measure === 'tokens' ? of.tokens : (of.perMillion ?? null)
}

/** The unit of a measure, as charts write it. */
export function unitOf(measure: Measure, currency: string): string {
  return measure === 'tokens' ? '' : currency
}

/** A key for a row that no other row has. */
export function keyOf(row: Pick<Row, 'kind' | 'keys'>): string {
  return row.kind === 'other' ? '\u0000other' : row.keys.join('\u0001')
}

/** The rows over their steps. */
export function seriesOf(answer: Answer, measure: Measure, name: (row: Row) => string): Series[] {
  return answer.rows.map((row) => ({ key: keyOf(row), name: name(row), tone: row.kind === 'other' ? 'other' : 'own', values: (row.steps ?? []).map((s) => measured(s, measure)) }))
}

/** By how much a cost changed, and by which percentage; no percentage where there was none before. */
export function changeOf(row: Pick<Row, 'cost' | 'before'>): { change: string; percent: number | undefined } | null {
  if (!row.before) return null
  const change = minus(row.cost, row.before.cost)
  const part = sign(row.before.cost) > 0 ? ratio(change, row.before.cost) : undefined
  return { change, percent: part === undefined ? undefined : part * 100 }
}

/** The change of a price by the million, as a percentage; none where one of both is not known. */
export function perMillionChange(row: Pick<Row, 'perMillion' | 'before'>): number | undefined {
  const [now, before] = [row.perMillion, row.before?.perMillion]
  if (!now || !before || sign(before) <= 0) return undefined
  return ratio(minus(now, before), before)
}
