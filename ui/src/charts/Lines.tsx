import { useCallback } from 'react'
import { drawAxis } from './axis'
import { Chart, type Surroundings } from './Chart'
import type { AxisChart } from './types'

/** A line for each series. */
export function Lines({ labels, series, legend, marks, band, totals, unit, ...rest }: AxisChart) {
  const draw = useCallback((around: Surroundings) => drawAxis('lines', { labels, series, legend, marks, band, totals, unit }, around), [labels, series, legend, marks, band, totals, unit])
  return <Chart {...rest} unit={unit} draw={draw} />
}
