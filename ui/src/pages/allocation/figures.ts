// From an answer to what is drawn. Money stays decimal text.
import type { Flow, Place } from '../../charts/Sankey'
import type { Series } from '../../charts/types'
import { compare, minus, ratio, sign, sum } from '../../lib/decimal'
import type { Answer, StepShare, Value } from './data'

const mostValues = 14

/** What no step knew. */
export function residualOf(a: Pick<Answer, 'steps'>): StepShare | undefined {
  return a.steps.find((s) => s.kind === 'residual')
}

/** The part of the whole that some step knew, 0 to 1; undefined where there is nothing. */
export function knownShare(a: Pick<Answer, 'steps' | 'total'>): number | undefined {
  return ratio(minus(sum(a.steps.map((s) => s.cost)), residualOf(a)?.cost ?? '0'), sum(a.steps.map((s) => s.cost)))
}

/** Whether the dollars of the answer are those of the bill, to the last digit. */
export function ties(a: Pick<Answer, 'total' | 'billed' | 'steps'>): boolean {
  return compare(a.total, a.billed) === 0 && compare(sum(a.steps.map((s) => s.cost)), a.billed) === 0
}

/** The values over months; those after the first ones as one. */
export function seriesOf(a: Answer, words: { other: (count: number) => string }): Series[] {
  const shown = a.values.length > mostValues ? a.values.slice(0, mostValues - 1) : a.values
  const rest = a.values.slice(shown.length)
  const series = shown.map((v): Series => ({ key: v.value, name: v.value, tone: v.residual ? 'other' : 'own', values: v.months }))
  if (rest.length > 0) series.push({ key: '\u0000other', name: words.other(rest.length), tone: 'other', values: a.months.map((_, i) => sum(rest.map((v) => v.months[i] ?? '0'))) })
  return series
}

/** From the steps to the values: which step found how much for whom. Values after the first ones are one place. */
export function pictureOf(a: Answer, words: { step: (s: StepShare) => string; other: (count: number) => string }): { flows: Flow[]; places: Place[] } {
  const places: Place[] = a.steps.map((s, i) => ({ id: `s${i}`, layer: 0, name: words.step(s), group: s.kind === 'residual' ? 'rest' : `s${i}` }))
  const own = a.values.filter((v) => v.steps.some((c) => sign(c) > 0))
  const shown = own.length > mostValues ? own.slice(0, mostValues - 1) : own
  const rest = own.slice(shown.length)
  const at = (v: Value, i: number) => v.steps[i] ?? '0'
  const flows: Flow[] = []
  shown.forEach((v, n) => {
    places.push({ id: `v${n}`, layer: 1, name: v.value, group: v.residual ? 'rest' : v.value })
    a.steps.forEach((_, i) => flows.push({ from: `s${i}`, to: `v${n}`, value: at(v, i) }))
  })
  if (rest.length > 0) {
    places.push({ id: 'other', layer: 1, name: words.other(rest.length), group: 'rest' })
    a.steps.forEach((_, i) => flows.push({ from: `s${i}`, to: 'other', value: sum(rest.map((v) => at(v, i))) }))
  }
  return { flows: flows.filter((x) => sign(String(x.value)) > 0), places }
}

/** How high the picture must be, so that the names of the fuller side can be read. */
export function heightOf(picture: { flows: readonly Flow[] }): number {
  const sides = [new Set(picture.flows.map((x) => x.from)).size, new Set(picture.flows.map((x) => x.to)).size]
  return Math.min(560, Math.max(160, 34 * Math.max(...sides) + 24))
}
