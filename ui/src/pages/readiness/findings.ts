import type { Schemas } from '../../api/client'
import { fill } from '../../i18n/fill'
import japanese from '../../i18n/ja/findings.json'

export type State = Schemas['ReadinessFinding']['state']

/** From what blocks to what is good. */
export const states = ['blocked', 'gap', 'advice', 'good'] as const satisfies readonly State[]

/** Orders findings so that what needs doing stands first; the server's order stays within a state. */
export function bySeverity(a: { state: State }, b: { state: State }): number {
  return states.indexOf(a.state) - states.indexOf(b.state)
}

type Texts = Pick<Schemas['ReadinessFinding'], 'says' | 'prevents' | 'console'>
const checks: Readonly<Record<string, { good: string; lacks: string; prevents: string; console: string } | undefined>> = japanese.checks

/** What a finding says, in the reader's language. The server says it in English; Japanese is said here, with the server's figures. */
export function inLanguage(language: string, f: Schemas['ReadinessFinding']): Texts {
  if (language !== 'ja') return f
  if (f.failed) return { says: fill(japanese.failed, { failed: f.failed }) }
  const texts = checks[f.code]
  if (!texts) return f
  if (f.state === 'good') return { says: fill(texts.good, f.values) }
  return { says: fill(texts.lacks, f.values), prevents: fill(texts.prevents, f.values), console: fill(texts.console, f.values) }
}
