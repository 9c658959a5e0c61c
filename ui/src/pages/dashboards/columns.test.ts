import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { columnName } from './columns'

const folder = '../internal/dashboard/dashboards'

/** The names that a query gives to the columns of its result: those behind AS outside of all parentheses and before FROM. */
function resultNames(sql: string): string[] {
  let depth = 0
  let outside = ''
  for (const [part] of sql.replace(/--.*$/gm, '').matchAll(/'(?:[^']|'')*'|[()]|[^()']+/g)) {
    if (part === ')') depth--
    if (depth === 0 && part !== '(') outside += part.startsWith("'") ? "''" : part === ')' ? ' )' : part
    if (part === '(') {
      if (depth === 0) outside += '( '
      depth++
    }
  }
  return [...outside.replace(/\bFROM\b[\s\S]*?(?=\bUNION\b|$)/gi, '').matchAll(/\bAS\s+([a-z_][a-z_0-9]*)\b(?!\s*\()/gi)].map((m) => (m[1] ?? '').toLowerCase())
}

const tiles = readdirSync(folder).filter((f) => f.endsWith('.md')).flatMap((file) =>
  [...readFileSync(join(folder, file), 'utf8').matchAll(/^```sql tile ([^\n]*)\n([\s\S]*?)^```/gm)].map(([, settings = '', sql = '']) => ({ file, settings, sql })))

describe('names of columns', () => {
  it('has a Japanese one for every column of the dashboards that are built in', () => {
    expect(tiles.length).toBeGreaterThan(40)
    const found = new Set(tiles.flatMap(({ settings, sql }) => [...resultNames(sql), ...[...settings.matchAll(/\b(?:x|y|series)=([a-z_0-9,]+)/g)].flatMap((m) => (m[1] ?? '').split(','))]))
    expect(found.size).toBeGreaterThan(60)
    const sameInBoth = new Set(['gb'])
    expect([...found].filter((name) => !sameInBoth.has(name) && columnName('ja', name) === name.replaceAll('_', ' ')).sort()).toEqual([])
  })

  it('keeps names that it does not know, and all names in English', () => {
    expect(columnName('ja', 'my_own_name')).toBe('my own name')
    expect(columnName('ja', 'constructor')).toBe('constructor')
    expect(columnName('en', 'usage_type')).toBe('usage type')
  })
})
