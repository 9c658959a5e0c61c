// The tabs as the page uses them: one store for the window, written to the browser's storage shortly after each change.
import { useSyncExternalStore } from 'react'
import { changed, closed, merged, newTab, opened, parsed, reopened, shifted, type Tab, type Tabs } from './tabs'

const key = 'glaux.sql.tabs'
const pause = 300

type Listener = () => void

function fresh(): Tabs {
  const tab = newTab(newId(), Date.now())
  return { tabs: [tab], active: tab.id, closed: [] }
}

/** A name for a tab that no other tab has. */
export function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(6)), (b) => b.toString(16).padStart(2, '0')).join('')
}

class Store {
  private state: Tabs = parsed(localStorage.getItem(key)) ?? fresh()
  private readonly listeners = new Set<Listener>()
  private timer: ReturnType<typeof setTimeout> | undefined
  /** Called when the browser does not keep the tabs. */
  onFull: (err: unknown) => void = () => undefined

  constructor() {
    window.addEventListener('storage', (e) => {
      const theirs = e.key === key ? parsed(e.newValue) : null
      if (theirs) this.set(merged(this.state, theirs), false)
    })
    window.addEventListener('pagehide', () => this.write())
  }

  readonly get = (): Tabs => this.state

  readonly subscribe = (l: Listener): Listener => {
    this.listeners.add(l)
    return () => this.listeners.delete(l)
  }

  open(more: Partial<Tab> = {}): Tab {
    const tab = newTab(newId(), Date.now(), more)
    this.set(opened(this.state, tab))
    return tab
  }

  close(id: string): void {
    this.set(closed(this.state, id, newTab(newId(), Date.now())))
  }

  reopen(): void {
    this.set(reopened(this.state, Date.now()))
  }

  change(id: string, change: Partial<Tab>): void {
    this.set(changed(this.state, id, change, Date.now()))
  }

  shift(id: string, by: number): void {
    this.set(shifted(this.state, id, by))
  }

  activate(id: string): void {
    if (this.state.active !== id && this.state.tabs.some((t) => t.id === id)) this.set({ ...this.state, active: id })
  }

  private set(next: Tabs, write = true): void {
    if (next === this.state) return
    this.state = next
    for (const l of this.listeners) l()
    if (!write) return
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.write(), pause)
  }

  private write(): void {
    clearTimeout(this.timer)
    try {
      localStorage.setItem(key, JSON.stringify(this.state))
    } catch (err) {
      this.onFull(err)
    }
  }
}

export const tabStore = new Store()

/** All tabs. */
export function useTabs(): Tabs {
  return useSyncExternalStore(tabStore.subscribe, tabStore.get)
}
