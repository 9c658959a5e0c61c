// What every page may need to know of the server.
import { MutationCache, QueryCache, QueryClient, queryOptions, useQuery } from '@tanstack/react-query'
import { api, Fault, take, type Schemas } from '../api/client'
import { onReturn } from './connection'
import { notify } from './notify'

let toLogin: () => void = () => undefined

/** Says how to get to the login page; called when an answer says that the session is over. */
export function whenSignedOut(go: () => void): void {
  toLogin = go
}

function failed(err: unknown): void {
  if (err instanceof Fault && err.status === 401) toLogin()
}

/** The cache of what the server said. */
export const queries = new QueryClient({
  queryCache: new QueryCache({ onError: failed }),
  mutationCache: new MutationCache({
    onError: (err, _variables, _context, mutation) => {
      failed(err)
      if (!mutation.options.onError && !(err instanceof Fault && err.status === 401)) notify.fault(err)
    },
  }),
  defaultOptions: {
    queries: {
      refetchOnWindowFocus: false,
      staleTime: 30_000,
      networkMode: 'always',
      retry: (count, err) => count < 1 && !(err instanceof Fault && err.status >= 400 && err.status < 500) && !(err instanceof Fault && err.status === 0),
    },
    mutations: { networkMode: 'always' },
  },
})

onReturn(() => {
  void queries.invalidateQueries({ predicate: (q) => q.state.status === 'error' || q.queryKey[0] === 'status' || q.queryKey[0] === 'session' })
})

/** What the lake has, how fresh it is and whether it ties out. Looked at again every minute. */
export function useStatus() {
  return useQuery<Schemas['Status']>({
    queryKey: ['status'],
    queryFn: ({ signal }) => take(api.GET('/api/status', { signal })),
    refetchInterval: 60_000,
  })
}

/** The first and the last day of the bill. Asked for as soon as the explorer is opened: nothing on it can be asked before. */
export const billDays = queryOptions<Schemas['ExploreDays']>({
  queryKey: ['explore', 'days'],
  queryFn: ({ signal }) => take(api.GET('/api/explore/days', { signal })),
  refetchInterval: 60_000,
})

/** Who asks. */
export function useSession() {
  return useQuery<Schemas['Session']>({
    queryKey: ['session'],
    queryFn: ({ signal }) => take(api.GET('/api/session', { signal })),
    staleTime: 5 * 60_000,
  })
}
