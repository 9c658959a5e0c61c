// What the page of findings shows, as its address holds it.
import { sum } from '../../lib/decimal'
import { one, type Codec } from '../../lib/url'
import type { Finding } from './data'

export interface PageState {
  /** The first day, and the day after the last one; "" for the server's own. */
  from: string
  to: string
  kind: string
  account: string
  text: string
  /** The finding that is open. */
  open: string
}

const day = (text: string) => (/^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : '')

export const codec: Codec<PageState> = {
  read: (p) => ({ from: day(one(p, 'from')), to: day(one(p, 'to')), kind: one(p, 'kind'), account: one(p, 'account'), text: one(p, 'q'), open: one(p, 'open') }),
  write: (s) => ({ from: s.from, to: s.to, kind: s.kind, account: s.account, q: s.text, open: s.open }),
}

/** Whether a finding is among those that are asked for. */
export function fits(f: Finding, s: Pick<PageState, 'kind' | 'account' | 'text'>): boolean {
  if (s.kind && f.kind !== s.kind || s.account && f.account !== s.account) return false
  const all = [f.title.en, f.title.ja, f.says.en, f.says.ja, f.account, f.region, f.kind, ...f.resources].join(' ').toLowerCase()
  return s.text.toLowerCase().split(/\s+/).every((word) => all.includes(word))
}

/** What findings save together in a month. */
export function savesOf(findings: readonly Pick<Finding, 'saves'>[]): string {
  return sum(findings.map((f) => f.saves))
}

/** The values of a field, each once, in their order. */
export function valuesOf(findings: readonly Finding[], field: 'kind' | 'account'): string[] {
  return [...new Set(findings.map((f) => f[field]))].filter(Boolean).sort()
}
