// The console's address: it names the tab, its saved query and its result, and opens what a link asks for.
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { api, take } from '../../api/client'
import { notify } from '../../lib/notify'
import { many, one, parseSearch, stringifySearch, type Params } from '../../lib/url'
import { savedQuery, type SavedQuery } from './Saved'
import { useQueryClient } from '@tanstack/react-query'
import { tabStore } from './store'
import { isBlank, type Tab } from './tabs'
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
  const { t } = useTranslation('sql')
  const text = stringifySearch(search)
  const consumed = useRef<string | null>(null)
  const busy = useRef(false)
  const live = useRef(openers)
  useEffect(() => { live.current = openers })

  useEffect(() => {
    if (consumed.current === text) return
    consumed.current = text
    const asked = parseSearch(text)
    const [sql, q, job, id] = [one(asked, 'sql'), one(asked, 'q') || one(asked, 'saved'), one(asked, 'job'), one(asked, 'tab')]
    const { tabs, active } = tabStore.get()
    const there = tabs.find((x) => x.id === id)
    const more = { database: one(asked, 'db'), params: many(asked, 'p') }
    const openText = () => live.current.openText(sql, more, one(asked, 'run') === '1')
    if (there && !sql) tabStore.activate(there.id)
    else if (q) void opening(async () => {
      const found = (await client.fetchQuery({ ...savedQuery, staleTime: 0 })).find((x) => x.id === q)
      if (found) live.current.openSaved(found)
      else if (sql) openText()
      else if (job) live.current.openJob(await take(api.GET('/api/queries/{id}', { params: { path: { id: job }, query: { wait: 0 } } })))
      else notify.info(t('saved.gone'))
    })
    else if (sql) openText()
    else if (one(asked, 'new') || more.database && !job) {
      const now = tabs.find((x) => x.id === active)
      if (!now || !isBlank(now)) tabStore.open({ database: more.database || now?.database || '' })
      else if (more.database) tabStore.change(now.id, { database: more.database })
    }
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
