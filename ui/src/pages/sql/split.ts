// Sizes that a reader chose, kept in the browser.
import { useState } from 'react'

/** A value that is kept under a name, with what it is at first. */
export function useKept<T>(name: string, first: T, good: (v: unknown) => v is T): [T, (v: T) => void] {
  const [value, setValue] = useState<T>(() => {
    try {
      const kept: unknown = JSON.parse(localStorage.getItem(`glaux.sql.${name}`) ?? 'null')
      return good(kept) ? kept : first
    } catch {
      return first // what cannot be read is as if it were not there
    }
  })
  return [
    value,
    (v: T) => {
      setValue(v)
      try {
        localStorage.setItem(`glaux.sql.${name}`, JSON.stringify(v))
      } catch {
        // the size of a pane is not worth a message
      }
    },
  ]
}

export const isNumber = (v: unknown): v is number => typeof v === 'number' && Number.isFinite(v)
export const isBoolean = (v: unknown): v is boolean => typeof v === 'boolean'
