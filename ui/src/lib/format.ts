// Figures and times as people read them, by language. Decimal texts are formatted from the text, so that no digit is invented or lost.
import dayjs from 'dayjs'
import utc from 'dayjs/plugin/utc'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { isDecimal, sign } from './decimal'

dayjs.extend(utc)

export type Decimal = string | number | bigint

export type FigureOptions = {
  /** Digits after the point; two for money. */
  digits?: number
  /** Put a + before what is positive. */
  signed?: boolean
  /** All digits that the text has. */
  exact?: boolean
  /** 12.3K for axes and tight places. */
  compact?: boolean
}

type Grain = 'month' | 'day' | 'hour' | 'minute' | 'second'

// Intl takes decimal text as it is and rounds it exactly; TypeScript knows only literals of it.
function exactly(value: Decimal): number {
  return value as number
}

function fractionOf(value: Decimal): number {
  return /\.(\d*)/.exec(String(value))?.[1]?.replace(/0+$/, '').length ?? 0
}

/** The formats of a language. Times are UTC, as in the bill, unless a name says otherwise. */
export function formats(language: string) {
  const made = new Map<string, Intl.NumberFormat>()
  const figures = (options: Intl.NumberFormatOptions) => {
    const key = JSON.stringify(options)
    let f = made.get(key)
    if (!f) made.set(key, (f = new Intl.NumberFormat(language, options)))
    return f
  }

  function digitsOf(value: Decimal, least: number, most: number, o: FigureOptions): Intl.NumberFormatOptions {
    const signDisplay = o.signed ? ('exceptZero' as const) : ('negative' as const)
    if (o.compact) return { notation: 'compact', maximumSignificantDigits: 3, minimumFractionDigits: undefined, signDisplay }
    if (o.exact) return { minimumFractionDigits: least, maximumFractionDigits: Math.min(100, Math.max(least, fractionOf(value))), signDisplay }
    const digits = o.digits ?? most
    const size = Math.abs(Number(value))
    // A fraction of a cent is not nothing: two digits of it are shown.
    if (o.digits === undefined && size > 0 && size < 0.5 / 10 ** digits) return { maximumSignificantDigits: 2, signDisplay }
    return { minimumFractionDigits: o.digits ?? least, maximumFractionDigits: digits, signDisplay }
  }

  function number(value: Decimal, o: FigureOptions = {}): string {
    if (typeof value === 'string' && !isDecimal(value)) return value
    return figures(digitsOf(value, 0, Number.isInteger(Number(value)) ? 0 : 2, o)).format(exactly(value))
  }

  function money(value: Decimal, o: FigureOptions & { currency?: string } = {}): string {
    if (typeof value === 'string' && !isDecimal(value)) return value
    const currency = o.currency || 'USD'
    if (!/^[A-Z]{3}$/.test(currency)) return `${figures(digitsOf(value, 2, 2, o)).format(exactly(value))} ${currency}` // bills of several currencies
    return figures({ style: 'currency', currency, currencyDisplay: 'narrowSymbol', ...digitsOf(value, 2, 2, o) }).format(exactly(value))
  }

  /** What one of something costs: small prices keep the digits that tell them apart. */
  function price(value: Decimal, o: { currency?: string } = {}): string {
    const size = Math.abs(Number(value))
    return money(value, size >= 0.01 && size < 1 ? { ...o, digits: 4 } : o)
  }

  /** An amount in the unit that the server names: money for a currency or a price such as USD per GB, else a number with its unit. */
  function amount(value: Decimal, unit: string, o: FigureOptions = {}): string {
    const [, currency, per] = /^([A-Z]{3})( per .+)?$/.exec(unit) ?? []
    if (currency) return money(value, { ...o, currency }) + (per && !o.compact ? per : '')
    return unit && !(o.compact && unit.length > 4) ? `${number(value, o)} ${unit}` : number(value, o)
  }

  /** Bytes in steps of 1024 (KiB, MiB, GiB), or of 1000 (kB, MB, GB). */
  function bytes(value: number, base: 'binary' | 'decimal' = 'binary'): string {
    const step = base === 'binary' ? 1024 : 1000
    const units = base === 'binary' ? ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'] : ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB']
    let n = value
    let at = 0
    while (Math.abs(n) >= step && at < units.length - 1) {
      n /= step
      at++
    }
    const digits = at === 0 || Math.abs(n) >= 100 ? 0 : Math.abs(n) >= 10 ? 1 : 2
    return `${figures({ maximumFractionDigits: digits }).format(n)} ${units[at]}`
  }

  /** A fraction as a percentage: 0.123 is 12.3%. */
  function percent(fraction: number, o: { digits?: number; signed?: boolean } = {}): string {
    return figures({ style: 'percent', minimumFractionDigits: o.digits ?? 1, maximumFractionDigits: o.digits ?? 1, signDisplay: o.signed ? 'exceptZero' : 'negative' }).format(fraction)
  }

  const patterns: Record<Grain, string> =
    language === 'ja'
      ? { month: 'YYYY年M月', day: 'YYYY年M月D日', hour: 'M月D日 HH:mm', minute: 'YYYY年M月D日 HH:mm', second: 'YYYY年M月D日 HH:mm:ss' }
      : { month: 'MMM YYYY', day: 'D MMM YYYY', hour: 'D MMM HH:mm', minute: 'D MMM YYYY HH:mm', second: 'D MMM YYYY HH:mm:ss' }

  /** A date or a moment in UTC. */
  function date(value: string | Date, grain: Grain = 'day'): string {
    const d = dayjs.utc(value)
    return d.isValid() ? d.format(patterns[grain]) : String(value)
  }

  /** A moment in the zone of the reader, for what happened here: runs, syncs, changes. */
  function moment(value: string | Date, grain: Grain = 'minute'): string {
    const d = dayjs(value)
    return d.isValid() ? d.format(patterns[grain]) : String(value)
  }

  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' })
  /** How long ago a moment was: 3 min. ago. */
  function ago(value: string | Date, now: Date = new Date()): string {
    const seconds = Math.round((new Date(value).getTime() - now.getTime()) / 1000)
    if (Number.isNaN(seconds)) return String(value)
    const steps: [number, Intl.RelativeTimeFormatUnit][] = [[60, 'second'], [3600, 'minute'], [86_400, 'hour'], [2_592_000, 'day'], [31_536_000, 'month'], [Infinity, 'year']]
    let unit = 1
    for (const [limit, name] of steps) {
      if (Math.abs(seconds) < limit) return relative.format(Math.trunc(seconds / unit), name)
      unit = limit
    }
    return String(value)
  }

  /** A length of time: 820 ms, 3.2 s, 4 min 10 s. */
  function duration(milliseconds: number): string {
    if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`
    const s = milliseconds / 1000
    if (s < 60) return `${figures({ minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(s)} s`
    const min = Math.floor(s / 60)
    return min < 60 ? `${min} min ${Math.floor(s % 60)} s` : `${Math.floor(min / 60)} h ${min % 60} min`
  }

  return { language, number, money, price, amount, bytes, percent, date, moment, ago, duration }
}

export type Formats = ReturnType<typeof formats>

/** Whether a change is more, less or nothing, for colours and arrows. */
export function trendOf(change: string): 'up' | 'down' | 'same' {
  const s = sign(change)
  return s > 0 ? 'up' : s < 0 ? 'down' : 'same'
}

/** The formats of the present language. */
export function useFormat(): Formats {
  const { i18n } = useTranslation()
  return useMemo(() => formats(i18n.language), [i18n.language])
}
