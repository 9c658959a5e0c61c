// What one of something costs, as the server tells it.
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, take, type Schemas } from '../../api/client'

export type Listing = Schemas['UnitListing']
export type Listed = Schemas['UnitListed']
export type Report = Schemas['UnitReport']
export type Point = Schemas['UnitPoint']
export type Verdict = Schemas['UnitVerdict']
export type Decomposition = Schemas['UnitDecomposition']
export type Cause = Schemas['UnitCause']
export type Split = Schemas['UnitSplit']
export type Turn = Schemas['UnitTurn']
export type Interval = Schemas['UnitInterval']

/** The two times that are compared, and a change between them; "" is the server's own choice. */
export interface Asked {
  from: string
  to: string
  beforeFrom: string
  beforeTo: string
  change: string
}

const minutes = 60_000
const kept = { staleTime: 5 * minutes, placeholderData: keepPreviousData, retry: false } as const
const some = (asked: Asked) => ({ from: asked.from || undefined, to: asked.to || undefined, beforeFrom: asked.beforeFrom || undefined, beforeTo: asked.beforeTo || undefined, change: asked.change || undefined })

/** All units with what one costs. */
export function unitsQuery(asked: Asked) {
  const query = some({ ...asked, change: '' })
  return queryOptions<Listing>({ queryKey: ['units', query], ...kept, queryFn: ({ signal }) => take(api.GET('/api/units', { params: { query }, signal })) })
}

/** All that is known of a unit. */
export function unitQuery(id: string, asked: Asked) {
  const query = some(asked)
  return queryOptions<Report>({ queryKey: ['unit', id, query], ...kept, queryFn: ({ signal }) => take(api.GET('/api/units/{id}', { params: { path: { id }, query }, signal })) })
}
