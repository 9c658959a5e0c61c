// Periods by name. They count from the newest day of the bill, not from the clock: a bill that ends in November has a last month of its own.
import dayjs from 'dayjs'
import utc from 'dayjs/plugin/utc'
import type { Schemas } from '../../api/client'
import type { Granularity, Step } from './state'

dayjs.extend(utc)

export type Period = Schemas['ExplorePeriod']

/** The days that the bill has: the first, and the last one, which is in it. */
export interface Days {
  first: string
  last: string
}

export const presets = ['this', 'last', '3m', '6m', '12m', 'ytd', '7d', '30d', 'all'] as const
export type Preset = (typeof presets)[number]

export const comparePresets = ['previous', 'month', 'year'] as const
export type ComparePreset = (typeof comparePresets)[number]

const moment = /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?$/
const day = (d: dayjs.Dayjs) => d.format('YYYY-MM-DD')
const at = (text: string) => dayjs.utc(text)

/** Writes a moment as short as it can be: a day when it is midnight. */
export function shortest(text: string): string {
  return text.replace(/T00:00:00Z$/, '')
}

/** Reads start..end. Nothing when it is no period, or none that ends after it begins. */
export function readRange(text: string): Period | null {
  const [from, to, more] = text.split('..')
  if (!from || !to || more !== undefined || !moment.test(from) || !moment.test(to)) return null
  const a = at(from)
  const b = at(to)
  return a.isValid() && b.isValid() && a.isBefore(b) && day(a) === from.slice(0, 10) && day(b) === to.slice(0, 10) ? { start: from, end: to } : null
}

/** Writes a period as the address holds it. */
export function writeRange(period: Period): string {
  return `${shortest(period.start)}..${shortest(period.end)}`
}

/** The period that a text names. A text that names none is the last six months. */
export function periodOf(text: string, days: Days): Period {
  const range = readRange(text)
  if (range) return range
  const end = at(days.last).add(1, 'day')
  const month = at(days.last).startOf('month')
  const from = (start: dayjs.Dayjs) => ({ start: day(start), end: day(end) })
  switch (text as Preset) {
    case 'this': return from(month)
    case 'last': return { start: day(month.subtract(1, 'month')), end: day(month) }
    case '3m': return from(month.subtract(2, 'month'))
    case '12m': return from(month.subtract(11, 'month'))
    case 'ytd': return from(month.startOf('year'))
    case '7d': return from(end.subtract(7, 'day'))
    case '30d': return from(end.subtract(30, 'day'))
    case 'all': return from(at(days.first))
    default: return from(month.subtract(5, 'month'))
  }
}

/** How many days a period has; parts of a day count as parts. */
export function daysIn(period: Period): number {
  return at(period.end).diff(at(period.start), 'day', true)
}

/** Whether a period begins and ends with months. */
export function wholeMonths(period: Period): boolean {
  return [period.start, period.end].every((t) => at(t).date() === 1 && at(t).hour() === 0)
}

/** The steps that fit a period when nobody chose. */
export function stepOf(step: Step, period: Period): Granularity {
  if (step !== 'auto') return step
  const days = daysIn(period)
  return days <= 2 ? 'hourly' : days <= 62 ? 'daily' : 'monthly'
}

/** The window to compare a period with. A text that names none is the period just before, of the same length. */
export function beforeOf(text: string, period: Period): Period {
  const range = readRange(text)
  if (range) return range
  if (text === 'month' || text === 'year') return back(period, text === 'year' ? 12 : 1)
  if (wholeMonths(period)) return back(period, at(period.end).diff(at(period.start), 'month'))
  // A month that is not over is compared with the same days of the month before.
  if (wholeMonths({ start: period.start, end: period.start }) && daysIn(period) > 7) return back(period, Math.ceil(at(period.end).diff(at(period.start), 'month', true)))
  const length = at(period.end).diff(at(period.start))
  return { start: moments(at(period.start).subtract(length)), end: period.start }
}

// The same days some months before. A month that is shorter ends the window earlier.
function back(period: Period, months: number): Period {
  return { start: moments(at(period.start).subtract(months, 'month')), end: moments(at(period.end).subtract(months, 'month')) }
}

function moments(d: dayjs.Dayjs): string {
  return shortest(d.format('YYYY-MM-DD[T]HH:mm:ss[Z]'))
}

/** The last day of a period that is in it, for people and their calendars. */
export function lastDay(period: Period): string {
  return day(at(period.end).subtract(1, 'second'))
}

/** The period from a day to another, both in it. */
export function fromDays(first: string, last: string): Period {
  return { start: first, end: day(at(last).add(1, 'day')) }
}

/** In which step a moment lies, counted from 0; -1 when in none. */
export function stepAt(steps: readonly Period[], moment: string): number {
  const t = at(moment).valueOf()
  return steps.findIndex((s) => t >= at(s.start).valueOf() && t < at(s.end).valueOf())
}
