import { describe, expect, it } from 'vitest'
import type { Schemas } from '../api/client'
import { trustOf } from '../parts/Trust'
import { rank } from './help/rank'
import { within } from './login/next'
import { bySeverity, inLanguage } from './readiness/findings'
import { withGaps } from './status/months'

const month = (name: string) => ({ month: name }) as Schemas['MonthStatus']

describe('the months of a source', () => {
  it('stand in order, with those that are missing', () => {
    expect(withGaps([month('2025-02'), month('2024-11')]).map((m) => (typeof m === 'string' ? `no ${m}` : m.month))).toEqual(['2024-11', 'no 2024-12', 'no 2025-01', '2025-02'])
  })

  it('are none where there are none', () => {
    expect(withGaps([])).toEqual([])
  })
})

describe('findings', () => {
  it('begin with what blocks', () => {
    expect((['good', 'gap', 'blocked', 'advice'] as const).map((state) => ({ state })).sort(bySeverity).map((f) => f.state)).toEqual(['blocked', 'gap', 'advice', 'good'])
  })
})

describe('what a finding says', () => {
  const found: Schemas['ReadinessFinding'] = {
    code: 'bill_account_names', area: 'bill', state: 'advice', says: '3 of 12 account(s) have a name.', prevents: 'reading', console: 'page',
    sql: 'SELECT 1', values: { state: 'advice', named: '3', accounts: '12' },
  }

  it('is the server\'s text in English', () => {
    expect(inLanguage('en', found).says).toBe('3 of 12 account(s) have a name.')
  })

  it('has the same figures in Japanese', () => {
    const { says, prevents, console } = inLanguage('ja', found)
    expect(says).toBe('12 個のアカウントのうち、名前があるのは 3 個です。')
    expect([prevents, console].every((text) => /[ぁ-ん]/.test(text ?? ''))).toBe(true)
  })

  it('is only what is good where all is good', () => {
    expect(inLanguage('ja', { ...found, state: 'good' })).toEqual({ says: '12 個すべてのアカウントに名前があります。' })
  })

  it('is why a check could not be made', () => {
    expect(inLanguage('ja', { ...found, failed: 'QUERY_TIMEOUT: {named}' }).says).toContain('QUERY_TIMEOUT: {named}')
  })

  it('stays English where a newer server says what this page does not know', () => {
    expect(inLanguage('ja', { ...found, code: 'newer' }).says).toBe(found.says)
  })
})

describe('functions', () => {
  const all = [
    { name: 'to_unixtime', doc: 'Seconds since 1970 of a date.', family: 'date and time' },
    { name: 'date', doc: 'A date.', family: 'date and time' },
    { name: 'from_iso8601_date', doc: 'Reads a date.', family: 'date and time' },
    { name: 'date_trunc', doc: 'Cuts.', family: 'date and time' },
    { name: 'abs', doc: 'Without sign.', family: 'math' },
  ]

  it('are found by name first, then by purpose', () => {
    expect(rank(all, 'date').map((f) => f.name)).toEqual(['date', 'date_trunc', 'from_iso8601_date', 'to_unixtime'])
  })

  it('must fit every word', () => {
    expect(rank(all, 'seconds date').map((f) => f.name)).toEqual(['to_unixtime'])
    expect(rank(all, 'no such')).toEqual([])
    expect(rank(all, ' ')).toHaveLength(5)
  })
})

describe('after login', () => {
  it.each([
    ['/sql?sql=SELECT+1', '/sql?sql=SELECT+1'],
    ['', '/explorer'],
    ['//evil.example/x', '/explorer'],
    ['/\\evil.example', '/explorer'],
    ['https://evil.example', '/explorer'],
    ['javascript:alert(1)', '/explorer'],
    ['/login?next=/login', '/explorer'],
  ])('%s leads to %s', (next, want) => {
    expect(within(next)).toBe(want)
  })
})

describe('trust', () => {
  const now = new Date('2026-01-10T00:00:00Z')
  const good: Schemas['Status'] = { ties: true, difference: '0', months: ['2025-12'], snapshot: 1, synced: '2026-01-09T23:00:00Z', sources: [] }
  it.each<[string, Partial<Schemas['Status']>, string]>([
    ['all is well', {}, 'ties'],
    ['nothing is loaded', { months: [] }, 'none'],
    ['a month differs', { ties: false }, 'differs'],
    ['a file could not be read', { sources: [{ name: 'a', kind: 'cur2', title: '', location: '', months: [], faults: ['x'] }] }, 'faults'],
    ['nobody synced for days', { synced: '2026-01-01T00:00:00Z' }, 'old'],
  ])('says when %s', (_, change, want) => {
    expect(trustOf({ ...good, ...change }, now)).toBe(want)
  })
})
