import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import japanese from '../../i18n/ja/says.json'
import { inJapanese } from './says'

/** The longest plain part of each text that the server's program adds to the notes of a source. */
function noted(): string[] {
  const found: string[] = []
  for (const folder of ['source', 'ingest', 'lake'].map((name) => join('../internal', name))) {
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.go') && !name.endsWith('_test.go'))) {
      for (const [line] of readFileSync(join(folder, file), 'utf8').matchAll(/\b[nN]otes = append\(.*/g)) {
        const texts = [...line.matchAll(/"((?:[^"\\]|\\.)*)"/g)].flatMap((m) => (m[1] ?? '').split(/%[sdqv]/))
        const longest = texts.filter((text) => /[a-z]/.test(text) && text !== 'file').sort((a, b) => b.length - a.length)[0]
        if (longest) found.push(longest)
      }
    }
  }
  return found
}

describe('notes of sources', () => {
  it('has a Japanese form for each that the program makes, and no other', () => {
    const parts = noted()
    expect(parts.length).toBeGreaterThan(10)
    expect(parts.filter((part) => !japanese.some(({ says }) => says.includes(part)))).toEqual([])
    expect(japanese.filter(({ says }) => !parts.some((part) => says.includes(part))).map(({ says }) => says)).toEqual([])
  })

  it('keeps the names and counts', () => {
    expect(inJapanese('2025-06/data.csv is empty and not read')).toBe('2025-06/data.csv は空のため、読み取られません。')
    expect(inJapanese('column "a" is string in one file and double in another of the same delivery; it is kept as string')).toMatch(/列 "a" .*string と double/)
    for (const { says, ja } of japanese) {
      const filled = (text: string) => text.replace(/\{([a-z]+)\}/g, 'x-$1')
      expect(inJapanese(filled(says))).toBe(filled(ja))
    }
  })

  it('knows nothing of other texts', () => {
    expect(inJapanese('something else')).toBeUndefined()
  })
})
