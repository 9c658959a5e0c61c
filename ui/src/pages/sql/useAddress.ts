// The console's address: it names the tab, its saved query and its result, and opens what a link asks for.
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { api, take } from '../../api/client'
import { notify } from '../../lib/notify'
import { many, one, parseSearch, stringifySearch, type Params } from '../../lib/url'
import { savedQuery, type SavedQuery } from './Saved'
import { useQueryClient } from '@tanstack/react-query'
import { tabStore } from './store'
import type { Tab } from './tabs'
import type { Job } from './useJob'

interface Openers {
  openSaved: (q: SavedQuery) => void
  openJob: (job: Job) => void
  openText: (sql: string, more: Partial<Tab>, run: boolean) => void
}

/** Keeps the address and the tabs at one. */
export function useAddress(tab: Tab, openers: Openers): void {
  const search: Params = useSearch({ strict: false })
  const navigate = useNavigate()
  const client = useQueryClient()
  const text = stringifySearch(search)
  const consumed = useRef<string | null>(null)
  const busy = useRef(false)
  const live = useRef(openers)
  useEffect(() => { live.current = openers })

  useEffect(() => {
    if (consumed.current === text) return
    consumed.current = text
    const asked = parseSearch(text)
    const [sql, q, job, id] = [one(asked, 'sql'), one(asked, 'q'), one(asked, 'job'), one(asked, 'tab')]
    const { tabs } = tabStore.get()
    const there = tabs.find((x) => x.id === id)
    if (sql) live.current.openText(sql, { database: one(asked, 'db'), params: many(asked, 'p') }, one(asked, 'run') === '1')
    else if (there) tabStore.activate(there.id)
    else if (q) void opening(async () => {
      const found = (await client.fetchQuery(savedQuery)).find((x) => x.id === q)
      if (found) live.current.openSaved(found)
      else if (job) live.current.openJob(await take(api.GET('/api/queries/{id}', { params: { path: { id: job }, query: { wait: 0 } } })))
    })
    else if (job) {
      const known = tabs.find((x) => x.job === job)
      if (known) tabStore.activate(known.id)
      else void opening(async () => live.current.openJob(await take(api.GET('/api/queries/{id}', { params: { path: { id: job }, query: { wait: 0 } } }))))
    }

    async function opening(open: () => Promise<void>) {
      busy.current = true
      try {
        await open()
      } catch (err) {
        notify.fault(err)
      } finally {
        busy.current = false
        write()
      }
    }
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [text])

  const write = () => {
    if (busy.current) return
    const { tabs, active } = tabStore.get()
    const now = tabs.find((x) => x.id === active)
    if (!now) return
    const next = { q: now.saved, job: now.job, tab: now.id }
    consumed.current = stringifySearch(next)
    if (consumed.current !== window.location.search) void navigate({ to: '/sql', search: next as never, replace: true, resetScroll: false })
  }
  useEffect(() => {
    write()
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [tab.id, tab.saved, tab.job, text])
}
