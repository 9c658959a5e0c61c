import classes from './anomalies.module.css'
import type { Case } from './data'

const width = 96
const height = 22

/** The last days of a case beside what was expected of them, without axes. The days from its start on stand out. */
export function Spark({ of: c, label }: { of: Pick<Case, 'spark' | 'start' | 'end'>; label: string }) {
  const days = c.spark
  if (days.length === 0) return null
  const all = days.flatMap((d) => [d.actual, d.expected])
  const low = Math.min(0, ...all)
  const high = Math.max(...all, low + 1e-9)
  const x = (i: number) => (days.length < 2 ? width / 2 : 1.5 + (i / (days.length - 1)) * (width - 3))
  const y = (v: number) => height - 1.5 - ((v - low) / (high - low)) * (height - 3)
  const line = (pick: 'actual' | 'expected', from = 0, to = days.length) => days.slice(from, to).map((d, i) => `${x(from + i).toFixed(1)},${y(d[pick]).toFixed(1)}`).join(' ')
  const start = days.findIndex((d) => d.day >= c.start)
  const end = c.end ? days.findIndex((d) => d.day >= (c.end ?? '')) : -1
  const after = days.slice(Math.max(0, start), end > 0 ? end : undefined)
  const less = after.reduce((sum, d) => sum + d.actual - d.expected, 0) < 0
  return (
    <svg role="img" aria-label={label} width={width} height={height} viewBox={`0 0 ${width} ${height}`} className={classes.spark}>
      <polyline points={line('expected')} className={classes.sparkExpected} />
      <polyline points={line('actual')} className={classes.sparkActual} />
      {start >= 0 ? <polyline points={line('actual', Math.max(0, start - 1), end > 0 ? end + 1 : days.length)} className={classes.sparkCase} data-less={less || undefined} /> : null}
    </svg>
  )
}
