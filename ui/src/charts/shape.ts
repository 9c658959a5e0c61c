// From the rows of a result to what a chart draws. Rows that fall on the same place are added exactly, and what a chart cannot show is counted.
import type { Schemas } from '../api/client'
import { addFigures, isNumber, toNumber } from './figure'
import type { Point } from './Scatter'
import type { Flow } from './Sankey'
import type { Tree } from './Treemap'
import type { Figure, Series } from './types'

export type Column = Schemas['JobColumn']
export type Row = (string | null)[]
export type Settings = Schemas['DashboardChart']

/** How much a chart can hold: more would be neither legible nor quick. */
export const bounds = { labels: 2000, series: 20, points: 50_000, cells: 20_000, flows: 300, parts: 200 }

/** Words that stand for what has no name of its own. */
export interface Words {
  none: string
  other: string
  /** The name of a column for the reader; without it, columns are named as they are. */
  column?: (name: string) => string
}

/** Which columns play which part, counted from 0. */
export interface Parts {
  x: number
  y: number[]
  series: number
  to: number
}

/** A shaped result. Hidden is how many rows, labels or series found no place and are not in it. */
export interface Shaped<T> {
  data: T
  hidden: number
}

const numeric = /^(tinyint|smallint|integer|int|bigint|real|float|double|decimal)/i
const temporal = /^(date|timestamp)/i

/** Tells whether a column holds figures. */
export function isFigures(column: Column): boolean {
  return numeric.test(column.type)
}

/** Tells whether a column holds days or moments. */
export function isTime(column: Column): boolean {
  return temporal.test(column.type)
}

/** Finds the columns that the settings name; what they leave open is chosen by type. A name that no column has counts as left open. */
export function partsOf(settings: Settings, columns: readonly Column[]): Parts {
  const find = (name: string | undefined) => (name ? columns.findIndex((c) => c.name.toLowerCase() === name.toLowerCase()) : -1)
  const series = find(settings.series)
  const to = find(settings.to)
  const named = (settings.y ?? []).map(find).filter((i) => i >= 0)
  let x = find(settings.x)
  if (x < 0) x = columns.findIndex((c, i) => !isFigures(c) && i !== series && i !== to && !named.includes(i))
  if (x < 0) x = columns.findIndex((_, i) => i !== series && !named.includes(i))
  const y = named.length > 0 ? named : columns.flatMap((c, i) => (isFigures(c) && i !== x && i !== series && i !== to ? [i] : []))
  return { x, y, series, to }
}

function named(column: Column | undefined, words: Words): string {
  const name = column?.name ?? ''
  return words.column ? words.column(name) : name
}

/** Series over labels, for bars, lines and areas. */
export function overAxis(settings: Settings, columns: readonly Column[], rows: readonly Row[], words: Words): Shaped<{ labels: string[]; series: Series[] }> {
  const { x, y, series } = partsOf(settings, columns)
  const column = columns[x]
  const sums = new Map<string, Map<string, Figure[]>>()
  const places = new Set<string>()
  for (const row of rows) {
    const place = row[x] ?? words.none
    places.add(place)
    for (const at of y) {
      const key = [series >= 0 ? (row[series] || words.none) : null, series < 0 || y.length > 1 ? named(columns[at], words) : null].filter((p) => p !== null).join(' · ')
      const line = sums.get(key) ?? new Map<string, Figure[]>()
      sums.set(key, line)
      line.set(place, [...(line.get(place) ?? []), row[at] ?? null])
    }
  }
  let labels = [...places]
  if (column && isTime(column)) labels.sort()
  else if (column && isFigures(column) && settings.type !== 'bar') labels.sort((a, b) => Number(a) - Number(b))
  const hidden = Math.max(0, labels.length - bounds.labels)
  labels = labels.slice(0, bounds.labels)
  const lines = [...sums].map(([key, line]) => ({ key, name: key, values: labels.map((l) => one(line.get(l))) }))
  return { data: { labels: shortened(labels), series: gathered(lines, words.other) }, hidden }
}

function one(values: Figure[] | undefined): Figure {
  if (!values) return null
  return values.length === 1 ? (values[0] ?? null) : addFigures(values)
}

// The largest series stand alone, the others are added up.
function gathered(lines: Series[], other: string): Series[] {
  if (lines.length <= bounds.series) return lines
  const size = (s: Series) => s.values.reduce<number>((sum, v) => sum + Math.abs(toNumber(v) ?? 0), 0)
  const sorted = lines.map((s) => ({ s, size: size(s) })).sort((a, b) => b.size - a.size).map((e) => e.s)
  const rest = sorted.slice(bounds.series - 1)
  const values = (rest[0]?.values ?? []).map((_, i) => addFigures(rest.map((s) => s.values[i])))
  return [...sorted.slice(0, bounds.series - 1), { key: '\u0000other', name: `${other} (${rest.length})`, values, tone: 'other' }]
}

/** Cuts from times what all of them have in common: midnight, and the first of the month. */
export function shortened(labels: string[]): string[] {
  const midnight = / 00:00:00(\.0+)?( UTC)?$/
  if (labels.length === 0) return labels
  if (labels.every((l) => midnight.test(l))) return shortened(labels.map((l) => l.replace(midnight, '')))
  if (labels.length > 1 && labels.every((l) => /^\d{4}-\d\d-01$/.test(l))) return labels.map((l) => l.slice(0, 7))
  return labels.map((l) => l.replace(/(\d\d:\d\d):00(\.0+)?( UTC)?$/, '$1'))
}

/** Parts of a whole, for a ring or rectangles. */
export function asParts(settings: Settings, columns: readonly Column[], rows: readonly Row[], words: Words): Shaped<Tree[]> {
  const { x, y, series } = partsOf(settings, columns)
  const at = y[0] ?? -1
  const groups = new Map<string, Map<string, Figure[]>>()
  for (const row of rows) {
    const outer = row[x] || words.none
    const inner = series >= 0 ? row[series] || words.none : ''
    const group = groups.get(outer) ?? new Map<string, Figure[]>()
    groups.set(outer, group)
    group.set(inner, [...(group.get(inner) ?? []), row[at] ?? null])
  }
  const trees = [...groups].map(([key, group]) => ({
    key, name: key, value: addFigures([...group.values()].flat()),
    children: series >= 0 ? [...group].map(([name, values]) => ({ key, name, value: addFigures(values) })) : undefined,
  }))
  trees.sort((a, b) => Math.abs(Number(b.value)) - Math.abs(Number(a.value)))
  return { data: trees.slice(0, bounds.parts), hidden: Math.max(0, trees.length - bounds.parts) }
}

/** Points, for a scatter plot: x and y are the first two columns of figures that are not named otherwise. */
export function asPoints(settings: Settings, columns: readonly Column[], rows: readonly Row[], words: Words): Shaped<{ points: Point[]; xName: string; yName: string }> {
  const parts = partsOf(settings, columns)
  const figures = columns.flatMap((c, i) => (isFigures(c) && i !== parts.series ? [i] : []))
  const x = columns[parts.x] && isFigures(columns[parts.x] as Column) ? parts.x : (figures.find((i) => i !== parts.y[0] || figures.length === 1) ?? -1)
  const y = parts.y.find((i) => i !== x) ?? figures.find((i) => i !== x) ?? -1
  const label = columns.findIndex((c, i) => !isFigures(c) && i !== parts.series)
  const points = rows.filter((r) => isNumber(r[x] ?? null) && isNumber(r[y] ?? null)).slice(0, bounds.points).map((r) => ({
    key: parts.series >= 0 ? r[parts.series] || words.none : '', x: r[x] ?? null, y: r[y] ?? null, name: label >= 0 ? (r[label] ?? undefined) : undefined,
  }))
  const kept = new Set([...new Set(points.map((p) => p.key))].slice(0, bounds.series))
  return {
    data: { points: points.map((p) => (kept.has(p.key) ? p : { ...p, key: words.other })), xName: named(columns[x], words), yName: named(columns[y], words) },
    hidden: rows.length - points.length,
  }
}

/** A field of cells, for a heat map: x across, `to` (or series) down. */
export function asCells(settings: Settings, columns: readonly Column[], rows: readonly Row[], words: Words): Shaped<{ columns: string[]; rows: string[]; values: Figure[][] }> {
  const parts = partsOf(settings, columns)
  let down = parts.to >= 0 ? parts.to : parts.series
  if (down < 0) down = columns.findIndex((c, i) => i !== parts.x && !isFigures(c))
  const at = parts.y.find((i) => i !== down) ?? -1
  const across = [...new Set(rows.map((r) => r[parts.x] ?? words.none))]
  if (columns[parts.x] && isTime(columns[parts.x] as Column)) across.sort()
  const names = [...new Set(rows.map((r) => (down >= 0 ? (r[down] ?? words.none) : '')))]
  const lines = names.slice(0, Math.max(1, Math.floor(bounds.cells / Math.max(1, across.length))))
  const xs = new Map(across.map((name, i) => [name, i]))
  const ys = new Map(lines.map((name, i) => [name, i]))
  const cells: Figure[][][] = lines.map(() => across.map(() => []))
  for (const row of rows) {
    const line = ys.get(down >= 0 ? (row[down] ?? words.none) : '')
    const place = xs.get(row[parts.x] ?? words.none)
    if (line !== undefined && place !== undefined) cells[line]?.[place]?.push(row[at] ?? null)
  }
  return { data: { columns: shortened(across), rows: lines, values: cells.map((line) => line.map((v) => one(v.length === 0 ? undefined : v))) }, hidden: names.length - lines.length }
}

/** Flows from x to `to`, for a Sankey. The largest are kept. */
export function asFlows(settings: Settings, columns: readonly Column[], rows: readonly Row[], words: Words): Shaped<Flow[]> {
  const parts = partsOf(settings, columns)
  const to = parts.to >= 0 ? parts.to : parts.series >= 0 ? parts.series : columns.findIndex((c, i) => i !== parts.x && !isFigures(c))
  const at = parts.y.find((i) => i !== to) ?? -1
  const sums = new Map<string, { from: string; to: string; values: Figure[] }>()
  for (const row of rows) {
    const flow = { from: row[parts.x] || words.none, to: (to >= 0 ? row[to] : '') || words.none, values: [] as Figure[] }
    const key = JSON.stringify([flow.from, flow.to])
    const known = sums.get(key) ?? flow
    sums.set(key, known)
    known.values.push(row[at] ?? null)
  }
  const flows = [...sums.values()].map((f) => ({ from: f.from, to: f.to, value: addFigures(f.values) })).sort((a, b) => Number(b.value) - Number(a.value))
  const drawn = flows.filter((f) => Number(f.value) > 0).slice(0, bounds.flows)
  return { data: drawn, hidden: flows.length - drawn.length }
}
