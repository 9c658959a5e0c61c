// How wide the columns are: from what stands in them, until someone drags them.
import { familyOf, type Column, type Row } from './types'

export const narrowest = 48
const widest = 340

/** About how many pixels a text takes in the grid's font: East Asian letters take two. */
export function textWidth(text: string): number {
  let units = 0
  for (let i = 0; i < text.length && units < 120; i++) {
    const code = text.charCodeAt(i)
    units += code >= 0x1100 && !(code >= 0x2000 && code < 0x2e80) ? 1.8 : 1
  }
  return Math.ceil(units * 7.1)
}

/** The widths that fit the names and the first rows. */
export function fitting(columns: readonly Column[], rows: readonly Row[]): number[] {
  return columns.map((c, i) => {
    let width = textWidth(c.name) + 34
    const most = familyOf(c.type) === 'nested' ? 240 : widest
    for (const row of rows) width = Math.max(width, textWidth(row[i] ?? 'NULL') + 18)
    return Math.min(Math.max(width, narrowest), Math.max(most, Math.min(textWidth(c.name) + 34, 260)))
  })
}

/** The left edges of columns of these widths, and at the end the width of all. */
export function edges(widths: readonly number[]): number[] {
  const out = [0]
  for (const w of widths) out.push((out.at(-1) ?? 0) + w)
  return out
}

/** The columns that stand between two positions: the first, and the one after the last. */
export function between(lefts: readonly number[], from: number, to: number): [number, number] {
  const n = lefts.length - 1
  let low = 0
  let high = n
  while (low < high) {
    const mid = (low + high) >> 1
    if ((lefts[mid + 1] ?? 0) <= from) low = mid + 1
    else high = mid
  }
  let end = low
  while (end < n && (lefts[end] ?? 0) < to) end++
  return [low, end]
}
