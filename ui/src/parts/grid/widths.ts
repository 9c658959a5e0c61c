// How wide the columns are: from what stands in them, until someone drags them.
import { isAddress } from '../../lib/address'
import { familyOf, type Column, type Row } from './types'

export const narrowest = 48
const widest = 340

/** About how many letters wide a text is: East Asian letters count for two. */
function units(text: string): number {
  let n = 0
  for (let i = 0; i < text.length && n < 120; i++) {
    const code = text.charCodeAt(i)
    n += code >= 0x1100 && !(code >= 0x2000 && code < 0x2e80) ? 1.8 : 1
  }
  return n
}

/** How many pixels a text takes. */
export type Ruler = (text: string) => number

/** A ruler for the font of an element, or one that guesses where there is nothing to measure with. */
export function rulerOf(element: Element | null): Ruler {
  const context = element && document.createElement('canvas').getContext('2d')
  if (!context) return (text) => Math.ceil(units(text) * 8)
  const style = getComputedStyle(element)
  context.font = `${style.fontSize} ${style.fontFamily}`
  return (text) => Math.ceil(context.measureText(text.slice(0, 120)).width)
}

/** The widths that fit the names and the first rows. Only the longest value of a column is measured. */
export function fitting(columns: readonly Column[], rows: readonly Row[], ruler: Ruler): number[] {
  return columns.map((c, i) => {
    let long = 'NULL'
    let length = 4
    for (const row of rows) {
      const value = row[i] ?? ''
      const n = value.length > length / 2 ? units(value) : 0
      if (n > length) [long, length] = [value, n]
    }
    const name = ruler(c.name) * 1.08 + 36
    const most = familyOf(c.type) === 'nested' ? 260 : widest
    return Math.ceil(Math.min(Math.max(name, ruler(long) + (isAddress(long) ? 38 : 20), narrowest), Math.max(most, Math.min(name, 300))))
  })
}
