import { useCallback } from 'react'
import { drawAxis } from './axis'
import { Chart, type Surroundings } from './Chart'
import type { AxisChart } from './types'

/** Areas on top of each other, for many steps. */
export function Areas({ labels, series, legend, marks, band, totals, unit, ...rest }: AxisChart) {
  const draw = useCallback((around: Surroundings) => drawAxis('areas', { labels, series, legend, marks, band, totals, unit }, around), [labels, series, legend, marks, band, totals, unit])
  return <Chart {...rest} unit={unit} draw={draw} />
}
