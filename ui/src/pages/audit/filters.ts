// What of the audit log is looked at: in the address, and as SQL.
import { one, oneOf, type Codec } from '../../lib/url'

export const outcomes = ['SUCCEEDED', 'FAILED', 'DENIED', 'CANCELLED', 'BEGUN'] as const
export const events = ['QUERY', 'STATEMENT', 'EXPLAIN', 'CATALOG', 'EXPORT', 'LOGIN', 'LOGOUT', 'CREDENTIAL', 'POLICY', 'ALERT', 'RECOVERED', 'DROPPED'] as const

export type AuditState = { principal: string; outcome: string; event: string; table: string; text: string; since: string; until: string; begun: boolean }

const day = (text: string) => (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : '')

export const codec: Codec<AuditState> = {
  read: (p) => ({
    principal: one(p, 'principal'), outcome: oneOf(p, 'outcome', ['', ...outcomes]), event: oneOf(p, 'event', ['', ...events]), table: one(p, 'table'), text: one(p, 'q'),
    since: day(one(p, 'since')), until: day(one(p, 'until')), begun: one(p, 'begun') === '1',
  }),
  write: (s) => ({ principal: s.principal, outcome: s.outcome, event: s.event, table: s.table, q: s.text, since: s.since, until: s.until, begun: s.begun ? '1' : '' }),
}

/** The moments that the days begin and end with, in UTC. The last day counts whole. */
export function moments({ since, until }: Pick<AuditState, 'since' | 'until'>): { since?: string; until?: string } {
  const after = until ? new Date(Date.parse(`${until}T00:00:00Z`) + 86_400_000).toISOString() : undefined
  return { since: since ? `${since}T00:00:00Z` : undefined, until: after }
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`
const stamp = (moment: string) => `TIMESTAMP ${quoted(moment.slice(0, 19).replace('T', ' '))}`

/** The same as SQL over glaux.audit. */
export function sqlOf(s: AuditState): string {
  const { since, until } = moments(s)
  const wanted = [
    s.principal ? `(principal = ${quoted(s.principal)} OR asked_by = ${quoted(s.principal)})` : '',
    s.outcome ? `outcome = ${quoted(s.outcome)}` : s.begun ? '' : "outcome <> 'BEGUN'",
    s.event ? `event = ${quoted(s.event)}` : '',
    s.table ? `contains(tables, ${quoted(s.table.toLowerCase())})` : '',
    s.text ? `(strpos(lower(statement_text), ${quoted(s.text.toLowerCase())}) > 0 OR strpos(lower(message), ${quoted(s.text.toLowerCase())}) > 0)` : '',
    since ? `event_time >= ${stamp(since)}` : '',
    until ? `event_time < ${stamp(until)}` : '',
  ].filter(Boolean)
  const where = wanted.length > 0 ? `\nWHERE ${wanted.join('\n  AND ')}` : ''
  return `SELECT sequence, event_time, principal, asked_by, event, outcome, statement_text, tables, filters, row_count, bytes_scanned\nFROM glaux.audit${where}\nORDER BY sequence DESC\nLIMIT 1000`
}
