// Which pages say more of what the explorer shows.
import type { State } from './state'

/** The pages that fit what is grouped and filtered by. */
export function onwardOf({ by, filters }: Pick<State, 'by' | 'filters'>): ('genai' | 'allocation')[] {
  const models = filters.some((f) => !f.exclude && ['service', 'service_code', 'usage_type', 'resource'].includes(f.dimension) && f.values.some((v) => /bedrock/i.test(v)))
  const tagged = by.some((d) => /^(tag|category):/.test(d))
  return [...(models ? (['genai'] as const) : []), ...(tagged ? (['allocation'] as const) : [])]
}
