// The functions of the dialect with what they do, in the reader's language.
import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { api, take, type Schemas } from '../api/client'

/** A function; doc is in the reader's language, and english holds the server's words where doc is a translation. */
export type FunctionWords = Schemas['ConsoleFunction'] & { english?: string }

type Words = Readonly<Record<string, string>>

/** What functions do, by name, in Japanese; nothing for other readers. The words are loaded when they are first needed. */
export function useJapaneseFunctions(): Words | undefined {
  const { i18n } = useTranslation()
  const { data } = useQuery<Words>({
    queryKey: ['functions', 'ja'], staleTime: Infinity, gcTime: Infinity, enabled: i18n.language === 'ja',
    queryFn: () => import('../i18n/ja/functions.json').then((file) => file.default),
  })
  return i18n.language === 'ja' ? data : undefined
}

/** Says what functions do in other words, where there are some. */
export function inWords(list: readonly FunctionWords[], words: Words): FunctionWords[] {
  return list.map((f) => (Object.hasOwn(words, f.name) ? { ...f, doc: words[f.name] ?? f.doc, english: f.doc } : f))
}

/** The functions that can be called, and how asking for them went. */
export function useFunctions(): { query: UseQueryResult<Schemas['ConsoleFunction'][]>; list: FunctionWords[] | undefined } {
  const query = useQuery({ queryKey: ['functions'], staleTime: Infinity, queryFn: ({ signal }) => take(api.GET('/api/functions', { signal })) })
  const words = useJapaneseFunctions()
  const all = query.data
  const list = useMemo(() => (all && words ? inWords(all, words) : all), [all, words])
  return { query, list }
}
