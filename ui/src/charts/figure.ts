// Figures as people read them. Decimal text is rounded by Intl, which takes it as it is: nothing passes through floating point.
import type { Figure } from './types'

const currencies = new Set(['USD', 'EUR', 'JPY', 'GBP', 'CNY', 'INR', 'AUD', 'CAD', 'BRL', 'KRW', 'CHF', 'SEK', 'NOK', 'DKK', 'SGD', 'NZD', 'HKD', 'ZAR'])
const decimal = /^-?(\d+)(\.\d+)?([eE][+-]?\d+)?$/

/** Tells whether a text is a number. */
export function isNumber(text: Figure): boolean {
  return typeof text === 'number' ? Number.isFinite(text) : text !== null && decimal.test(text.trim())
}

/** The figure as floating point, for drawing only. Nothing where there is no number. */
export function toNumber(value: Figure | undefined): number | null {
  if (value === null || value === undefined || value === '') return null
  const n = Number(value)
  return Number.isFinite(n) ? n : null
}

/** How a figure is written: in full (2 places of money), short for an axis, or with every digit. */
export type Style = 'full' | 'short' | 'exact'

const formats = new Map<string, Intl.NumberFormat>()

function formatOf(unit: string, locale: string, style: Style): Intl.NumberFormat {
  const key = `${unit}/${locale}/${style}`
  const known = formats.get(key)
  if (known) return known
  const options: Intl.NumberFormatOptions = style === 'short'
    ? { notation: 'compact', maximumFractionDigits: 1 }
    : { maximumFractionDigits: style === 'exact' ? 20 : 2 }
  if (currencies.has(unit)) {
    options.style = 'currency'
    options.currency = unit
    options.currencyDisplay = 'narrowSymbol'
    if (style === 'full') options.minimumFractionDigits = unit === 'JPY' ? 0 : 2
  }
  const made = new Intl.NumberFormat(locale, options)
  formats.set(key, made)
  return made
}

/** Writes a figure with its unit. A figure that is no number is written as it is, one that is not there as a dash. */
export function writeFigure(value: Figure | undefined, unit: string | undefined, locale: string, style: Style = 'full'): string {
  if (value === null || value === undefined || value === '') return '–'
  if (!isNumber(value)) return String(value)
  const written = formatOf(currencies.has(unit ?? '') ? (unit as string) : '', locale, style).format(value as number)
  if (!unit || currencies.has(unit) || unit === 'mixed') return written
  return unit === '%' ? `${written}%` : `${written} ${unit}`
}

/** Adds decimal texts exactly. Figures that are no numbers count as nothing. */
export function addFigures(values: (Figure | undefined)[]): string {
  let sum = 0n
  let scale = 0
  for (const value of values) {
    const parts = /^(-?)(\d+)(?:\.(\d+))?$/.exec(plain(value))
    if (!parts) continue
    const places = parts[3] ?? ''
    const digits = BigInt(parts[2] + places) * (parts[1] ? -1n : 1n)
    if (places.length > scale) {
      sum *= 10n ** BigInt(places.length - scale)
      scale = places.length
    }
    sum += digits * 10n ** BigInt(scale - places.length)
  }
  const minus = sum < 0n ? '-' : ''
  const digits = (sum < 0n ? -sum : sum).toString().padStart(scale + 1, '0')
  if (scale === 0) return minus + digits
  const rest = digits.slice(-scale).replace(/0+$/, '')
  return minus + digits.slice(0, -scale) + (rest ? `.${rest}` : '')
}

function plain(value: Figure | undefined): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value.trim()
  return Number.isFinite(value) ? value.toFixed(10) : ''
}
