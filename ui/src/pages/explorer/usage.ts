// The usage types that stand in an answer, with what the question says of them beside: many products use the same words.
import type { Line } from '../network/data'
import type { Question } from '../investigate/data'
import type { Period } from './periods'
import type { Filter } from './state'

const beside = { product: 'service_code', operation: 'operation', region: 'region' } as const

/** The usage type of a group, null where the groups are of something else. */
export function usageOf(keys: readonly string[], groupBy: readonly string[], filters: readonly Filter[]): Line | null {
  const value = (dimension: string) => {
    const at = groupBy.indexOf(dimension)
    if (at >= 0) return keys[at] || undefined
    const held = filters.find((f) => f.dimension === dimension && !f.exclude && (f.match ?? 'is') === 'is' && f.values.length === 1)
    return held?.values[0] || undefined
  }
  const usageType = groupBy.includes('usage_type') ? value('usage_type') : undefined
  if (!usageType) return null
  return { usageType, product: value(beside.product), operation: value(beside.operation), region: regionCode(value(beside.region)) }
}

// A region as a bill names it; anything else would be no region's code.
function regionCode(text: string | undefined): string | undefined {
  return text && /^[a-z]{2}(-[a-z]+)+-\d$/.test(text) ? text : undefined
}

/** What to look into about a usage type: its lines in the days of a period, as far as the filters hold them to one account. */
export function questionOf(line: Line, filters: readonly Filter[], period: Period): Question {
  const only = (dimension: string) => filters.find((f) => f.dimension === dimension && !f.exclude && (f.match ?? 'is') === 'is' && f.values.length === 1)?.values[0]
  const question: Question = { usageType: line.usageType, from: period.start.slice(0, 10), to: period.end.slice(0, 10) }
  const account = only('account_id')
  if (line.product) question.service = line.product
  if (account) question.account = account
  if (line.region) question.region = line.region
  return question
}
