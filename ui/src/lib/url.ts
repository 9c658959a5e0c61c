// The state of a page lives in its address, short and readable: plain text, no JSON. A list is a repeated key.
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'

export type Params = Record<string, string | string[] | undefined>

/** Reads the query string of an address. */
export function parseSearch(text: string): Params {
  const all: Params = {}
  for (const [key, value] of new URLSearchParams(text)) {
    const had = all[key]
    all[key] = had === undefined ? value : Array.isArray(had) ? [...had, value] : [had, value]
  }
  return all
}

/** Writes a query string with its "?"; what is empty is left out. Characters that may stand in a query string stand as they are. */
export function stringifySearch(params: Record<string, unknown>): string {
  const parts: string[] = []
  for (const [key, value] of Object.entries(params)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one === undefined || one === null || one === '' || one === false) continue
      parts.push(`${quote(key)}=${quote(one === true ? '1' : String(one))}`)
    }
  }
  return parts.length ? '?' + parts.join('&') : ''
}

function quote(text: string): string {
  return encodeURIComponent(text).replace(/%(3A|2C|2F|40|24|3B|3F|20)/g, (code) => (code === '%20' ? '+' : decodeURIComponent(code)))
}

/** The first text of a parameter, or the other one. */
export function one(params: Params, key: string, otherwise = ''): string {
  const v = params[key]
  return (Array.isArray(v) ? v[0] : v) ?? otherwise
}

/** All texts of a parameter. */
export function many(params: Params, key: string): string[] {
  const v = params[key]
  return v === undefined ? [] : Array.isArray(v) ? v : [v]
}

/** The text of a parameter when it is one of those allowed, else the first of them. */
export function oneOf<T extends string>(params: Params, key: string, allowed: readonly [T, ...T[]]): T {
  const v = one(params, key)
  return allowed.find((a) => a === v) ?? allowed[0]
}

/** How a page's state is read from its address and written to it. read must bear any text; write leaves defaults out. */
export type Codec<T> = { read: (params: Params) => T; write: (state: T) => Params }

/**
 * The state of the page as its address holds it. Setting it makes an entry in the history, or replaces the present one:
 * `const [state, set] = useUrlState(codec); set({ ...state, metric }); set(next, { replace: true })`.
 * The codec must be the same object on every call.
 */
export function useUrlState<T>(codec: Codec<T>): [T, (next: T | ((now: T) => T), options?: { replace?: boolean }) => void] {
  const search: Params = useSearch({ strict: false })
  const text = stringifySearch(search)
  const state = useMemo(() => codec.read(parseSearch(text)), [codec, text])
  const navigate = useNavigate()
  const set = useCallback(
    (next: T | ((now: T) => T), options?: { replace?: boolean }) => {
      void navigate({
        to: '.',
        search: ((now: Params) => codec.write(typeof next === 'function' ? (next as (now: T) => T)(codec.read(now)) : next)) as never,
        replace: options?.replace,
        resetScroll: false,
      })
    },
    [codec, navigate],
  )
  return [state, set]
}

export type SqlLink = { sql: string; database?: string; params?: string[]; run?: boolean }

/** The address of the SQL console with a text in it: /sql?sql=…&db=…&p=…&run=1. */
export function sqlLink({ sql, database, params, run }: SqlLink): string {
  return '/sql' + stringifySearch({ sql, db: database, p: params, run })
}
