import { useCallback } from 'react'
import { Chart, type Drawing, type Surroundings } from './Chart'
import { toNumber, writeFigure } from './figure'
import { colorsOf, ink } from './palette'
import { tip, tooltipStyle } from './tooltip'
import type { Common, Figure } from './types'

/** A point: the group it belongs to, where it stands, and its name. */
export interface Point {
  key: string
  x: Figure
  y: Figure
  name?: string
}

interface Props extends Common {
  points: Point[]
  xName: string
  yName: string
  /** The unit of x; `unit` is that of y. */
  xUnit?: string
  legend?: boolean
}

/** Points over two axes of figures, one colour for each key. Many points are drawn in bulk. */
export function Scatter({ points, xName, yName, xUnit, unit, legend, ...rest }: Props) {
  const draw = useCallback((around: Surroundings) => drawScatter(points, { xName, yName, xUnit, unit, legend }, around), [points, xName, yName, xUnit, unit, legend])
  return <Chart {...rest} unit={unit} draw={draw} />
}

function drawScatter(points: Point[], names: Pick<Props, 'xName' | 'yName' | 'xUnit' | 'unit' | 'legend'>, { scheme, locale }: Surroundings): Drawing {
  const groups = new Map<string, Point[]>()
  for (const p of points) {
    const group = groups.get(p.key)
    if (group) group.push(p)
    else groups.set(p.key, [p])
  }
  const keys = [...groups.keys()]
  const colors = colorsOf(keys, scheme)
  const short = (unit?: string) => (v: number) => writeFigure(v, unit, locale, 'short')
  const large = points.length > 3000
  return {
    keys,
    option: {
      grid: { left: 8, right: 16, top: 24, bottom: names.legend ? 44 : 22, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
      xAxis: { type: 'value', scale: true, name: names.xName, nameLocation: 'middle', nameGap: 24, axisLabel: { formatter: short(names.xUnit), hideOverlap: true } },
      yAxis: { type: 'value', scale: true, name: names.yName, nameTextStyle: { align: 'left' }, axisLabel: { formatter: short(names.unit) } },
      legend: names.legend ? { type: 'scroll', bottom: 0, data: keys, itemWidth: 12, itemHeight: 8 } : undefined,
      tooltip: large ? undefined : {
        ...tooltipStyle(scheme), trigger: 'item',
        formatter: (item: { seriesIndex: number; dataIndex: number }) => {
          const key = keys[item.seriesIndex] as string
          const p = groups.get(key)?.[item.dataIndex]
          return tip(p?.name ?? key, [{ name: names.xName, value: writeFigure(p?.x, names.xUnit, locale) }, { name: names.yName, value: writeFigure(p?.y, names.unit, locale) }])
        },
      },
      series: keys.map((key) => ({
        type: 'scatter', name: key, large, symbolSize: points.length > 500 ? 4 : 8, itemStyle: { color: colors.get(key), opacity: 0.8, borderColor: ink(scheme).ground, borderWidth: large ? 0 : 0.5 },
        data: (groups.get(key) as Point[]).map((p) => [toNumber(p.x), toNumber(p.y)]),
      })),
    },
    table: {
      head: [names.xName, names.yName, ''], found: points.length,
      rows: points.slice(0, 60).map((p) => [writeFigure(p.x, names.xUnit, locale), writeFigure(p.y, names.unit, locale), p.name ?? p.key]),
    },
  }
}
