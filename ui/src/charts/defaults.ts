// The chart that a result asks for, by the types of its columns.
import { isFigures, isTime, type Column, type Row, type Settings } from './shape'

/** Chooses settings for a result: time becomes bars over time (stacked by a name), names and a figure become bars, one row a number. */
export function defaultChart(columns: readonly Column[], rows: readonly Row[]): Settings {
  const figures = columns.filter((c) => isFigures(c) && !looksLikeKey(c))
  const names = columns.filter((c) => !isFigures(c) && !isTime(c))
  const time = columns.find(isTime) ?? names.find((c, _, all) => looksLikeTime(columns.indexOf(c), rows) && all.length > 0)
  const unit = figures[0] ? unitOf(figures[0].name) : undefined
  const name = names.find((c) => c !== time)
  const y = figures.map((c) => c.name)
  if (figures.length === 0) return { type: 'table' }
  if (rows.length <= 1 && columns.length <= 2) return { type: 'number', y: y.slice(0, 1), unit }
  if (time && name) return { type: rows.length > 400 ? 'area' : 'stacked', x: time.name, y: y.slice(0, 1), series: name.name, unit }
  if (time) return { type: rows.length > 60 ? 'line' : 'bar', x: time.name, y, unit }
  if (name && names.length > 1) return { type: 'stacked', x: name.name, y: y.slice(0, 1), series: names.find((c) => c !== name)?.name, unit }
  if (name) return { type: 'bar', x: name.name, y: sameUnit(y), unit }
  if (figures.length > 1) return { type: 'scatter', x: y[0], y: y.slice(1, 2) }
  return { type: 'table' }
}

function sameUnit(names: string[]): string[] {
  return names.filter((n) => unitOf(n) === unitOf(names[0] ?? ''))
}

function looksLikeKey(column: Column): boolean {
  return /(^|_)(id|year|month|day|port|srcport|dstport|protocol)$/i.test(column.name) && !/^(decimal|double|real)/i.test(column.type)
}

function looksLikeTime(index: number, rows: readonly Row[]): boolean {
  const some = rows.slice(0, 20).map((r) => r[index])
  return some.length > 0 && some.every((v) => typeof v === 'string' && /^\d{4}-\d\d(-\d\d([ T]\d\d:\d\d.*)?)?$/.test(v))
}

/** The unit that a column's name tells: USD for costs, GB and GiB, % for shares. */
export function unitOf(name: string): string | undefined {
  if (/(cost|usd|amount|spend|charge|price|saving|fee|credit|tax)s?(_|$)/i.test(name)) return /usage_amount/i.test(name) ? undefined : 'USD'
  if (/(^|_)gib$/i.test(name)) return 'GiB'
  if (/(^|_)gb$/i.test(name)) return 'GB'
  if (/(percent|pct|share)$/i.test(name)) return '%'
  return undefined
}
