// Investigations, as the server makes them.
import { queryOptions } from '@tanstack/react-query'
import { api, take, type Schemas } from '../../api/client'
import { stringifySearch } from '../../lib/url'

export type Report = Schemas['InvestigateReport']
export type Question = Schemas['InvestigateQuestion']
export type Traffic = Schemas['InvestigateTraffic']
export type Sankey = Schemas['InvestigateSankey']
export type Address = Schemas['InvestigateAddress']
export type Change = Schemas['InvestigateChange']
export type Step = Schemas['InvestigateStep']
export type Missing = Schemas['InvestigateMissing']
export type Usage = Schemas['InvestigateUsage']

const minutes = 60_000

/** Why something costs more. It reads bill, flow logs, inventories and the trail, which takes its time; the answer is kept for a while. */
export function reportQuery(question: Question) {
  return queryOptions<Report>({
    queryKey: ['investigation', question], staleTime: 10 * minutes, gcTime: 30 * minutes, retry: false,
    queryFn: ({ signal }) => take(api.GET('/api/investigations', { params: { query: { ...question } }, signal })),
  })
}

/** The address of an investigation as a file. */
export function exportLink(question: Question, format: 'md' | 'html', language: string): string {
  return `/api/investigations/export${stringifySearch({ ...question, format, lang: language === 'ja' ? 'ja' : 'en' })}`
}

/** The page of an investigation. */
export function pageOf(question: Question): string {
  return question.case ? `/anomalies/${encodeURIComponent(question.case)}?tab=investigation` : `/investigate${stringifySearch({ ...question })}`
}
