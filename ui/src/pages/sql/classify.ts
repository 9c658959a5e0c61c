// Addresses of a result's column, and the statement that puts them into words.
import { isAddress } from '../../lib/address'
import type { RowSource } from '../../parts/grid'

/** The most addresses that one expression names; the server takes no more. */
export const mostAddresses = 2000
/** The most rows that are looked through for addresses. */
export const mostRows = 200_000
const block = 10_000

/** The addresses of a column. */
export interface Collected {
  /** The most frequent ones first, at most 2000. */
  addresses: string[]
  /** How many different ones there are in the rows that were looked through. */
  distinct: number
  rows: number
  /** Whether all rows were looked through. */
  all: boolean
}

/** Collects the addresses of a column, block by block. */
export async function collect(source: Pick<RowSource, 'count' | 'range'>, column: number, signal?: AbortSignal): Promise<Collected> {
  const count = new Map<string, number>()
  const end = Math.min(source.count, mostRows)
  for (let from = 0; from < end; from += block) {
    const rows = await source.range(from, Math.min(from + block, end), signal)
    signal?.throwIfAborted()
    for (const row of rows) {
      const value = row[column]
      if (value && isAddress(value)) count.set(value, (count.get(value) ?? 0) + 1)
    }
  }
  const addresses = [...count].sort((a, b) => b[1] - a[1]).slice(0, mostAddresses).map(([address]) => address)
  return { addresses, distinct: count.size, rows: end, all: end === source.count }
}

const comments = /--[^\n]*|\/\*[\s\S]*?\*\//g

/** Whether a statement can stand in parentheses as a table. */
export function isQuery(sql: string): boolean {
  return /^[\s(]*(select|with|values|table)\b/i.test(sql.replace(comments, ' '))
}

/** What the new column is called: that of the addresses with the level behind it. */
export function nameOf(column: string, level: string): string {
  return `${column}_${level.replace(/^tag:/, '')}`.toLowerCase().replace(/[^a-z0-9_]+/g, '_')
}

/** The expression with a name, as it stands among the columns of a SELECT. */
export function asColumn(expression: string, name: string): string {
  return `${expression} AS ${/^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`}`
}

/** The statement with the words of the addresses as one more column. */
export function withColumn(sql: string, expression: string, name: string): string {
  const inside = sql.trim().replace(/;\s*$/, '')
  const indented = asColumn(expression, name).split('\n').map((line) => `  ${line}`).join('\n')
  return `SELECT\n  *,\n${indented}\nFROM (\n${inside}\n)`
}
