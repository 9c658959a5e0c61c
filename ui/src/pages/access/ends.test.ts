import { describe, expect, it } from 'vitest'
import { endOf, nearness, termsUntil } from './ends'

const now = new Date('2025-12-03T10:00:00Z')

describe('the terms of a token', () => {
  it('are all for administrators, and never is one of them', () => {
    expect(termsUntil(undefined, now)).toEqual(['7', '30', '90', '365', 'day', 'never'])
  })

  it('end by when they must', () => {
    expect(termsUntil('2026-12-04T10:00:00Z', now)).toEqual(['7', '30', '90', '365', 'day'])
    expect(termsUntil('2026-01-10T00:00:00Z', now)).toEqual(['7', '30', 'day'])
    expect(termsUntil('2025-12-04T10:00:00Z', now)).toEqual(['day'])
  })
})

describe('the end of a token', () => {
  it.each([
    ['some days from now', '7', '', undefined, '2025-12-10T10:00:00.000Z'],
    ['never', 'never', '', undefined, null],
    ['a day counts whole', 'day', '2025-12-31', undefined, '2026-01-01T00:00:00.000Z'],
    ['today counts to its end', 'day', '2025-12-03', undefined, '2025-12-04T00:00:00.000Z'],
    ['the last day that is allowed', 'day', '2025-12-31', '2025-12-31T12:00:00Z', '2025-12-31T12:00:00.000Z'],
    ['yesterday is none', 'day', '2025-12-02', undefined, undefined],
    ['a day beyond what is allowed is none', 'day', '2026-01-01', '2025-12-31T12:00:00Z', undefined],
    ['no day is none', 'day', '', undefined, undefined],
    ['a day that is not is none', 'day', '2025-02-99', undefined, undefined],
  ] as const)('%s', (_, term, on, latest, wants) => {
    const end = endOf(term, on, latest, now)
    expect(end instanceof Date ? end.toISOString() : end).toBe(wants)
  })
})

describe('how near the end is', () => {
  it.each([
    ['never', {}, 'never'],
    ['what has ended', { expires: '2025-12-01T00:00:00Z', ended: true }, 'ended'],
    ['within a week', { expires: '2025-12-09T00:00:00Z' }, 'soon'],
    ['later', { expires: '2025-12-20T00:00:00Z' }, 'later'],
  ] as const)('%s', (_, c, wants) => expect(nearness({ ended: false, ...c }, now)).toBe(wants))
})
