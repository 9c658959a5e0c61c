// Figures as charts write them. Decimal text stays text; only where something is drawn does it become floating point.
import { isDecimal, sum } from '../lib/decimal'
import { formats, type Formats } from '../lib/format'
import type { Figure } from './types'

/** Tells whether a text is a number. */
export function isNumber(text: Figure): boolean {
  return typeof text === 'number' ? Number.isFinite(text) : text !== null && isDecimal(text)
}

/** The figure as floating point, for drawing only. Nothing where there is no number. */
export function toNumber(value: Figure | undefined): number | null {
  if (value === null || value === undefined || value === '') return null
  const n = Number(value)
  return Number.isFinite(n) ? n : null
}

/** How a figure is written: in full (2 places of money), short for an axis, or with every digit. */
export type Style = 'full' | 'short' | 'exact'

// One set of formats for each language, made when first needed.
const made = new Map<string, Formats>()

function formatsOf(locale: string): Formats {
  let f = made.get(locale)
  if (!f) made.set(locale, (f = formats(locale)))
  return f
}

/** Writes a figure with its unit. A figure that is no number is written as it is, one that is not there as a dash. */
export function writeFigure(value: Figure | undefined, unit: string | undefined, locale: string, style: Style = 'full'): string {
  if (value === null || value === undefined || value === '') return '–'
  if (!isNumber(value)) return String(value)
  const options = { compact: style === 'short', exact: style === 'exact' }
  if (unit === 'bytes') return formatsOf(locale).bytes(Number(value))
  if (unit === '%') return `${formatsOf(locale).number(value, options)}%`
  return formatsOf(locale).amount(value, unit === 'mixed' ? '' : (unit ?? ''), options)
}

/** Adds decimal texts exactly. Figures that are no numbers count as nothing. */
export function addFigures(values: (Figure | undefined)[]): string {
  return sum(values.filter((v) => v !== null && v !== undefined && isNumber(v)).map(String))
}
