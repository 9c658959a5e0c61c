// The usage types that stand in an answer, with what the question says of them beside: many products use the same words.
import type { Line } from '../network/data'
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
