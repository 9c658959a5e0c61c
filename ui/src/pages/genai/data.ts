// What models cost, as the server tells it.
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, take, type Schemas } from '../../api/client'
import type { Period } from '../explorer/periods'
import type { Choice, Filter } from './state'

export type Answer = Schemas['GenaiAnswer']
export type Row = Schemas['GenaiRow']
export type Figures = Schemas['GenaiFigures']
export type Models = Schemas['GenaiModels']
export type Used = Schemas['GenaiUsed']
export type Price = Schemas['GenaiPrice']
export type WhatIf = Schemas['GenaiWhatIf']
export type Option = Schemas['GenaiOption']
export type Changed = Schemas['GenaiChanged']
export type Finding = Schemas['GenaiFinding']
export type Findings = Schemas['GenaiFindings']
export type Try = Schemas['GenaiTry']

const minutes = 60_000
const kept = { staleTime: 5 * minutes, placeholderData: keepPreviousData, retry: false } as const

/** Which lines: days, and the values that dimensions must have. */
export interface Lines {
  period: Period
  filters: readonly Filter[]
}

/** Filters as the server takes them: DIMENSION=VALUE. */
export function whereOf(filters: readonly Filter[]): string[] {
  return filters.flatMap((f) => f.values.map((v) => `${f.dimension}=${v}`))
}

const spanOf = ({ period, filters }: Lines) => ({ from: period.start.slice(0, 10), to: period.end.slice(0, 10), where: whereOf(filters) })

/** What groups of lines cost. */
export function costsQuery(lines: Lines, by: string[], grain: 'none' | 'day' | 'month', compare: 'none' | 'previous' | 'year', top: number) {
  const query = { ...spanOf(lines), by: [by.join(',')], grain, compare, top } // one parameter holds them all
  return queryOptions<Answer>({ queryKey: ['genai', 'costs', query], ...kept, queryFn: ({ signal }) => take(api.GET('/api/genai/costs', { params: { query }, signal })) })
}

/** Which models are used at which prices. */
export function modelsQuery(lines: Lines) {
  const query = spanOf(lines)
  return queryOptions<Models>({ queryKey: ['genai', 'models', query], ...kept, queryFn: ({ signal }) => take(api.GET('/api/genai/models', { params: { query }, signal })) })
}

/** What the same tokens would cost otherwise. */
export function whatIfQuery(lines: Lines, choice: Choice) {
  const query = { ...spanOf(lines), model: choice.model, tier: choice.tier, scope: choice.scope, cache: choice.cache < 0 ? -1 : choice.cache / 100 }
  return queryOptions<WhatIf>({ queryKey: ['genai', 'what-if', query], ...kept, queryFn: ({ signal }) => take(api.GET('/api/genai/what-if', { params: { query }, signal })) })
}

/** What is dear. */
export function findingsQuery(lines: Lines) {
  const query = spanOf(lines)
  return queryOptions<Findings>({ queryKey: ['genai', 'findings', query], ...kept, queryFn: ({ signal }) => take(api.GET('/api/genai/findings', { params: { query }, signal })) })
}
