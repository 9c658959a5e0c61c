// Findings, as the server tells them.
import { queryOptions } from '@tanstack/react-query'
import { api, take, type Schemas } from '../../api/client'

export type Finding = Schemas['Finding']
export type Found = Schemas['FindingFound']
export type Plan = Schemas['PlaybookPlan']

/** What the network costs without need, by the bill and the flows of some days; without days, of the last thirty that the bill has. */
export function findingsQuery({ from, to }: { from: string; to: string }) {
  return queryOptions<Found>({
    queryKey: ['findings', from, to], staleTime: 10 * 60_000, gcTime: 30 * 60_000, retry: false,
    queryFn: ({ signal }) => take(api.GET('/api/findings', { params: { query: { from: from || undefined, to: to || undefined } }, signal })),
  })
}
