// What the page looks into, as its address holds it.
import { one, type Codec } from '../../lib/url'
import type { Question } from './data'

export interface PageState {
  question: Question
  /** The finding that is open. */
  finding: string
  measure: 'dollars' | 'bytes'
}

const day = (text: string) => (/^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : '')
const some = (q: Record<string, string>): Question => Object.fromEntries(Object.entries(q).filter(([, v]) => v !== ''))

export const codec: Codec<PageState> = {
  read: (p) => ({
    question: some({ usageType: one(p, 'usageType'), service: one(p, 'service'), account: one(p, 'account'), region: one(p, 'region'), from: day(one(p, 'from')), to: day(one(p, 'to')) }),
    finding: one(p, 'finding'), measure: one(p, 'measure') === 'bytes' ? 'bytes' : 'dollars',
  }),
  write: (s) => ({ ...s.question, finding: s.finding, measure: s.measure === 'bytes' ? 'bytes' : '' }),
}

/** Whether there is enough to look into. */
export function isWhole(q: Question): boolean {
  return Boolean(q.case || (q.usageType && q.from && q.to && q.from < q.to))
}

/** The last thirty days of a bill, to begin with. */
export function newest(last: string): { from: string; to: string } {
  const at = (by: number) => new Date(Date.parse(`${last.slice(0, 10)}T00:00:00Z`) + by * 86_400_000).toISOString().slice(0, 10)
  return { from: at(-29), to: at(1) }
}
