// Reading a file of what is shared, and saying what it would change.
import type { Schemas } from '../../api/client'
import type { State } from './data'

export type Delta = Schemas['ShareDelta']

/** What a file holds, or why it is none: no JSON (with what the browser says), or JSON that is no object. */
export type Read = { state: State; fault?: undefined } | { state?: undefined; fault: 'json' | 'object' | 'empty'; says: string }

/** Reads the text of a file that was exported, or written by hand. The version in it is that of another lake, and does not count. */
export function readFile(text: string): Read {
  if (text.trim() === '') return { fault: 'empty', says: '' }
  let found: unknown
  try {
    found = JSON.parse(text)
  } catch (err) {
    return { fault: 'json', says: err instanceof Error ? err.message : String(err) }
  }
  if (typeof found !== 'object' || found === null || Array.isArray(found)) return { fault: 'object', says: '' }
  return { state: { ...(found as State), version: 0 } }
}

/** Whether a record is new, gone, or another than it was. */
export function signOf(d: Delta): 'new' | 'gone' | 'other' {
  return d.before === undefined ? 'new' : d.after === undefined ? 'gone' : 'other'
}

/** How many records are new, changed and gone. */
export function countOf(deltas: readonly Delta[]): Record<'new' | 'gone' | 'other', number> {
  const count = { new: 0, gone: 0, other: 0 }
  for (const d of deltas) count[signOf(d)]++
  return count
}

/** Whether who imports it would be no administrator afterwards. */
export function locksOut(state: State, me: string): boolean {
  return !(state.administrators ?? []).includes(me)
}
