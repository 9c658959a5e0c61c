// Names for people: of dimensions, of groups without a value, of charges.
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Dimension } from './drill'

export interface Names {
  /** What a dimension is called. */
  dimension: (name: string) => string
  /** What a group is called: its values, or a word where there is none. */
  group: (row: { kind: string; keys: string[]; count?: number }) => string
  /** What a value is called. */
  value: (value: string) => string
}

/** The names in the present language. */
export function useNames(known: readonly Dimension[]): Names {
  const { t, i18n } = useTranslation('explorer')
  return useMemo(() => {
    const titles = new Map(known.map((d) => [d.name, d.title]))
    const dimension = (name: string) => {
      const key = `dimension.${name}`
      return /^[a-z_]+$/.test(name) && i18n.exists(key, { ns: 'explorer' }) ? t(key) : (titles.get(name) ?? name.replace(/^(tag|category):/, ''))
    }
    const value = (v: string) => (v === '' ? t('none') : v)
    const group = (row: { kind: string; keys: string[]; count?: number }) => {
      if (row.kind === 'other') return t('others', { count: row.count ?? 0 })
      if (row.kind === 'charge') return i18n.exists(`charge.${row.keys[0]}`, { ns: 'explorer' }) ? t(`charge.${row.keys[0]}`) : value(row.keys[0] ?? '')
      return row.keys.length === 0 ? t('all') : row.keys.map(value).join(' · ')
    }
    return { dimension, group, value }
  }, [known, t, i18n])
}

/** A key for a row, the same whatever the language. */
export function rowKey(row: { kind: string; keys: string[] }): string {
  return row.kind === 'group' ? row.keys.join(' · ') : `\u0000${row.kind}:${row.keys.join(' · ')}`
}
