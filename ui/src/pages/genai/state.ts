// What the page of models shows, as its address holds it: /genai?by=model&where=department=Sales.
import { many, one, oneOf, type Codec } from '../../lib/url'
import { beforeOf, daysIn, presets, readRange, wholeMonths, type Days, type Period } from '../explorer/periods'

export const tabs = ['costs', 'models', 'what-if', 'findings', 'setup'] as const
export type Tab = (typeof tabs)[number]

export const measures = ['cost', 'tokens', 'perMillion'] as const
export type Measure = (typeof measures)[number]

export const dimensions = ['department', 'application', 'profile', 'principal', 'model', 'provider', 'class', 'feature', 'kind', 'tier', 'scope', 'account', 'region'] as const

export const tiers = ['', 'standard', 'batch', 'flex', 'priority', 'latency_optimized'] as const
export const scopes = ['', 'in_region', 'geo', 'global'] as const
export const compares = ['none', 'previous', 'year'] as const

/** Lines are kept whose dimension has one of the values; "" stands for none. */
export interface Filter {
  dimension: string
  values: string[]
}

/** What else the same tokens could be asked of. Cache is a percentage, -1 leaves it as it is. */
export interface Choice {
  model: string
  tier: (typeof tiers)[number]
  scope: (typeof scopes)[number]
  cache: number
}

export interface PageState extends Choice {
  tab: Tab
  period: string
  by: string[]
  filters: Filter[]
  compare: (typeof compares)[number]
  measure: Measure
  top: number
  /** The finding that is open: null for the first one, "" for none. */
  open: string | null
}

export const firstPeriod = '6m'
export const firstTop = 12
const mostBy = 3
const mostTop = 1000

const known = (name: string) => (dimensions as readonly string[]).includes(name) || /^tag:.+/.test(name)

/** Reads DIMENSION=VALUE texts; the same dimension again adds a value. */
export function readFilters(texts: readonly string[]): Filter[] {
  const all: Filter[] = []
  for (const text of texts) {
    const at = text.indexOf('=')
    const dimension = text.slice(0, at)
    if (at < 0 || !known(dimension)) continue
    const value = text.slice(at + 1)
    const had = all.find((f) => f.dimension === dimension)
    if (!had) all.push({ dimension, values: [value] })
    else if (!had.values.includes(value)) had.values.push(value)
  }
  return all
}

function percentage(text: string): number {
  return /^\d{1,3}$/.test(text) && Number(text) <= 100 ? Number(text) : -1
}

function topOf(text: string): number {
  return /^\d{1,4}$/.test(text) && Number(text) >= 1 ? Math.min(Number(text), mostTop) : firstTop
}

export const codec: Codec<PageState> = {
  read: (p) => {
    const by = [...new Set(many(p, 'by').filter(known))].slice(0, mostBy)
    const period = one(p, 'period')
    return {
      tab: oneOf(p, 'tab', tabs), period: (presets as readonly string[]).includes(period) || readRange(period) ? period : firstPeriod, by: by.length > 0 ? by : ['department'],
      filters: readFilters(many(p, 'where')), compare: oneOf(p, 'compare', ['previous', 'none', 'year']), measure: oneOf(p, 'measure', measures), top: topOf(one(p, 'top')),
      model: one(p, 'model').slice(0, 128), tier: oneOf(p, 'tier', tiers), scope: oneOf(p, 'scope', scopes), cache: percentage(one(p, 'cache')),
      open: one(p, 'open') === '' ? null : one(p, 'open').replace(/^-$/, ''),
    }
  },
  write: (s) => ({
    tab: s.tab === 'costs' ? '' : s.tab, period: s.period === firstPeriod ? '' : s.period, by: s.by.join() === 'department' ? [] : s.by,
    where: s.filters.flatMap((f) => f.values.map((v) => `${f.dimension}=${v}`)), compare: s.compare === 'previous' ? '' : s.compare, measure: s.measure === 'cost' ? '' : s.measure,
    top: s.top === firstTop ? '' : String(s.top), model: s.model, tier: s.tier, scope: s.scope, cache: s.cache < 0 ? '' : String(s.cache), open: s.open === '' ? '-' : (s.open ?? ''),
  }),
}

// What a group is made of, as one asks of models.
const within: Record<string, readonly string[]> = {
  department: ['model', 'application', 'kind'], application: ['model', 'principal', 'kind'], profile: ['model', 'kind', 'principal'], principal: ['model', 'kind', 'application'], model: ['kind', 'department', 'tier'],
  class: ['provider', 'model', 'department'], feature: ['model', 'department', 'kind'], provider: ['model', 'department', 'kind'], tier: ['model', 'department', 'kind'], kind: ['model', 'department', 'tier'], scope: ['model', 'region', 'department'],
  account: ['department', 'model', 'principal'], region: ['model', 'account', 'scope'],
}

/** The state after a group was opened: its values become filters, and the next question is what it is made of. */
export function drill(state: PageState, values: readonly string[]): PageState {
  const filters = [...state.filters]
  state.by.forEach((dimension, i) => {
    const at = filters.findIndex((f) => f.dimension === dimension)
    const filter = { dimension, values: [values[i] ?? ''] }
    if (at < 0) filters.push(filter)
    else filters[at] = filter
  })
  const held = new Set(filters.filter((f) => f.values.length === 1).map((f) => f.dimension))
  const next = [...(within[state.by.at(-1) ?? ''] ?? ['model']), ...dimensions].find((d) => !held.has(d))
  return { ...state, filters, by: next ? [next] : state.by, top: firstTop }
}

/** Whether a group can be opened: something is left to ask of it. */
export function opens(state: Pick<PageState, 'by' | 'filters'>): boolean {
  const held = new Set([...state.by, ...state.filters.filter((f) => f.values.length === 1).map((f) => f.dimension)])
  return dimensions.some((d) => !held.has(d))
}

/** The steps that fit a period: days up to two months, else months. */
export function grainOf(period: Period): 'day' | 'month' {
  return daysIn(period) > 62 || (wholeMonths(period) && daysIn(period) > 45) ? 'month' : 'day'
}

/** Whether the bill has all days of the time to compare with: what is not there is no change. */
export function comparable(compare: PageState['compare'], period: Period, days: Days): boolean {
  return compare !== 'none' && beforeOf(compare, period).start.slice(0, 10) >= days.first
}
