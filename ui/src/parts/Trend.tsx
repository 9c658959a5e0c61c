import { trendOf, useFormat } from '../lib/format'
import classes from './parts.module.css'

/** A change of an amount: ▲ and orange for more, ▼ and blue for less. percent is a percentage as the server sends it: 12.3 is 12.3%. */
export function Trend({ change, percent, unit = 'USD' }: { change: string; percent?: number; unit?: string }) {
  const f = useFormat()
  const trend = trendOf(change)
  return (
    <span className={trend === 'same' ? undefined : classes[trend]}>
      <span aria-hidden>{trend === 'up' ? '▲ ' : trend === 'down' ? '▼ ' : ''}</span>
      {f.amount(change, unit, { signed: true })}
      {percent === undefined ? null : ` (${f.percent(percent / 100, { signed: true })})`}
    </span>
  )
}
