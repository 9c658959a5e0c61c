// The list of cases as SQL over glaux.anomalies.
import type { SortKey } from './say'
import type { PageState } from './state'

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`

const orders: Record<SortKey, string> = {
  size: '', severity: "CASE severity WHEN 'high' THEN 2 WHEN 'medium' THEN 1 ELSE 0 END", what: 'coalesce(usage_type, service, account_name, account_id, region)', monthly: 'abs(monthly)', impact: 'abs(impact)',
  start: 'start_date', state: 'state', owner: 'owner',
}

/** The statement that answers what the page shows. */
export function sqlOf(s: PageState): string {
  const wanted = [
    s.state === 'all' ? '' : `state = ${quoted(s.state)}`,
    s.class ? `class = ${quoted(s.class)}` : '',
    s.severity ? `severity = ${quoted(s.severity)}` : '',
    s.lasting ? 'end_date IS NULL' : '',
    s.account ? `account_id = ${quoted(s.account)}` : '',
    s.service ? `service = ${quoted(s.service)}` : '',
    s.owner ? `owner = ${quoted(s.owner)}` : '',
    s.since ? `(end_date IS NULL OR end_date > DATE ${quoted(s.since)})` : '',
    ...s.text.toLowerCase().split(/\s+/).filter(Boolean).map((word) => `strpos(lower(concat_ws(' ', id, account_id, account_name, service, usage_type, region, owner, class)), ${quoted(word)}) > 0`),
  ].filter(Boolean)
  const where = wanted.length > 0 ? `\nWHERE ${wanted.join('\n  AND ')}` : ''
  const order = s.sort.key === 'size' ? 'end_date IS NULL DESC, abs(monthly) DESC, abs(impact) DESC' : `${orders[s.sort.key]}${s.sort.down ? ' DESC' : ''}`
  return `SELECT id, severity, class, account_id, account_name, service, usage_type, region, monthly, impact, start_date, end_date, state, owner\nFROM glaux.anomalies${where}\nORDER BY ${order}`
}
