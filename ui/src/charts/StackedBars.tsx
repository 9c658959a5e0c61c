import { useCallback } from 'react'
import { drawAxis } from './axis'
import { Chart, type Surroundings } from './Chart'
import type { AxisChart } from './types'

/** Bars on top of each other: the parts of a whole over time. */
export function StackedBars({ labels, series, legend, marks, band, totals, unit, ...rest }: AxisChart) {
  const draw = useCallback((around: Surroundings) => drawAxis('stacked', { labels, series, legend, marks, band, totals, unit }, around), [labels, series, legend, marks, band, totals, unit])
  return <Chart {...rest} unit={unit} draw={draw} />
}
