// Steps of time as axes and table heads name them.
import type { Formats } from '../../lib/format'
import type { Period } from './periods'
import type { Granularity } from './state'

/** The name of each step. The same step is called the same in the chart and in the table. Days of one year are written without it. */
export function stepNames(steps: readonly Period[], granularity: Granularity, f: Formats): string[] {
  const grain = granularity === 'monthly' ? 'month' : granularity === 'daily' ? 'day' : 'hour'
  const oneYear = new Set(steps.map((s) => s.start.slice(0, 4))).size === 1
  return steps.map((s) => {
    const name = f.date(s.start, grain)
    return grain === 'day' && oneYear ? name.replace(/^\d{4}年| \d{4}$/g, '') : name
  })
}
