// IP addresses as they stand in results: which texts are some, and where one is told about.
import { stringifySearch } from './url'

const four = /^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/
const group = /^[0-9a-f]{1,4}$/i

/** Whether a text is an IPv4 or IPv6 address. Times, MAC addresses and blocks are none. */
export function isAddress(text: string): boolean {
  if (text.length < 2 || text.length > 45) return false
  if (four.test(text)) return true
  return text.includes(':') && isSix(text)
}

function isSix(text: string): boolean {
  const halves = text.split('::')
  if (halves.length > 2) return false
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  const last = groups.at(-1)
  const mapped = last !== undefined && four.test(last)
  const count = groups.length + (mapped ? 1 : 0)
  if (!(mapped ? groups.slice(0, -1) : groups).every((g) => group.test(g))) return false
  return halves.length === 2 ? count < 8 : count === 8
}

interface Named {
  name: string
  type: string
}

// The columns that tell when something happened, the best first: those of flow logs, of CloudTrail, of results of one's own.
const times = ['start_time', 'event_time', 'eventtime', 'time', 'timestamp', 'first_seen', 'start', 'end_time', 'day', 'date']

/** The moment that a row tells of (RFC 3339, UTC), "" where no column tells it. */
export function momentOf(columns: readonly Named[], row: readonly (string | null)[]): string {
  const at = columns.map((c, i) => ({ ...c, i, rank: rankOf(c) })).filter((c) => c.rank >= 0).sort((a, b) => a.rank - b.rank)
  for (const { i } of at) {
    const moment = instant(row[i] ?? '')
    if (moment) return moment
  }
  return ''
}

/** The column of timestamps that tells when a row happened, "" where there is none. */
export function timeColumn(columns: readonly Named[]): string {
  const found = columns.map((c) => ({ ...c, rank: rankOf(c) })).filter((c) => c.rank >= 0 && /^timestamp/i.test(c.type)).sort((a, b) => a.rank - b.rank)
  return found[0]?.name ?? ''
}

function rankOf({ name, type }: Named): number {
  const rank = times.indexOf(name.toLowerCase())
  if (/^(timestamp|date)/i.test(type)) return rank < 0 ? times.length : rank
  return rank >= 0 && /^(bigint|integer|varchar)/i.test(type) ? rank : -1
}

// Athena's own way of writing times, ISO's, and the seconds since 1970 of flow logs.
function instant(text: string): string {
  if (/^\d{10}$/.test(text)) return whole(new Date(Number(text) * 1000))
  const found = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d:\d\d)(?:\.\d+)?(?: UTC|Z)?)?$/.exec(text)
  return found ? whole(new Date(`${found[1]}T${found[2] ?? '12:00:00'}Z`)) : ''
}

function whole(date: Date): string {
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().replace(/\.\d+Z$/, 'Z')
}

/** The page that tells who had an address, at a time where one is given. */
export function addressPage(address: string, at = ''): string {
  return `/addresses/${encodeURIComponent(address)}${stringifySearch({ at })}`
}
