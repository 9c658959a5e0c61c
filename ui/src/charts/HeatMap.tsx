import { useCallback } from 'react'
import { Chart, type Drawing, type Surroundings } from './Chart'
import { toNumber, writeFigure } from './figure'
import { ink, shades } from './palette'
import { tip, tooltipStyle } from './tooltip'
import type { Common, Figure } from './types'

interface Props extends Common {
  columns: string[]
  rows: string[]
  /** The figure of each row and column. */
  values: Figure[][]
}

/** A field of cells, darker (in dark mode brighter) where there is more. A click tells the row's name and the column. */
export function HeatMap({ columns, rows, values, unit, ...rest }: Props) {
  const draw = useCallback((around: Surroundings) => drawHeatMap(columns, rows, values, unit, around), [columns, rows, values, unit])
  return <Chart {...rest} unit={unit} draw={draw} />
}

function drawHeatMap(columns: string[], rows: string[], values: Figure[][], unit: string | undefined, { scheme, locale }: Surroundings): Drawing {
  const cells: { key: string; value: [number, number, number] }[] = []
  let low = Infinity
  let high = -Infinity
  rows.forEach((row, y) => columns.forEach((_, x) => {
    const n = toNumber(values[y]?.[x])
    if (n === null) return
    low = Math.min(low, n)
    high = Math.max(high, n)
    cells.push({ key: row, value: [x, y, n] })
  }))
  const { text, ground } = ink(scheme)
  return {
    keys: [undefined],
    option: {
      grid: { left: 8, right: 12, top: 8, bottom: 40, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
      xAxis: { type: 'category', data: columns, splitArea: { show: false }, axisLabel: { hideOverlap: true } },
      yAxis: { type: 'category', data: rows, inverse: true, axisLabel: { width: 180, overflow: 'truncate', hideOverlap: true } },
      visualMap: { type: 'continuous', min: Number.isFinite(low) ? Math.min(0, low) : 0, max: Number.isFinite(high) ? high : 1, orient: 'horizontal', left: 'center', bottom: 0, itemHeight: 140, itemWidth: 10, inRange: { color: shades(scheme) }, textStyle: { color: text }, formatter: (v: number) => writeFigure(v, unit, locale, 'short') },
      tooltip: { ...tooltipStyle(scheme), trigger: 'item', formatter: (item: { dataIndex: number }) => { const [x, y] = cells[item.dataIndex]?.value ?? [0, 0]; return tip(rows[y] ?? '', [{ name: columns[x] ?? '', value: writeFigure(values[y]?.[x], unit, locale) }]) } },
      series: [{ type: 'heatmap', data: cells, itemStyle: { borderColor: ground, borderWidth: 1 }, progressive: 2000 }],
    },
    table: { head: ['', ...columns], rows: rows.slice(0, 60).map((row, y) => [row, ...columns.map((_, x) => writeFigure(values[y]?.[x], unit, locale))]), found: rows.length },
  }
}
