import { useCallback } from 'react'
import { Chart, type Drawing, type Surroundings } from './Chart'
import { toNumber, writeFigure } from './figure'
import { colorsOf, ink } from './palette'
import { tip, tooltipStyle } from './tooltip'
import type { Common, Figure } from './types'

/** So much flows from a place to another. */
export interface Flow {
  from: string
  to: string
  value: Figure
}

/** Flows between places. Where flows run in a circle, the places stand twice: on the left as sources and on the right as targets. */
export function Sankey({ flows, unit, ...rest }: Common & { flows: Flow[] }) {
  const draw = useCallback((around: Surroundings) => drawSankey(flows, unit, around), [flows, unit])
  return <Chart {...rest} unit={unit} draw={draw} />
}

/** Tells whether one can come back to where one was. */
export function hasCircle(flows: readonly Flow[]): boolean {
  const next = new Map<string, string[]>()
  const into = new Map<string, number>()
  for (const { from, to } of flows) {
    next.set(from, [...(next.get(from) ?? []), to])
    into.set(to, (into.get(to) ?? 0) + 1)
    if (!into.has(from)) into.set(from, 0)
  }
  const free = [...into].filter(([, n]) => n === 0).map(([name]) => name)
  let seen = 0
  for (let name = free.pop(); name !== undefined; name = free.pop()) {
    seen++
    for (const to of next.get(name) ?? []) {
      const left = (into.get(to) as number) - 1
      into.set(to, left)
      if (left === 0) free.push(to)
    }
  }
  return seen < into.size
}

function drawSankey(flows: Flow[], unit: string | undefined, { scheme, locale }: Surroundings): Drawing {
  const drawn = flows.filter((f) => (toNumber(f.value) ?? 0) > 0)
  const twice = hasCircle(drawn)
  const source = (name: string) => (twice ? `<${name}` : name)
  const target = (name: string) => (twice ? `>${name}` : name)
  const places = new Map<string, string>()
  for (const f of drawn) places.set(source(f.from), f.from).set(target(f.to), f.to)
  const colors = colorsOf([...places.values()], scheme)
  const { text, ground } = ink(scheme)
  return {
    keys: [undefined],
    option: {
      tooltip: {
        ...tooltipStyle(scheme), trigger: 'item',
        formatter: (item: { dataType: string; dataIndex: number; name: string; value: number }) => {
          const f = drawn[item.dataIndex]
          if (item.dataType === 'edge' && f) return tip(`${f.from} → ${f.to}`, [{ name: '', value: writeFigure(f.value, unit, locale) }])
          return tip(places.get(item.name) ?? item.name, [{ name: 'Σ', value: writeFigure(item.value, unit, locale) }])
        },
      },
      series: [{
        type: 'sankey', left: 8, right: 120, top: 8, bottom: 8, nodeWidth: 12, nodeGap: 8, draggable: false, emphasis: { focus: 'adjacency' },
        label: { color: text, textBorderColor: ground, overflow: 'truncate', width: 180, formatter: (item: { name: string }) => places.get(item.name) ?? item.name },
        lineStyle: { color: 'source', opacity: 0.35 },
        data: [...places].map(([id, name]) => ({ key: name, name: id, itemStyle: { color: colors.get(name) } })),
        links: drawn.map((f) => ({ key: f.from, source: source(f.from), target: target(f.to), value: toNumber(f.value) })),
      }],
    },
    table: { head: ['', '', unit ?? ''], rows: flows.slice(0, 60).map((f) => [f.from, f.to, writeFigure(f.value, unit, locale)]), found: flows.length },
  }
}
