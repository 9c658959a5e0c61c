// The list's state, as its address holds it.
import { one, oneOf, type Codec } from '../../lib/url'
import { caseClasses, severities, states, type Class, type State } from './data'
import { sortKeys, type Sort } from './say'

export const tabs = ['cases', 'monitors', 'planned', 'rules'] as const
export type Tab = (typeof tabs)[number]

export type PageState = {
  tab: Tab
  state: State | 'all'
  class: Class | ''
  severity: (typeof severities)[number] | ''
  lasting: boolean
  account: string
  service: string
  owner: string
  since: string
  text: string
  sort: Sort
}

const day = (text: string) => (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : '')

function sortOf(text: string): Sort {
  const key = sortKeys.find((k) => k === text.replace(/^-/, ''))
  return key && key !== 'size' ? { key, down: text.startsWith('-') } : { key: 'size', down: true }
}

export const codec: Codec<PageState> = {
  read: (p) => ({
    tab: oneOf(p, 'tab', tabs), state: oneOf(p, 'state', ['open', 'all', ...states]), class: oneOf(p, 'class', ['', ...caseClasses]), severity: oneOf(p, 'severity', ['', ...severities]),
    lasting: one(p, 'lasting') === '1', account: one(p, 'account'), service: one(p, 'service'), owner: one(p, 'owner'), since: day(one(p, 'since')), text: one(p, 'q'), sort: sortOf(one(p, 'sort')),
  }),
  write: (s) => s.tab !== 'cases' ? { tab: s.tab } : {
    state: s.state === 'open' ? '' : s.state, class: s.class, severity: s.severity, lasting: s.lasting ? '1' : '', account: s.account, service: s.service, owner: s.owner, since: s.since, q: s.text,
    sort: s.sort.key === 'size' ? '' : `${s.sort.down ? '-' : ''}${s.sort.key}`,
  },
}

/** Whether anything narrows the list but the state. */
export function narrowed(s: PageState): boolean {
  return Boolean(s.class || s.severity || s.lasting || s.account || s.service || s.owner || s.since || s.text)
}
