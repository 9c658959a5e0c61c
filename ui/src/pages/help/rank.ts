import type { Schemas } from '../../api/client'

type Fn = Pick<Schemas['ConsoleFunction'], 'name' | 'doc' | 'family'> & { english?: string }

/** The functions that fit what was typed, the best first: by name, by its beginning, by a part of it, by what it does. */
export function rank<T extends Fn>(all: readonly T[], text: string): T[] {
  const words = text.toLowerCase().trim().split(/\s+/).filter(Boolean)
  if (words.length === 0) return [...all]
  const scored: { fn: T; score: number }[] = []
  for (const fn of all) {
    let score = 0
    for (const word of words) {
      const s = scoreOf(fn, word)
      if (s === 0) {
        score = 0
        break
      }
      score += s
    }
    if (score > 0) scored.push({ fn, score })
  }
  return scored.sort((a, b) => b.score - a.score || a.fn.name.localeCompare(b.fn.name)).map((x) => x.fn)
}

function scoreOf(fn: Fn, word: string): number {
  const name = fn.name.toLowerCase()
  if (name === word) return 8
  if (name.startsWith(word)) return 4
  if (name.includes(word)) return 2
  return `${fn.doc} ${fn.english ?? ''} ${fn.family}`.toLowerCase().includes(word) ? 1 : 0
}
