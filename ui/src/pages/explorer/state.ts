// The whole state of the explorer as its address holds it: /explorer?period=6m&by=service&f=region;is;eu-west-1.
import type { Schemas } from '../../api/client'
import { many, one, oneOf, type Codec, type Params } from '../../lib/url'

export type Filter = Schemas['ExploreFilter']
export type Metric = Schemas['ExploreRequest']['metric']
export type Charges = NonNullable<Schemas['ExploreRequest']['charges']>
export type Granularity = 'hourly' | 'daily' | 'monthly'
export type Step = 'auto' | Granularity
export type View = 'bars' | 'lines' | 'areas' | 'table'

/** A drill: the groups that stood there, and the one that was opened. */
export interface Crumb {
  by: string[]
  values: string[]
}

export interface State {
  /** A preset's name, or start..end. */
  period: string
  step: Step
  metric: Metric
  by: string[]
  filters: Filter[]
  top: number
  charges: Charges
  view: View
  /** "" for none, a preset's name, or start..end: the window before. */
  compare: string
  /** How changes are drawn. */
  changes: 'waterfall' | 'groups'
  forecast: boolean
  trail: Crumb[]
}

export const metrics = ['unblended', 'amortized', 'net_unblended', 'net_amortized', 'blended', 'usage'] as const
export const chargesChoices = ['apart', 'together', 'without', 'only'] as const
export const views = ['bars', 'lines', 'areas', 'table'] as const
export const stepChoices = ['auto', 'hourly', 'daily', 'monthly'] as const
export const firstTop = 10
const most = { by: 5, filters: 40, top: 500 }

/** Without parameters the page shows the last six months by service. */
export const start: State = {
  period: '6m', step: 'auto', metric: 'unblended', by: ['service'], filters: [], top: firstTop, charges: 'apart', view: 'bars', compare: '', changes: 'waterfall', forecast: false, trail: [],
}

// Parts of a parameter stand between semicolons; a semicolon or backslash in a part has a backslash before it.
function join(parts: string[]): string {
  return parts.map((p) => p.replace(/[\\;]/g, '\\$&')).join(';')
}

function split(text: string): string[] {
  const parts: string[] = []
  let part = ''
  for (let i = 0; i < text.length; i++) {
    if (text[i] === ';') {
      parts.push(part)
      part = ''
    } else part += text[i] === '\\' && i + 1 < text.length ? text[++i] : text[i]
  }
  return [...parts, part]
}

const operators = { is: ['is', false], not: ['is', true], contains: ['contains', false], lacks: ['contains', true], starts: ['starts', false], startsnot: ['starts', true] } as const

/** The word for what a filter does: is, not, contains, lacks, starts, startsnot. */
export function operatorOf(filter: Filter): keyof typeof operators {
  const match = filter.match ?? 'is'
  return (Object.keys(operators) as (keyof typeof operators)[]).find((o) => operators[o][0] === match && operators[o][1] === (filter.exclude ?? false)) ?? 'is'
}

function readFilter(text: string): Filter[] {
  const [dimension, word, ...values] = split(text)
  const found = operators[word as keyof typeof operators]
  if (!dimension || !found || values.length === 0) return []
  const filter: Filter = { dimension, values }
  if (found[1]) filter.exclude = true
  if (found[0] !== 'is') filter.match = found[0]
  return [filter]
}

function readCrumb(text: string): Crumb[] {
  const parts = split(text)
  if (parts.length < 2 || parts.length % 2 !== 0) return []
  return [{ by: parts.filter((_, i) => i % 2 === 0), values: parts.filter((_, i) => i % 2 === 1) }]
}

function read(params: Params): State {
  const by = many(params, 'by')
  const top = Number(one(params, 'top'))
  return {
    period: one(params, 'period', start.period),
    step: oneOf(params, 'step', stepChoices),
    metric: oneOf(params, 'metric', metrics),
    by: by.length === 0 ? start.by : [...new Set(by.filter((b) => b !== '-'))].slice(0, most.by),
    filters: many(params, 'f').flatMap(readFilter).slice(0, most.filters),
    top: Number.isInteger(top) && top > 0 ? Math.min(top, most.top) : firstTop,
    charges: oneOf(params, 'charges', chargesChoices),
    view: oneOf(params, 'view', views),
    compare: one(params, 'compare'),
    changes: oneOf(params, 'changes', ['waterfall', 'groups']),
    forecast: one(params, 'forecast') === '1',
    trail: many(params, 'at').flatMap(readCrumb),
  }
}

function write(s: State): Params {
  const unless = (value: string, plain: string) => (value === plain ? undefined : value)
  return {
    period: unless(s.period, start.period),
    step: unless(s.step, start.step),
    metric: unless(s.metric, start.metric),
    by: s.by.length === 0 ? '-' : s.by.join('\n') === start.by.join('\n') ? undefined : s.by,
    f: s.filters.map((f) => join([f.dimension, operatorOf(f), ...f.values])),
    top: unless(String(s.top), String(firstTop)),
    charges: unless(s.charges, start.charges),
    view: unless(s.view, start.view),
    compare: unless(s.compare, ''),
    changes: unless(s.changes, start.changes),
    forecast: s.forecast ? '1' : undefined,
    at: s.trail.map((c) => join(c.by.flatMap((b, i) => [b, c.values[i] ?? '']))),
  }
}

export const codec: Codec<State> = { read, write }
