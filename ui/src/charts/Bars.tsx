import { useCallback } from 'react'
import { drawAxis } from './axis'
import { Chart, type Surroundings } from './Chart'
import type { AxisChart } from './types'

/** Bars beside each other, for a few series. */
export function Bars({ labels, series, legend, marks, band, totals, unit, ...rest }: AxisChart) {
  const draw = useCallback((around: Surroundings) => drawAxis('bars', { labels, series, legend, marks, band, totals, unit }, around), [labels, series, legend, marks, band, totals, unit])
  return <Chart {...rest} unit={unit} draw={draw} />
}
