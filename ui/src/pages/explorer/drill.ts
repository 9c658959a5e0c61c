// Opening a group: its values become filters, and the next question is what it is made of.
import type { Schemas } from '../../api/client'
import { firstTop, type Crumb, type Filter, type State } from './state'

export type Dimension = Schemas['ExploreDimension']

// What something is made of, as one asks of a bill.
const within: Record<string, readonly string[]> = {
  billing_entity: ['service'],
  payer: ['account', 'service'],
  account: ['service', 'usage_type', 'resource'],
  account_id: ['service', 'usage_type', 'resource'],
  service: ['usage_type', 'resource', 'account', 'region'],
  service_code: ['usage_type', 'resource', 'account', 'region'],
  product_family: ['usage_type', 'instance_type', 'resource'],
  region: ['service', 'usage_type', 'az'],
  az: ['service', 'usage_type', 'resource'],
  usage_type: ['resource', 'operation', 'account', 'region'],
  operation: ['resource', 'usage_type', 'account'],
  instance_family: ['instance_type', 'resource'],
  instance_type: ['resource', 'account', 'purchase_option'],
  resource: ['usage_type', 'operation', 'charge_type'],
  charge: ['charge_type', 'service'],
  charge_type: ['service', 'usage_type'],
  purchase_option: ['service', 'instance_type', 'resource'],
}
const otherwise = ['service', 'usage_type', 'resource', 'account', 'region', 'operation']

/** The dimensions that may come next after some, best first. Those with one value left, because a filter holds them to it, are no question. */
export function nextDimensions(by: readonly string[], filters: readonly Filter[], known: readonly Dimension[]): string[] {
  const held = new Set(filters.filter((f) => !f.exclude && (f.match ?? 'is') === 'is' && f.values.length === 1).map((f) => f.dimension))
  const names = new Set(known.map((d) => d.name))
  const last = by[by.length - 1]
  const wanted = [...((last !== undefined && within[last]) || []), ...otherwise]
  return [...new Set(wanted)].filter((d) => !held.has(d) && !by.includes(d) && (names.size === 0 || names.has(d)))
}

/** The state after opening the group with these values. The dimensions that were grouped by become filters. */
export function drill(state: State, values: readonly string[], known: readonly Dimension[]): State {
  const by = state.by.slice(0, values.length)
  if (by.length === 0) return state
  const filters = [...state.filters]
  by.forEach((dimension, i) => {
    const filter: Filter = { dimension, values: [values[i] ?? ''] }
    if (!filters.some((f) => same(f, filter))) filters.push(filter)
  })
  const next = nextDimensions(by, filters, known)[0]
  return { ...state, filters, by: next ? [next] : [], top: firstTop, trail: [...state.trail, { by, values: [...values] }] }
}

/** The state after opening a kind of charge: its lines alone, by service. */
export function openCharge(state: State, kind: string): State {
  const filters = [...state.filters.filter((f) => f.dimension !== 'charge'), { dimension: 'charge', values: [kind] }]
  return { ...state, filters, by: ['service'], charges: 'together', top: firstTop }
}

/** The state before the crumb was opened, and all that were opened after it. */
export function back(state: State, crumb: number): State {
  const gone = state.trail.slice(crumb)
  const first = gone[0]
  if (!first) return state
  const added = gone.flatMap((c) => c.by.map((dimension, i): Filter => ({ dimension, values: [c.values[i] ?? ''] })))
  return { ...state, filters: state.filters.filter((f) => !added.some((a) => same(a, f))), by: first.by, top: firstTop, trail: state.trail.slice(0, crumb) }
}

/** The state with other filters. Crumbs whose filters are gone are gone too. */
export function withFilters(state: State, filters: Filter[]): State {
  const holds = (c: Crumb) => c.by.every((dimension, i) => filters.some((f) => same(f, { dimension, values: [c.values[i] ?? ''] })))
  const opened = (list: Filter[]) => list.some((f) => f.dimension === 'charge')
  // Charges that stood among the groups because one kind of them was opened stand apart again.
  const charges = opened(state.filters) && !opened(filters) ? 'apart' : state.charges
  const broken = state.trail.findIndex((c) => !holds(c))
  return { ...state, filters, charges, top: firstTop, trail: broken < 0 ? state.trail : state.trail.slice(0, broken) }
}

function same(a: Filter, b: Filter): boolean {
  return a.dimension === b.dimension && (a.exclude ?? false) === (b.exclude ?? false) && (a.match ?? 'is') === (b.match ?? 'is') && a.values.length === b.values.length && a.values.every((v, i) => v === b.values[i])
}
