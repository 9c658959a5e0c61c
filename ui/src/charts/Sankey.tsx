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
  /** What a tooltip tells beside the value. */
  also?: { name: string; value: string }[]
}

/** A place of a layered picture: flows name it by its id, and it stands in its layer, counted from the left. */
export interface Place {
  id: string
  layer: number
  name: string
  /** Its id or address, for the tooltip. */
  detail?: string
  /** By what it is coloured; its id when empty. Those with the same one have the same colour; «rest» has none. */
  group?: string
}

/**
 * Flows between places. Where flows run in a circle, the places stand twice: on the left as sources and on the right as targets. With
 * `places` the picture has their layers, and flows go from one layer to a later one.
 */
export function Sankey({ flows, places, unit, ...rest }: Common & { flows: Flow[]; places?: Place[] }) {
  const draw = useCallback((around: Surroundings) => (places ? drawLayers(flows, places, unit, around) : drawSankey(flows, unit, around)), [flows, places, unit])
  return <Chart {...rest} unit={unit} draw={draw} />
}

function drawLayers(flows: Flow[], places: Place[], unit: string | undefined, { scheme, locale }: Surroundings): Drawing {
  const drawn = flows.filter((f) => (toNumber(f.value) ?? 0) > 0)
  const used = new Set(drawn.flatMap((f) => [f.from, f.to]))
  const shown = places.filter((p) => used.has(p.id))
  const known = new Map(shown.map((p) => [p.id, p]))
  const name = (id: string) => known.get(id)?.name ?? id
  const colors = colorsOf(shown.map((p) => p.group ?? p.id).filter((g) => g !== 'rest'), scheme)
  const { text, ground, dim } = ink(scheme)
  const last = Math.max(0, ...shown.map((p) => p.layer))
  return {
    keys: [undefined],
    option: {
      tooltip: {
        ...tooltipStyle(scheme), trigger: 'item',
        formatter: (item: { dataType: string; dataIndex: number; name: string; value: number }) => {
          const f = drawn[item.dataIndex]
          if (item.dataType === 'edge' && f) return tip(`${name(f.from)} → ${name(f.to)}`, [{ name: '', value: writeFigure(f.value, unit, locale) }, ...(f.also ?? [])])
          const p = known.get(item.name)
          return tip(name(item.name), [...(p?.detail && p.detail !== p.name ? [{ name: p.detail, value: '' }] : []), { name: 'Σ', value: writeFigure(item.value, unit, locale) }])
        },
      },
      series: [{
        type: 'sankey', left: 4, right: 4, top: 8, bottom: 8, nodeWidth: 10, nodeGap: 15, draggable: false, emphasis: { focus: 'trajectory' }, layoutIterations: 32,
        label: { color: text, fontSize: 11, textBorderColor: ground, textBorderWidth: 2, overflow: 'truncate', width: 150, formatter: (item: { name: string }) => name(item.name) },
        lineStyle: { color: 'source', opacity: 0.3 },
        data: shown.map((p) => ({
          key: p.id, name: p.id, depth: p.layer, itemStyle: { color: p.group === 'rest' ? dim : colors.get(p.group ?? p.id) }, label: p.layer === last ? { position: 'left' } : undefined,
        })),
        links: drawn.map((f) => ({ key: f.from, source: f.from, target: f.to, value: toNumber(f.value) })),
      }],
    },
    table: { head: ['', '', unit ?? ''], rows: drawn.slice(0, 60).map((f) => [name(f.from), name(f.to), writeFigure(f.value, unit, locale)]), found: drawn.length },
  }
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
