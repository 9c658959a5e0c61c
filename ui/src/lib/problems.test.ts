import { beforeAll, describe, expect, it } from 'vitest'
import i18next from 'i18next'
import { startTexts } from '../i18n'
import { sayProblem } from './problems'

beforeAll(async () => {
  await startTexts()
  await i18next.changeLanguage('ja')
})

describe('sayProblem', () => {
  it('leaves the English words to English readers', () => {
    expect(sayProblem('TABLE_NOT_FOUND', 'Table x does not exist', 'en')).toEqual({ text: 'Table x does not exist', english: '' })
  })

  it('says the rule in Japanese and keeps what the server names', () => {
    const said = sayProblem('TABLE_NOT_FOUND', 'Table x does not exist')
    expect(said.text).toMatch(/テーブル/)
    expect(said.english).toBe('Table x does not exist')
  })

  it('says a fault without particulars in Japanese alone', () => {
    expect(sayProblem('SERVER_STOPS', 'the server is being stopped').english).toBe('')
  })

  it('keeps the words of a code that it does not know', () => {
    const said = sayProblem('constructor', 'odd')
    expect(said.text).toMatch(/[ぁ-ん]/)
    expect(said.english).toBe('odd')
  })
})
