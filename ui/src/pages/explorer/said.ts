import type { Schemas } from '../../api/client'
import { fill } from '../../i18n/fill'
import japanese from '../../i18n/ja/notes.json'

export type Note = Schemas['ExploreNote']

const texts: Readonly<Record<string, string | undefined>> = japanese

/** What a note says, in the reader's language. The server says it in English; Japanese is said here, with the server's figures. */
export function said(language: string, note: Note): string {
  const text = language === 'ja' ? texts[note.code] : undefined
  return text === undefined ? note.text : fill(text, note.values)
}
