// When a token or a key ends: what one may choose, and what is said of it.

/** How long it is good: days, on a day of one's own choice, or for ever. */
export type Term = '7' | '30' | '90' | '365' | 'day' | 'never'

const day = 86_400_000
const terms: readonly Term[] = ['7', '30', '90', '365']

/** The terms that end by then; for who may make what never ends, all. */
export function termsUntil(latest: string | undefined, now: Date): Term[] {
  const most = latest === undefined ? Infinity : Date.parse(latest)
  const fit = terms.filter((x) => now.getTime() + Number(x) * day <= most)
  return latest === undefined ? [...fit, 'day', 'never'] : [...fit, 'day']
}

/** When it ends, null for never, undefined where the day is none or is over. A day counts whole, in UTC. */
export function endOf(term: Term, on: string, latest: string | undefined, now: Date): Date | null | undefined {
  if (term === 'never') return null
  if (term !== 'day') return new Date(now.getTime() + Number(term) * day)
  const begin = /^\d{4}-\d{2}-\d{2}$/.test(on) ? Date.parse(`${on}T00:00:00Z`) : NaN
  if (Number.isNaN(begin)) return undefined
  const end = begin + day
  const most = latest === undefined ? Infinity : Date.parse(latest)
  if (end <= now.getTime() || begin > most) return undefined
  return new Date(Math.min(end, most)) // the last day that is allowed may not be a whole one
}

/** How near the end is. */
export function nearness(c: { expires?: string; ended: boolean }, now: Date): 'never' | 'ended' | 'soon' | 'later' {
  if (c.expires === undefined) return 'never'
  if (c.ended) return 'ended'
  return Date.parse(c.expires) - now.getTime() < 7 * day ? 'soon' : 'later'
}
