// Notes of sources, in Japanese. The server tells them in English, with names and counts in them; each has a form by which it is known.
import { fill } from '../../i18n/fill'
import japanese from '../../i18n/ja/says.json'

const forms = japanese.map(({ says, ja }) => ({ pattern: patternOf(says), ja }))

// The form as a pattern: each place in braces takes any text, as short as it can be.
function patternOf(says: string): RegExp {
  const parts = says.split(/(\{[a-z]+\})/).map((part) => (/^\{[a-z]+\}$/.test(part) ? `(?<${part.slice(1, -1)}>.+?)` : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
  return new RegExp(`^${parts.join('')}$`, 's')
}

/** A note in Japanese; undefined when it has no form that is known. */
export function inJapanese(note: string): string | undefined {
  if (note.length > 4000) return undefined
  for (const { pattern, ja } of forms) {
    const found = pattern.exec(note)
    if (found) return fill(ja, found.groups)
  }
  return undefined
}
