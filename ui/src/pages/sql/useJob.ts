// Following a job: asked again and again until it is done, through dropped connections and restarts of the server.
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { api, Fault, take, type Schemas } from '../../api/client'
import { WindowSource, type Load } from '../../parts/grid'

export type Job = Schemas['Job']

/** Whether nothing more will come. */
export function isDone(job: Pick<Job, 'state'>): boolean {
  return job.state === 'SUCCEEDED' || job.state === 'FAILED' || job.state === 'CANCELLED'
}

/** Where a job stands, its rows, and whether the server can be reached. */
export interface Followed {
  job: Job | null
  source: WindowSource | null
  /** The server does not answer; it is asked again by itself. */
  lost: boolean
  /** The server does not know the job any more. */
  fault: unknown
}

const none: Followed = { job: null, source: null, lost: false, fault: null }

// Sources of the jobs seen last, so that another tab and back costs nothing.
const sources = new Map<string, WindowSource>()
const mostSources = 8

function sourceOf(job: Job): WindowSource {
  const known = sources.get(job.id)
  sources.delete(job.id)
  const load: Load = async (from, n, signal) => {
    return take(api.GET('/api/queries/{id}/rows', { params: { path: { id: job.id }, query: { from, n } }, signal }))
  }
  // wide rows come in smaller blocks: a block is read between two frames
  const block = Math.max(60, Math.min(250, Math.floor(10_000 / Math.max(job.columns?.length ?? 1, 1))))
  const source = known ?? new WindowSource(job.columns ?? [], load, { block })
  sources.set(job.id, source)
  for (const id of sources.keys()) {
    if (sources.size <= mostSources) break
    sources.get(id)?.close()
    sources.delete(id)
  }
  return source
}

/** Follows a job until it is done. */
export function useJob(id: string | undefined, started?: Job): Followed {
  const [followed, setFollowed] = useState<Followed & { id?: string }>(none)
  const client = useQueryClient()
  const first = useRef(started)
  useEffect(() => { first.current = started })
  useEffect(() => {
    if (!id) return
    const control = new AbortController()
    void follow(id, control.signal, first.current?.id === id ? first.current : undefined, (next) => {
      if (control.signal.aborted) return
      setFollowed((was) => ({ ...next, id, job: next.job ?? (was.id === id ? was.job : null), source: next.source ?? (was.id === id ? was.source : null) }))
      if (next.job && isDone(next.job)) void client.invalidateQueries({ queryKey: ['history'] })
    })
    return () => control.abort()
  }, [id, client])
  return id && followed.id === id ? followed : none
}

async function follow(id: string, signal: AbortSignal, known: Job | undefined, tell: (f: Followed) => void): Promise<void> {
  let job = known
  let wait = 500
  if (job) tell({ job, source: job.columns ? shown(job) : null, lost: false, fault: null })
  while (!signal.aborted) {
    try {
      // a second at most, so that progress is seen
      const query = job ? { wait: 1, state: job.state } : { wait: 0 }
      job = await take(api.GET('/api/queries/{id}', { params: { path: { id }, query }, signal }))
      wait = 500
      tell({ job, source: job.columns ? shown(job) : null, lost: false, fault: null })
      if (isDone(job)) return
    } catch (err) {
      if (signal.aborted) return
      if (err instanceof Fault && err.status >= 400 && err.status < 500 && err.status !== 429) {
        tell({ job: null, source: null, lost: false, fault: err })
        return
      }
      tell({ job: job ?? null, source: job?.columns ? shown(job) : null, lost: true, fault: null })
      await new Promise((go) => setTimeout(go, wait))
      wait = Math.min(wait * 2, 5000)
    }
  }
}

function shown(job: Job): WindowSource {
  const source = sourceOf(job)
  if (source.columns.length === 0 && job.columns) source.columns = job.columns
  if (source.fault) source.retry()
  source.grow(job.rows)
  return source
}
