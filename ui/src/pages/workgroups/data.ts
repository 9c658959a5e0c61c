// Workgroups and what ran in them, as the server tells them.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api, take, type Schemas } from '../../api/client'
import { one, oneOf, type Codec } from '../../lib/url'

export type Workgroup = Schemas['Workgroup']
export type Job = Schemas['Job']

export const jobStates = ['QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED'] as const

export type GroupState = { name: string; text: string; owner: string; state: '' | Job['state']; job: string }

export const codec: Codec<GroupState> = {
  read: (p) => ({ name: one(p, 'name'), text: one(p, 'q'), owner: one(p, 'owner'), state: oneOf(p, 'state', ['', ...jobStates]), job: one(p, 'job') }),
  write: (s) => ({ name: s.name, q: s.text, owner: s.owner, state: s.state, job: s.job }),
}

/** Those that who asks may use or administers, with what runs by now. */
export const workgroupsQuery = queryOptions<Workgroup[]>({
  queryKey: ['workgroups'], queryFn: ({ signal }) => take(api.GET('/api/workgroups', { signal })), refetchInterval: 5000, staleTime: 0,
})

const page = 50

/** What ran in a workgroup, newest first. It is looked at again while something of it runs. */
export function historyOf(name: string, { text, owner, state }: Pick<GroupState, 'text' | 'owner' | 'state'>) {
  return infiniteQueryOptions({
    queryKey: ['workgroups', name, 'history', text, owner, state], initialPageParam: '', retry: false, staleTime: 2000,
    queryFn: ({ pageParam, signal }) => take(api.GET('/api/workgroups/{name}/queries', {
      params: { path: { name }, query: { text: text || undefined, owner: owner || undefined, state: state || undefined, before: pageParam || undefined, limit: page } }, signal,
    })),
    getNextPageParam: (last: Job[]) => (last.length < page ? undefined : last.at(-1)?.id),
    refetchInterval: (query) => (query.state.data?.pages.flat().some(unfinished) ? 2000 : 15_000),
  })
}

/** Whether it waits or runs. */
export function unfinished(job: Pick<Job, 'state'>): boolean {
  return job.state === 'QUEUED' || job.state === 'RUNNING'
}

/** How long it ran, in milliseconds; until now while it runs, undefined before it began. */
export function ranFor(job: Pick<Job, 'started' | 'ended'>, now: Date): number | undefined {
  if (!job.started) return undefined
  return Math.max(0, (job.ended ? Date.parse(job.ended) : now.getTime()) - Date.parse(job.started))
}

/** The workgroup to begin with: the one in the address, else that of who asks, else the first. */
export function chosen(all: readonly Workgroup[], name: string): Workgroup | undefined {
  return all.find((g) => g.name === name) ?? all.find((g) => g.own) ?? all[0]
}
