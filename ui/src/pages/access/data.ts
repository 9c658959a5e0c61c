// Tokens and access keys, as the server tells them.
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { api, take, type Schemas } from '../../api/client'

export type Credential = Schemas['Credential']
export type CredentialList = Schemas['CredentialList']
export type Made = Schemas['MadeCredential']

/** What a token or a key is called in routes. */
export type Sort = 'tokens' | 'keys'

/** Those of who asks, or of everybody. */
export function credentialsQuery(all: boolean) {
  return queryOptions<CredentialList>({
    queryKey: ['credentials', all], staleTime: 5000, queryFn: ({ signal }) => take(api.GET('/api/credentials', { params: { query: all ? { all } : {} }, signal })),
  })
}

export type Wish = { sort: Sort; principal: string; note: string; expires: Date | null }

/** Makes one. Its secret is in the answer, and nowhere else. */
export function useMake() {
  const client = useQueryClient()
  return useMutation({
    gcTime: 0, // the secret is not kept
    mutationFn: ({ sort, principal, note, expires }: Wish): Promise<Made> => {
      const body = { principal: principal || undefined, note: note || undefined, expires: expires?.toISOString() }
      return take(sort === 'tokens' ? api.POST('/api/credentials/tokens', { body }) : api.POST('/api/credentials/keys', { body }))
    },
    onError: () => undefined, // the dialog shows it
    onSuccess: () => client.invalidateQueries({ queryKey: ['credentials'] }),
  })
}

/** Withdraws one. */
export function useRevoke() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ sort, id }: { sort: Sort; id: string }) => {
      const params = { path: { id } }
      return take(sort === 'tokens' ? api.DELETE('/api/credentials/tokens/{id}', { params }) : api.DELETE('/api/credentials/keys/{id}', { params }))
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['credentials'] }),
  })
}
