// Texts in English and Japanese, one file for each page and language. A test holds the two to the same keys. What the server says in
// English has a Japanese file only (findings, notes, problems, functions, columns, says), which its reader loads; tests hold it to what the server can say.
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'

export const languages = ['en', 'ja'] as const
export type Language = (typeof languages)[number]

const files = import.meta.glob<Record<string, unknown>>(['./{en,ja}/*.json', '!./ja/{findings,notes,problems,functions,columns,says}.json'], { eager: true, import: 'default' })

/** The texts by language and page. */
export function resources(): Record<Language, Record<string, Record<string, unknown>>> {
  const all: Record<Language, Record<string, Record<string, unknown>>> = { en: {}, ja: {} }
  for (const [path, texts] of Object.entries(files)) {
    const [, language, page] = /^\.\/(en|ja)\/(.+)\.json$/.exec(path) ?? []
    if (language && page) all[language as Language][page] = texts
  }
  return all
}

/** The language to begin with: what was chosen here before, else the browser's. */
export function firstLanguage(): Language {
  const kept = localStorage.getItem('glaux.language')
  if (kept === 'en' || kept === 'ja') return kept
  return navigator.language.startsWith('ja') ? 'ja' : 'en'
}

export async function startTexts(): Promise<void> {
  await i18next.use(initReactI18next).init({
    resources: resources() as never,
    lng: firstLanguage(),
    fallbackLng: 'en',
    defaultNS: 'shell',
    interpolation: { escapeValue: false },
  })
  document.documentElement.lang = i18next.language
}

export function setLanguage(language: Language): void {
  localStorage.setItem('glaux.language', language)
  document.documentElement.lang = language
  void i18next.changeLanguage(language)
}
