// What the page was asked, as its address holds it.
import { one, type Codec } from '../../lib/url'

export interface PageState {
  /** A moment, RFC 3339 in UTC; "" is now. */
  at: string
  vpc: string
  account: string
}

const moment = (text: string) => (/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z$/.test(text) && !Number.isNaN(Date.parse(text)) ? full(text) : '')

function full(text: string): string {
  return new Date(text).toISOString().replace(/\.\d+Z$/, 'Z')
}

export const codec: Codec<PageState> = {
  read: (p) => ({ at: moment(one(p, 'at')), vpc: one(p, 'vpc'), account: one(p, 'account') }),
  write: (s) => ({ at: s.at, vpc: s.vpc, account: s.account }),
}

/** What a field for a date and a time shows of a moment. */
export function fieldOf(at: string): string {
  return at.replace(/(:00)?Z$/, '')
}

/** The moment that stands in a field; it is in UTC. */
export function momentOf(field: string): string {
  return field ? moment(`${field}Z`) : ''
}
