// What dimensions and their values are called.
import { useTranslation } from 'react-i18next'
import { dimensions } from './state'

export interface Words {
  /** What a dimension is called. */
  dimension: (name: string) => string
  /** What a value of a dimension is called; a word where there is none. */
  value: (dimension: string, value: string) => string
}

// Dimensions whose values are words of ours.
const own: Readonly<Record<string, string | undefined>> = { class: 'classes', feature: 'features', tier: 'tiers', kind: 'kinds', scope: 'scopes' }

/** The names in the present language. `key` is what the allocation calls its key. */
export function useWords(key?: string): Words {
  const { t, i18n } = useTranslation('genai')
  const name = (group: string, value: string) => {
    const key = `${group}.${value}`
    return group !== '' && /^\w+$/.test(value) && i18n.exists(key, { ns: 'genai' }) ? t(key) : value
  }
  return {
    dimension: (d) => (d === 'department' && key && key !== 'department' ? key : (dimensions as readonly string[]).includes(d) ? t(`dimension.${d}`) : d.replace(/^tag:/, '')),
    value: (d, v) => (v === '' ? t('none') : name(own[d] ?? '', v)),
  }
}
