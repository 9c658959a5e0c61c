// What the server says in both languages, in the reader's own.
import { useTranslation } from 'react-i18next'
import type { Told } from './data'

/** The text of a language. */
export function tellIn(language: string, text: Told): string {
  return language === 'ja' ? text.ja || text.en : text.en
}

/** Says a text in the present language. */
export function useTold(): (text: Told) => string {
  const { i18n } = useTranslation()
  return (text) => tellIn(i18n.language, text)
}
