// Cases, rules and planned events, as the server tells them.
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api, take, type Schemas } from '../../api/client'

export type Case = Schemas['CasebookCase']
export type Detail = Schemas['CasebookDetail']
export type List = Schemas['CasebookList']
export type News = Schemas['CasebookNews']
export type Why = Schemas['CasebookWhy']
export type Cause = Schemas['CasebookCause']
export type Changed = Schemas['CasebookChanged']
export type Learned = Schemas['CasebookLearned']
export type Rule = Schemas['CasebookRule']
export type PlannedEvent = Schemas['CasebookEvent']
export type Standing = Schemas['CasebookStanding']
export type Node = Schemas['AnomalyNode']
export type State = Case['state']
export type Class = Case['class']
export type Verdict = Schemas['CasebookFeedback']['verdict']

export const states = ['open', 'expected', 'planned', 'fixed', 'false'] as const
export const caseClasses = ['spike', 'step', 'drift', 'new', 'netting', 'expiry', 'price', 'drop', 'credit'] as const
export const severities = ['high', 'medium', 'low'] as const

type Wanted = { state?: State; class?: Class; lasting?: boolean; account?: string; service?: string; owner?: string; since?: string }

/** Cases, those that matter most first. While the watch is at work they are looked at again. */
export function casesQuery(wanted: Wanted) {
  return queryOptions<List>({
    queryKey: ['anomalies', 'list', wanted], staleTime: 10_000,
    queryFn: ({ signal }) => take(api.GET('/api/anomalies', { params: { query: { ...wanted, limit: 1000 } }, signal })),
    refetchInterval: (query) => (query.state.data?.watch.running ? 2000 : 60_000),
  })
}

/** What changed lately. */
export const newsQuery = queryOptions<News>({
  queryKey: ['anomalies', 'news'], staleTime: 60_000, retry: false, queryFn: ({ signal }) => take(api.GET('/api/anomalies/news', { params: { query: {} }, signal })),
})

/** A case with all that is kept of it. */
export function caseQuery(id: string) {
  return queryOptions<Detail>({
    queryKey: ['anomalies', 'case', id], staleTime: 5000, queryFn: ({ signal }) => take(api.GET('/api/anomalies/{id}', { params: { path: { id } }, signal })),
  })
}

/** What caused it, read from the bill. */
export function whyQuery(id: string) {
  return queryOptions<Why>({
    queryKey: ['anomalies', 'why', id], staleTime: 5 * 60_000, queryFn: ({ signal }) => take(api.GET('/api/anomalies/{id}/why', { params: { path: { id } }, signal })),
  })
}

export const rulesQuery = queryOptions<Rule[]>({ queryKey: ['anomalies', 'rules'], queryFn: ({ signal }) => take(api.GET('/api/anomalies/rules', { signal })) })

export const plannedQuery = queryOptions<PlannedEvent[]>({ queryKey: ['anomalies', 'planned'], queryFn: ({ signal }) => take(api.GET('/api/anomalies/planned', { signal })) })

/** A change of something here, after which everything here is asked again. */
export function useChange<In, Out>(change: (input: In) => Promise<Out>, quiet = false) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSuccess: () => client.invalidateQueries({ queryKey: ['anomalies'], predicate: (q) => q.queryKey[1] !== 'why' }),
    ...(quiet ? { onError: () => undefined } : {}), // a dialog shows it
  })
}

export const editCase = ({ id, ...body }: { id: string; state?: State; owner?: string; note?: string; fixed?: string }) => take(api.PATCH('/api/anomalies/{id}', { params: { path: { id } }, body }))
export const noteCase = ({ id, text }: { id: string; text: string }) => take(api.POST('/api/anomalies/{id}/notes', { params: { path: { id } }, body: { text } }))
export const judgeCase = ({ id, ...body }: { id: string; verdict: Verdict; note?: string; apply?: boolean }) => take(api.POST('/api/anomalies/{id}/feedback', { params: { path: { id } }, body }))
export const putRule = ({ rule, dry }: { rule: Rule; dry: boolean }) => take(api.POST('/api/anomalies/rules', { params: { query: { dry } }, body: rule }))
export const dropRule = (id: string) => take(api.DELETE('/api/anomalies/rules/{id}', { params: { path: { id } } }))
export const planEvent = (body: PlannedEvent) => take(api.POST('/api/anomalies/planned', { body }))
export const unplanEvent = (id: string) => take(api.DELETE('/api/anomalies/planned/{id}', { params: { path: { id } } }))
