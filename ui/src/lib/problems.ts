// What is wrong, in Japanese. The server says it in English with a code; by the code the general sentence is known in Japanese, and what
// the server's sentence names in particular stands below it in English.
import i18next from 'i18next'
import japanese from '../i18n/ja/problems.json'

/** What is wrong in the reader's language, and the server's English where that tells more. */
export interface Said {
  text: string
  /** English, to be marked as such; empty where the text says all. */
  english: string
}

const whole: Readonly<Record<string, string | undefined>> = japanese.whole
const general: Readonly<Record<string, string | undefined>> = japanese.general

/** Says a fault of the server in a language: by its code where that is known there, else in the server's own words. */
export function sayProblem(code: string, message: string, language = i18next.language): Said {
  if (language !== 'ja') return { text: message, english: '' }
  if (Object.hasOwn(whole, code)) return { text: whole[code] ?? message, english: '' }
  if (Object.hasOwn(general, code)) return { text: general[code] ?? message, english: message }
  return { text: i18next.t('shell:fault.other'), english: message }
}
