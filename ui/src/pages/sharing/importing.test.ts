import { describe, expect, it } from 'vitest'
import type { State } from './data'
import { countOf, locksOut, readFile } from './importing'

describe('a file of what is shared', () => {
  it('is read, and its version is not that of this lake', () => {
    expect(readFile('{"version": 12, "administrators": ["a"]}').state).toEqual({ version: 0, administrators: ['a'] })
    expect(readFile('{}').state).toEqual({ version: 0 })
  })

  it.each([['empty', ' \n'], ['object', '[]'], ['object', 'null'], ['object', '"text"'], ['json', '{"a": '], ['json', 'administrators: [a]']])('is told from what is %s', (fault, text) => {
    expect(readFile(text)).toMatchObject({ fault })
  })
})

describe('a difference', () => {
  it('is counted by what becomes of a record', () => {
    expect(countOf([{ part: 'grant', name: 'a', after: '{}' }, { part: 'grant', name: 'b', before: '{}' }, { part: 'tag', name: 'c', before: '{}', after: '{}' }, { part: 'tag', name: 'd', after: '{}' }])).toEqual({ new: 2, gone: 1, other: 1 })
  })

  it('may take the rights of who makes it', () => {
    expect(locksOut({ version: 0, administrators: ['a', 'b'] } as State, 'b')).toBe(false)
    expect(locksOut({ version: 0, administrators: ['a'] } as State, 'b')).toBe(true)
    expect(locksOut({ version: 0 } as State, 'b')).toBe(true)
  })
})
