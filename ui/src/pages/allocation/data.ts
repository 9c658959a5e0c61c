// Who pays, as the server tells it.
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, take, type Schemas } from '../../api/client'

export type Answer = Schemas['AllocationAnswer']
export type Value = Schemas['AllocationValue']
export type StepShare = Schemas['AllocationStepShare']
export type Move = Schemas['AllocationMove']
export type Info = Schemas['AllocationInfo']
export type KeyInfo = Schemas['AllocationKeyInfo']
export type Explanation = Schemas['AllocationExplanation']

/** A question: "" is what the rules say. */
export interface Asked {
  key: string
  from: string
  to: string
  over: '' | 'bill' | 'genai'
  unsplit: boolean
}

const minutes = 60_000
const kept = { staleTime: 5 * minutes, placeholderData: keepPreviousData, retry: false } as const
const queryOf = (a: Asked) => ({ key: a.key || undefined, from: a.from || undefined, to: a.to || undefined, over: a.over || undefined, unsplit: a.unsplit || undefined })

/** Who pays for the lines of a time. */
export function allocationQuery(asked: Asked) {
  const query = queryOf(asked)
  return queryOptions<Answer>({ queryKey: ['allocation', query], ...kept, queryFn: ({ signal }) => take(api.GET('/api/allocation', { params: { query }, signal })) })
}

/** The lines behind a value or a step. */
export function explainQuery(asked: Asked, value: string, step: string) {
  const query = { ...queryOf(asked), value: value || undefined, step: step || undefined }
  return queryOptions<Explanation>({ queryKey: ['allocation', 'explain', query], ...kept, queryFn: ({ signal }) => take(api.GET('/api/allocation/explain', { params: { query }, signal })) })
}

/** Which rules hold. */
export const rulesQuery = queryOptions<Info>({ queryKey: ['allocation', 'rules'], staleTime: minutes, queryFn: ({ signal }) => take(api.GET('/api/allocation/rules', { signal })) })
