import { describe, expect, it } from 'vitest'
import { many, one, oneOf, parseSearch, sqlLink, stringifySearch } from './url'

describe('addresses', () => {
  it('are short and can be read', () => {
    expect(stringifySearch({ from: '2025-06-01', by: ['service', 'tag:user_team'], top: 10, empty: '', none: undefined, off: false, on: true })).toBe(
      '?from=2025-06-01&by=service&by=tag:user_team&top=10&on=1',
    )
  })

  it.each([
    ['spaces, signs and quotes', "SELECT 1 + 2, 'a&b=c%' -- #x?"],
    ['lines', 'SELECT 1\nFROM t'],
    ['other letters', '準備 ü 🦉'],
    ['what looks like a number stays text', '007'],
    ['what looks like JSON stays text', '"x"'],
  ])('bring back %s', (_, text) => {
    expect(parseSearch(stringifySearch({ q: text }))).toEqual({ q: text })
  })

  it('bring back lists', () => {
    expect(parseSearch('?a=1&a=2&b=3')).toEqual({ a: ['1', '2'], b: '3' })
    expect(many(parseSearch('?a=1&a=2'), 'a')).toEqual(['1', '2'])
    expect(many(parseSearch('?a=1'), 'a')).toEqual(['1'])
    expect(many({}, 'a')).toEqual([])
    expect(one(parseSearch('?a=1&a=2'), 'a')).toBe('1')
  })

  it('fall back to the first choice for a text that is none', () => {
    expect(oneOf({ tab: 'evil' }, 'tab', ['start', 'keys'])).toBe('start')
    expect(oneOf({ tab: 'keys' }, 'tab', ['start', 'keys'])).toBe('keys')
  })

  it('lead to the console with the text', () => {
    expect(sqlLink({ sql: 'SELECT ?', database: 'demo', params: ["'x'"], run: true })).toBe("/sql?sql=SELECT+?&db=demo&p='x'&run=1")
  })
})
