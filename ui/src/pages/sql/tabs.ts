// The tabs of the console: what is in them, kept in the browser so that a reload loses nothing.
import type { Schemas } from '../../api/client'

export type Chart = Schemas['DashboardChart']

export interface Tab {
  id: string
  name: string
  /** The name was given by hand; else it follows the text. */
  named?: boolean
  sql: string
  database: string
  params: string[]
  /** The job whose result is shown, and where its text began. */
  job?: string
  jobFrom?: number
  /** The saved query that this is, and its text as it was saved. */
  saved?: string
  savedSql?: string
  view: 'table' | 'chart' | 'explain'
  chart?: Chart
  /** When it was last changed, in milliseconds: the newer one wins between windows. */
  touched: number
}

export interface Tabs {
  tabs: Tab[]
  active: string
  /** The tabs that were closed, the last one last, with their places. */
  closed: { tab: Tab; at: number }[]
}

const mostClosed = 20

/** Makes a tab. */
export function newTab(id: string, now: number, more: Partial<Tab> = {}): Tab {
  return { id, name: '', sql: '', database: '', params: [], view: 'table', ...more, touched: now }
}

/** Whether nothing is in a tab that anybody would miss. */
export function isBlank(tab: Tab): boolean {
  return tab.sql.trim() === '' && !tab.job && !tab.saved && !tab.named
}

/** The tabs with another one open behind the active one, or in its place where nothing is in that. */
export function opened(s: Tabs, tab: Tab): Tabs {
  const at = s.tabs.findIndex((t) => t.id === s.active)
  const now = s.tabs[at]
  if (now && isBlank(now) && !isBlank(tab)) return { ...s, tabs: s.tabs.map((t) => (t.id === now.id ? tab : t)), active: tab.id }
  return { ...s, tabs: [...s.tabs.slice(0, at + 1), tab, ...s.tabs.slice(at + 1)], active: tab.id }
}

/** The tabs without one. Its neighbour is shown; the last one leaves an empty tab. */
export function closed(s: Tabs, id: string, empty: Tab): Tabs {
  const at = s.tabs.findIndex((t) => t.id === id)
  const tab = s.tabs[at]
  if (!tab) return s
  const rest = s.tabs.filter((t) => t.id !== id)
  const tabs = rest.length > 0 ? rest : [empty]
  const next = tabs[Math.min(at, tabs.length - 1)] ?? empty
  return { tabs, active: s.active === id ? next.id : s.active, closed: isBlank(tab) ? s.closed : [...s.closed, { tab, at }].slice(-mostClosed) }
}

/** The tabs with the last closed one back in its place. */
export function reopened(s: Tabs, now: number): Tabs {
  const last = s.closed.at(-1)
  if (!last) return s
  const tabs = [...s.tabs]
  tabs.splice(Math.min(last.at, tabs.length), 0, { ...last.tab, touched: now })
  return { tabs, active: last.tab.id, closed: s.closed.slice(0, -1) }
}

/** The tabs with something changed in one. */
export function changed(s: Tabs, id: string, change: Partial<Tab>, now: number): Tabs {
  return { ...s, tabs: s.tabs.map((t) => (t.id === id ? { ...t, ...change, touched: now } : t)) }
}

/** The tabs with one moved to a place. */
export function shifted(s: Tabs, id: string, by: number): Tabs {
  const at = s.tabs.findIndex((t) => t.id === id)
  const to = Math.min(Math.max(at + by, 0), s.tabs.length - 1)
  const tab = s.tabs[at]
  if (!tab || to === at) return s
  const tabs = s.tabs.filter((t) => t.id !== id)
  tabs.splice(to, 0, tab)
  return { ...s, tabs }
}

/** What a tab is called: its given name, else what its text is about. */
export function titleOf(tab: Tab): string {
  if (tab.name) return tab.name
  const text = tab.sql.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ').replace(/\s+/g, ' ').trim()
  const from = /\bfrom\s+((?:"[^"]+"|[\w.])+)/i.exec(text)?.[1]
  const short = from ? from.replaceAll('"', '').split('.').at(-1) ?? '' : text
  return short.length > 28 ? short.slice(0, 27) + '…' : short
}

/** Whether a tab differs from the saved query it came from. */
export function unsaved(tab: Tab): boolean {
  return tab.saved !== undefined && tab.sql !== tab.savedSql
}

/** The tabs of two windows as one: of a tab in both the newer one, those of the other window that are new here, none that was closed here. */
export function merged(mine: Tabs, theirs: Tabs): Tabs {
  const gone = new Map(mine.closed.map((c) => [c.tab.id, c.tab.touched]))
  const other = new Map(theirs.tabs.map((t) => [t.id, t]))
  const closedThere = new Map(theirs.closed.map((c) => [c.tab.id, c.tab.touched]))
  const tabs: Tab[] = []
  for (const t of mine.tabs) {
    const o = other.get(t.id)
    other.delete(t.id)
    const shut = closedThere.get(t.id)
    // what was closed there and not changed here since is closed, unless it is being looked at
    if (!o && shut !== undefined && shut >= t.touched && t.id !== mine.active) continue
    tabs.push(o && o.touched > t.touched ? o : t)
  }
  for (const o of other.values()) if (!(o.touched <= (gone.get(o.id) ?? -1))) tabs.push(o)
  return { tabs, active: mine.active, closed: mine.closed }
}

/** Reads tabs from what was kept; null where it is nothing usable. */
export function parsed(text: string | null): Tabs | null {
  if (!text) return null
  let raw: unknown
  try {
    raw = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof raw !== 'object' || raw === null) return null
  const { tabs, active, closed } = raw as Partial<Tabs>
  if (!Array.isArray(tabs)) return null
  const good = tabs.filter(isTab)
  const first = good[0]
  if (!first) return null
  return {
    tabs: good,
    active: good.some((t) => t.id === active) ? String(active) : first.id,
    closed: Array.isArray(closed) ? closed.filter((c) => c && typeof c.at === 'number' && isTab(c.tab)) : [],
  }
}

function isTab(t: unknown): t is Tab {
  if (typeof t !== 'object' || t === null) return false
  const tab = t as Partial<Tab>
  return typeof tab.id === 'string' && typeof tab.name === 'string' && typeof tab.sql === 'string' && typeof tab.database === 'string' &&
    typeof tab.touched === 'number' && Array.isArray(tab.params) && tab.params.every((p) => typeof p === 'string') && (tab.view === 'table' || tab.view === 'chart' || tab.view === 'explain')
}
