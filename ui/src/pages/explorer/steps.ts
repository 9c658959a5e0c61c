// Steps of time as axes and table heads name them.
import type { Formats } from '../../lib/format'
import type { Period } from './periods'
import type { Granularity } from './state'

/** The name of each step. The same step is called the same in the chart and in the table. */
export function stepNames(steps: readonly Period[], granularity: Granularity, f: Formats): string[] {
  return steps.map((s) => {
    if (granularity === 'monthly') return f.date(s.start, 'month')
    if (granularity === 'daily') return shortDay(s.start, f)
    return f.date(s.start, 'hour')
  })
}

function shortDay(day: string, f: Formats): string {
  return f.date(day, 'day')
}
