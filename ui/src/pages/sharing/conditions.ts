// Conditions on rows that are made by clicking, and the SQL that they are. What was made by clicking can be read back; any other SQL stays
// a text.
import { familyOf, literal, quoteName } from '../../parts/grid'

export const operators = ['is', 'not', 'starts', 'ends', 'contains', 'like', 'above', 'atLeast', 'below', 'atMost', 'null', 'notNull'] as const
export type Operator = (typeof operators)[number]

/** What a value is: written out, the name of who asks, or a session tag of who asks. */
export type Source = 'value' | 'user' | 'tag'

export type Condition = {
  column: string
  type: string
  /** For a column that is a map. */
  key?: string
  operator: Operator
  source: Source
  /** Several are alternatives. For a session tag its name. */
  values: string[]
}

export type Conditions = { join: 'AND' | 'OR'; list: Condition[] }

const comparisons: Partial<Record<Operator, string>> = { above: '>', atLeast: '>=', below: '<', atMost: '<=' }
const patterns: Partial<Record<Operator, (text: string) => string>> = {
  starts: (x) => `${escaped(x)}%`, ends: (x) => `%${escaped(x)}`, contains: (x) => `%${escaped(x)}%`, like: (x) => x,
}

function escaped(text: string): string {
  return text.replace(/[\\%_]/g, (c) => `\\${c}`)
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** The operators that fit a type. */
export function fitting(type: string): Operator[] {
  const family = familyOf(type)
  if (family === 'text') return [...operators]
  if (family === 'number' || family === 'time') return ['is', 'not', 'above', 'atLeast', 'below', 'atMost', 'null', 'notNull']
  return ['is', 'not', 'null', 'notNull']
}

/** The type of what a map holds: of map(varchar, double) it is double. */
export function valueType(type: string): string {
  return /^map\s*\((?:[^(),]|\([^)]*\))*,\s*(.+)\)$/i.exec(type)?.[1]?.trim() ?? type
}

/** Whether a condition says enough to be one. */
export function complete(c: Condition): boolean {
  if (c.column === '') return false
  if (c.operator === 'null' || c.operator === 'notNull' || c.source === 'user') return true
  return c.values.length > 0 && c.values.every((v) => c.source === 'value' || v.trim() !== '')
}

/** The condition as SQL. */
export function write(c: Condition): string {
  const name = quoteName(c.column) + (c.key === undefined ? '' : `[${quoted(c.key)}]`)
  const type = c.key === undefined ? c.type : valueType(c.type)
  if (c.operator === 'null') return `${name} IS NULL`
  if (c.operator === 'notNull') return `${name} IS NOT NULL`
  const of = (v: string) => (c.source === 'user' ? 'current_user' : c.source === 'tag' ? `session_tag(${quoted(v)})` : literal(v, type))
  const values = c.source === 'user' ? [''] : c.values
  const pattern = patterns[c.operator]
  if (pattern && c.source === 'value') {
    const parts = values.map((v) => like(name, pattern(v), c.operator !== 'like' && /[\\%_]/.test(v)))
    return parts.length > 1 ? `(${parts.join(' OR ')})` : (parts[0] ?? '')
  }
  const sign = comparisons[c.operator]
  if (sign) return `${name} ${sign} ${of(values[0] ?? '')}`
  if (values.length > 1) return `${name} ${c.operator === 'not' ? 'NOT IN' : 'IN'} (${values.map(of).join(', ')})`
  return `${name} ${c.operator === 'not' ? '<>' : '='} ${of(values[0] ?? '')}`
}

function like(name: string, pattern: string, escape: boolean): string {
  return `${name} LIKE ${quoted(pattern)}${escape ? " ESCAPE '\\'" : ''}`
}

/** All conditions as SQL; those that say too little are left out. */
export function writeAll({ join, list }: Conditions): string {
  return list.filter(complete).map(write).join(join === 'AND' ? '\n  AND ' : '\n  OR ')
}

type Token = { kind: 'name' | 'text' | 'number' | 'sign'; text: string; quoted?: boolean }

function tokens(sql: string): Token[] | null {
  const list: Token[] = []
  const pattern = /\s+|([A-Za-z_][A-Za-z0-9_]*)|"((?:[^"]|"")*)"|'((?:[^']|'')*)'|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(<>|!=|<=|>=|[()[\],=<>])/y
  while (pattern.lastIndex < sql.length) {
    const m = pattern.exec(sql)
    if (!m) return null
    if (m[1] !== undefined) list.push({ kind: 'name', text: m[1] })
    else if (m[2] !== undefined) list.push({ kind: 'name', text: m[2].replaceAll('""', '"'), quoted: true })
    else if (m[3] !== undefined) list.push({ kind: 'text', text: m[3].replaceAll("''", "'") })
    else if (m[4] !== undefined) list.push({ kind: 'number', text: m[4] })
    else if (m[5] !== undefined) list.push({ kind: 'sign', text: m[5] })
  }
  return list
}

class Reader {
  private at = 0
  private readonly list: Token[]
  private readonly types: ReadonlyMap<string, string>

  constructor(list: Token[], types: ReadonlyMap<string, string>) {
    this.list = list
    this.types = types
  }

  get done() { return this.at >= this.list.length }

  word(...words: string[]): boolean {
    const fits = words.every((w, i) => {
      const token = this.list[this.at + i]
      return token !== undefined && !token.quoted && token.kind !== 'text' && token.text.toUpperCase() === w
    })
    if (fits) this.at += words.length
    return fits
  }

  take(kind: Token['kind']): string | null {
    const token = this.list[this.at]
    if (token?.kind !== kind) return null
    this.at++
    return token.text
  }

  mark() { return this.at }
  back(mark: number) { this.at = mark }

  /** column or column['key'] */
  operand(): Pick<Condition, 'column' | 'key' | 'type'> | null {
    const column = this.take('name')?.toLowerCase()
    const type = column === undefined ? undefined : this.types.get(column)
    if (column === undefined || type === undefined) return null
    if (!this.word('[')) return { column, type }
    const key = this.take('text')
    return key !== null && this.word(']') ? { column, key, type } : null
  }

  value(): { source: Source; value: string } | null {
    if (this.word('CURRENT_USER')) return { source: 'user', value: '' }
    if (this.word('SESSION_TAG', '(')) {
      const value = this.take('text')
      return value !== null && this.word(')') ? { source: 'tag', value } : null
    }
    for (const prefix of ['DATE', 'TIMESTAMP', 'DECIMAL', 'DOUBLE', 'REAL']) if (this.word(prefix)) break
    for (const word of ['TRUE', 'FALSE']) if (this.word(word)) return { source: 'value', value: word.toLowerCase() }
    const value = this.take('text') ?? this.take('number')
    return value === null ? null : { source: 'value', value }
  }

  condition(): Condition | null {
    const begin = this.mark()
    if (this.word('(')) {
      const all = this.alternatives()
      if (all) return all
      this.back(begin)
      return null
    }
    const operand = this.operand()
    if (!operand) return null
    if (this.word('IS', 'NOT', 'NULL')) return { ...operand, operator: 'notNull', source: 'value', values: [] }
    if (this.word('IS', 'NULL')) return { ...operand, operator: 'null', source: 'value', values: [] }
    if (this.word('LIKE')) return this.like(operand)
    const not = this.word('NOT', 'IN')
    if (not || this.word('IN')) return this.members(operand, not ? 'not' : 'is')
    const signs: [string, Operator][] = [['=', 'is'], ['<>', 'not'], ['!=', 'not'], ['>=', 'atLeast'], ['<=', 'atMost'], ['>', 'above'], ['<', 'below']]
    for (const [sign, operator] of signs) {
      if (!this.word(sign)) continue
      const v = this.value()
      return v && { ...operand, operator, source: v.source, values: v.source === 'user' ? [] : [v.value] }
    }
    return null
  }

  private like(operand: Pick<Condition, 'column' | 'key' | 'type'>): Condition | null {
    const pattern = this.take('text')
    if (pattern === null) return null
    const escape = this.word('ESCAPE') ? this.take('text') : ''
    if (escape !== '' && escape !== '\\') return null
    const plain = (x: string) => (escape ? x.replace(/\\([\\%_])/g, '$1') : x)
    const free = (x: string) => (escape ? !/[%_]/.test(x.replace(/\\[\\%_]/g, '')) : !/[%_]/.test(x))
    const made = (operator: Operator, text: string): Condition => ({ ...operand, operator, source: 'value', values: [plain(text)] })
    const [head, body, tail] = [pattern.startsWith('%'), pattern.replace(/^%/, ''), pattern.endsWith('%') && !(escape && pattern.endsWith('\\%'))]
    if (head && tail && body.length > 0 && free(body.slice(0, -1))) return made('contains', body.slice(0, -1))
    if (tail && free(pattern.slice(0, -1))) return made('starts', pattern.slice(0, -1))
    if (head && free(body)) return made('ends', body)
    return escape ? null : { ...operand, operator: 'like', source: 'value', values: [pattern] }
  }

  private members(operand: Pick<Condition, 'column' | 'key' | 'type'>, operator: Operator): Condition | null {
    if (!this.word('(')) return null
    const values: string[] = []
    let source: Source | undefined
    do {
      const v = this.value()
      if (!v || v.source === 'user' || (source !== undefined && v.source !== source)) return null
      source = v.source
      values.push(v.value)
    } while (this.word(','))
    return this.word(')') && source !== undefined ? { ...operand, operator, source, values } : null
  }

  /** (a LIKE 'x%' OR a LIKE 'y%') is one condition with two values. */
  private alternatives(): Condition | null {
    let all: Condition | null = null as Condition | null
    do {
      const next = this.condition()
      if (!next || !patterns[next.operator] || next.values.length !== 1) return null
      if (all && (all.column !== next.column || all.key !== next.key || all.operator !== next.operator)) return null
      all = all ? { ...all, values: [...all.values, ...next.values] } : next
    } while (this.word('OR'))
    return this.word(')') ? all : null
  }
}

/** The conditions that a text is, null where it is more than can be clicked. Types are those of the columns, by name. */
export function read(sql: string, types: ReadonlyMap<string, string>): Conditions | null {
  if (sql.trim() === '') return { join: 'AND', list: [] }
  const list = tokens(sql)
  if (!list) return null
  const reader = new Reader(list, types)
  const found: Condition[] = []
  let join: 'AND' | 'OR' | undefined
  for (;;) {
    const next = reader.condition()
    if (!next) return null
    found.push(next)
    if (reader.done) return { join: join ?? 'AND', list: found }
    const now = reader.word('AND') ? 'AND' : reader.word('OR') ? 'OR' : null
    if (!now || (join && join !== now)) return null
    join = now
  }
}
