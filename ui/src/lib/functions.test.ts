import { describe, expect, it } from 'vitest'
import japanese from '../i18n/ja/functions.json'
import { inWords } from './functions'

const abs = { name: 'abs', family: 'math', kind: 'scalar' as const, signatures: ['abs(x)'], doc: 'The absolute value.' }

describe('inWords', () => {
  it('says what a function does in Japanese and keeps the English words for search', () => {
    expect(inWords([abs], japanese)).toEqual([{ ...abs, doc: '絶対値。', english: 'The absolute value.' }])
  })

  it('leaves a function alone that it has no words for', () => {
    const own = { ...abs, name: 'constructor' }
    expect(inWords([own], japanese)).toEqual([own])
  })
})
