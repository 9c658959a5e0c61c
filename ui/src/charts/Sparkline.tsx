import { toNumber } from './figure'
import type { Figure } from './types'

interface Props {
  values: Figure[]
  label: string
  width?: number
  height?: number
}

/** A small line without axes, drawn without the chart library. */
export function Sparkline({ values, label, width = 80, height = 16 }: Props) {
  const numbers = values.map((v) => toNumber(v) ?? 0)
  const low = Math.min(0, ...numbers)
  const high = Math.max(0, ...numbers)
  const y = (v: number) => (high === low ? height / 2 : height - 1.5 - ((v - low) / (high - low)) * (height - 3))
  const x = (i: number) => (numbers.length < 2 ? width / 2 : 1.5 + (i / (numbers.length - 1)) * (width - 3))
  const points = numbers.map((v, i) => `${x(i).toFixed(1)},${y(v).toFixed(1)}`).join(' ')
  return (
    <svg role="img" style={{ verticalAlign: 'middle' }} aria-label={label} width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
      {numbers.length === 1
        ? <circle cx={width / 2} cy={height / 2} r={2} fill="var(--mantine-primary-color-filled)" />
        : <polyline points={points} fill="none" stroke="var(--mantine-primary-color-filled)" strokeWidth={1.5} strokeLinejoin="round" />}
    </svg>
  )
}
