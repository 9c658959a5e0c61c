// The picture of a case: bars, what was expected, the band around it, and marks.
import type { Band, Mark, Series } from '../../charts/types'
import type { Detail } from './data'

type Words = { actual: string; expected: string; range: string; start: string; end: string; arriving: string }
type Drawn = { labels: string[]; series: Series[]; band: Band; marks: Mark[] }

// A day is taken for whole from here on.
const whole = 0.995

/** What is drawn of a case's points. */
export function banded(c: Pick<Detail, 'points' | 'start' | 'end'>, words: Words): Drawn {
  const { points } = c
  const marks: Mark[] = []
  const at = (day: string | undefined) => (day ? points.findIndex((p) => p.day >= day) : -1)
  const [start, end, arriving] = [at(c.start), at(c.end), points.findIndex((p) => p.complete < whole)]
  if (start >= 0) marks.push({ id: 'start', text: words.start, at: start })
  if (end > start) marks.push({ id: 'end', text: words.end, at: end })
  if (arriving >= 0) marks.push({ id: 'arriving', text: words.arriving, at: arriving, to: points.length - 1 })
  return {
    labels: points.map((p) => p.day),
    series: [
      { key: 'actuals', name: words.actual, values: points.map((p) => p.actual) },
      { key: 'expected', name: words.expected, values: points.map((p) => p.expected), tone: 'expected' },
    ],
    band: { name: words.range, low: points.map((p) => p.low), high: points.map((p) => p.high) },
    marks,
  }
}
