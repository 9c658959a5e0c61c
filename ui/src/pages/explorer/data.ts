// What the explorer asks the server. A question that is no longer shown is cancelled; the former answer stays until the next one is there.
import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, Fault, take, type Schemas } from '../../api/client'
import { viewAsHeaders } from '../../lib/viewas'
import type { Period } from './periods'
import type { Filter } from './state'

export type Request = Schemas['ExploreRequest']
export type CompareRequest = Schemas['ExploreCompareRequest']
export type Answer = Schemas['ExploreAnswer']
export type Comparison = Schemas['ExploreComparison']
export type Forecast = Schemas['ExploreForecast']
export type Value = Schemas['ExploreDimensionValue']
export type Annotation = Schemas['StoreAnnotation']
export type Report = Schemas['StoreReport']

const minutes = 60_000

/** The costs of a request. */
export function costs(body: Request) {
  return queryOptions({
    queryKey: ['explore', 'costs', body], staleTime: 5 * minutes, placeholderData: keepPreviousData,
    queryFn: ({ signal }) => take(api.POST('/api/explore/costs', { body, signal })),
  })
}

/** What changed between two windows. */
export function comparison(body: CompareRequest) {
  return queryOptions({
    queryKey: ['explore', 'compare', body], staleTime: 5 * minutes, placeholderData: keepPreviousData,
    queryFn: ({ signal }) => take(api.POST('/api/explore/compare', { body, signal })),
  })
}

/** What comes after the period of a request. */
export function forecast(body: Request) {
  return queryOptions({
    queryKey: ['explore', 'forecast', body], staleTime: 5 * minutes,
    queryFn: ({ signal }) => take(api.POST('/api/explore/forecast', { body, signal })),
  })
}

/** The values of a dimension within a period and other filters, dearest first. */
export function valuesOf(dimension: string, period: Period, filters: Filter[], search: string) {
  return queryOptions({
    queryKey: ['explore', 'values', dimension, period, filters, search], staleTime: 5 * minutes, placeholderData: keepPreviousData,
    queryFn: ({ signal }) => take(api.POST('/api/explore/values', { body: { dimension, period, filters, search, limit: 200 }, signal })),
  })
}

// The dimensions that every bill has, for the moment until the others are known.
const usual: Schemas['ExploreDimension'][] = ['service', 'account', 'account_id', 'usage_type', 'operation', 'region', 'az', 'resource', 'charge', 'charge_type', 'purchase_option']
  .map((name) => ({ name, title: name, group: 'common', column: name }))

/** What lines can be grouped and filtered by. */
export function useDimensions() {
  return useQuery({ queryKey: ['explore', 'dimensions'], staleTime: 10 * minutes, placeholderData: usual, queryFn: ({ signal }) => take(api.GET('/api/explore/dimensions', { signal })) })
}

/** The metrics with their formulas. */
export function useMetrics() {
  return useQuery({ queryKey: ['explore', 'metrics'], staleTime: Infinity, queryFn: ({ signal }) => take(api.GET('/api/explore/metrics', { signal })) })
}

/** The notes on charts, and how to keep and delete them. */
export function useAnnotations() {
  const client = useQueryClient()
  const again = () => client.invalidateQueries({ queryKey: ['annotations'] })
  const list = useQuery({ queryKey: ['annotations'], queryFn: ({ signal }) => take(api.GET('/api/annotations', { signal })) })
  const save = useMutation({ mutationFn: ({ id, start, end, text }: Schemas['AnnotationDraft']) => take(api.PUT('/api/annotations', { body: { id, start, end, text } })), onSuccess: again })
  const remove = useMutation({ mutationFn: (id: string) => take(api.DELETE('/api/annotations/{id}', { params: { path: { id } } })), onSuccess: again })
  return { list, save, remove }
}

/** The saved reports, and how to keep and delete them. */
export function useReports() {
  const client = useQueryClient()
  const again = () => client.invalidateQueries({ queryKey: ['reports'] })
  const list = useQuery({ queryKey: ['reports'], queryFn: ({ signal }) => take(api.GET('/api/reports', { signal })) })
  const save = useMutation({ mutationFn: ({ id, name, folder, state }: Schemas['ReportDraft']) => take(api.PUT('/api/reports', { body: { id, name, folder, state } })), onSuccess: again })
  const remove = useMutation({ mutationFn: (id: string) => take(api.DELETE('/api/reports/{id}', { params: { path: { id } } })), onSuccess: again })
  return { list, save, remove }
}

/** Fetches the answer as a file, with every group by itself. The name is the server's, or the other one. */
export async function exported(kind: 'costs' | 'compare', format: 'csv' | 'xlsx', body: Request | CompareRequest): Promise<{ name: string; content: Blob }> {
  const answer = await fetch(`/api/explore/export?of=${kind}&format=${format}`, { method: 'POST', headers: { 'Content-Type': 'application/json', ...viewAsHeaders() }, body: JSON.stringify({ ...body, all: true }) })
  if (!answer.ok) {
    const problem = (await answer.json().catch(() => ({}))) as { code?: string; detail?: string; title?: string }
    throw new Fault(answer.status, problem.code ?? String(answer.status), problem.detail ?? problem.title ?? answer.statusText)
  }
  const name = /filename="?([^";]+)"?/.exec(answer.headers.get('Content-Disposition') ?? '')?.[1]
  return { name: name ?? `glaux-${kind}.${format}`, content: await answer.blob() }
}
