import { useCallback } from 'react'
import { Chart, type Drawing, type Surroundings } from './Chart'
import { toNumber, writeFigure } from './figure'
import { changeColors, ink } from './palette'
import { tip, tooltipStyle } from './tooltip'
import type { Common, Figure } from './types'

/** A sum that stands on the ground, or a change between two. */
export interface Fall {
  key: string
  name: string
  value: Figure
  kind: 'sum' | 'change'
}

/** How a sum becomes another, change by change. */
export function Waterfall({ falls, unit, ...rest }: Common & { falls: Fall[] }) {
  const draw = useCallback((around: Surroundings) => drawWaterfall(falls, unit, around), [falls, unit])
  return <Chart {...rest} unit={unit} draw={draw} />
}

/** Where each bar begins and ends. */
export function stand(falls: readonly Fall[]): { from: number; to: number }[] {
  let level = 0
  return falls.map((f) => {
    const value = toNumber(f.value) ?? 0
    const from = f.kind === 'sum' ? 0 : level
    level = f.kind === 'sum' ? value : level + value
    return { from, to: level }
  })
}

function drawWaterfall(falls: Fall[], unit: string | undefined, { scheme, locale }: Surroundings): Drawing {
  const at = stand(falls)
  const { up, down, total } = changeColors(scheme)
  const { text, dim } = ink(scheme)
  const signed = (f: Fall) => `${f.kind === 'change' && (toNumber(f.value) ?? 0) > 0 ? '+' : ''}${writeFigure(f.value, unit, locale)}`
  const colored = (f: Fall) => (f.kind === 'sum' ? total : (toNumber(f.value) ?? 0) > 0 ? up : down)
  // Sums are so much larger than changes that the axis begins near them, unless something stands below nothing.
  const lows = at.map((a) => Math.min(a.from === 0 ? a.to : a.from, a.to))
  const lowest = Math.min(...lows)
  const highest = Math.max(...at.map((a) => Math.max(a.from, a.to)))
  const floor = lowest > 0 && highest - lowest < lowest * 0.7 ? rounded(Math.max(0, lowest - (highest - lowest) * 0.6), highest - lowest) : Math.min(0, lowest)
  return {
    keys: [],
    option: {
      grid: { left: 8, right: 12, top: 22, bottom: 6, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
      xAxis: { type: 'category', data: falls.map((f) => f.name), axisTick: { show: false }, axisLabel: { interval: 0, width: 110, overflow: 'truncate' } },
      yAxis: { type: 'value', min: floor, axisLabel: { formatter: (v: number) => writeFigure(v, unit, locale, 'short') } },
      tooltip: { ...tooltipStyle(scheme), trigger: 'axis', axisPointer: { type: 'shadow', shadowStyle: { color: dim, opacity: 0.1 } }, formatter: (items: { dataIndex: number }[]) => { const f = falls[items[0]?.dataIndex ?? 0]; return f ? tip(f.name, [{ color: colored(f), name: '', value: signed(f) }]) : '' } },
      series: [
        { type: 'line', symbol: 'none', silent: true, step: 'end', lineStyle: { opacity: 0 }, data: at.map((a) => a.to) },
        { type: 'scatter', silent: true, symbolSize: 1, itemStyle: { color: 'transparent' }, data: at.map((a) => Math.max(a.from, a.to)), label: { show: true, position: 'top', color: text, fontSize: 11, formatter: (p: { dataIndex: number }) => { const f = falls[p.dataIndex]; return f ? signed(f) : '' } } },
        ...bars(falls, at, floor, colored),
      ],
    },
    table: { head: ['', unit ?? ''], rows: falls.map((f) => [f.name, signed(f)]), found: falls.length },
  }
}

// Down to a round number for the size of what is seen.
function rounded(low: number, range: number): number {
  const step = 10 ** Math.floor(Math.log10(range || low || 1))
  return Math.floor(low / step) * step
}

// A bar from a to b is two bars on top of each other, the lower one invisible; what crosses the ground is parted there.
function bars(falls: Fall[], at: { from: number; to: number }[], floor: number, colored: (f: Fall) => string): object[] {
  const shape = { type: 'bar', barMaxWidth: 72, barCategoryGap: '30%' }
  const clear = { ...shape, stack: 'w', stackStrategy: 'samesign', silent: true, itemStyle: { color: 'transparent' } }
  const span = at.map(({ from, to }) => [Math.min(from, to), Math.max(from, to)] as const)
  const color = falls.map(colored)
  const base = floor > 0 ? floor : 0
  const above = span.map(([low, high], i) => ({ key: falls[i]?.key, value: Math.max(high, base) - Math.max(low, base), itemStyle: { color: color[i] } }))
  const below = span.map(([low, high], i) => ({ key: falls[i]?.key, value: Math.min(low, 0) - Math.min(high, 0), itemStyle: { color: color[i] } }))
  return [
    { ...clear, data: span.map(([low]) => Math.max(low, base)) },
    { ...clear, data: span.map(([, high]) => Math.min(high, 0)) },
    { ...shape, stack: 'w', stackStrategy: 'samesign', data: above },
    { ...shape, stack: 'w', stackStrategy: 'samesign', data: below },
  ]
}
