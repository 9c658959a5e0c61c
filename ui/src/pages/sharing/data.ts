// What the pages of sharing ask of the server, and the names of what it answers.
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, take, type Schemas } from '../../api/client'
import { notify } from '../../lib/notify'

export type State = Schemas['ShareState']
export type Grant = Schemas['ShareGrant']
export type Resource = Schemas['ShareResource']
export type Filter = Schemas['ShareFilter']
export type Principal = Schemas['SharePrincipal']
export type Workgroup = Schemas['ShareWorkgroup']
export type Location = Schemas['ShareLocation']
export type Tag = Schemas['ShareTag']
export type Tagged = Schemas['ShareTagged']
export type Edit = Schemas['ShareEdit']
export type SeenTable = Schemas['SharingSeenTable']
export type SeenCell = Schemas['SharingSeenCell']
export type SightTable = Schemas['SharingTable']
export type Preview = Schemas['SharingPreview']
export type Column = Schemas['ConsoleTableColumn']

/** All records, for administrators. */
export const stateQuery = queryOptions<State>({ queryKey: ['share', 'state'], queryFn: ({ signal }) => take(api.GET('/api/share', { signal })) })

/** What every principal sees of every table. */
export const seenQuery = queryOptions<Schemas['SharingSeen']>({ queryKey: ['share', 'seen'], queryFn: ({ signal }) => take(api.GET('/api/share/seen', { signal })) })

/** What one principal sees, and why; '' is who asks. */
export function sightQuery(as: string) {
  return queryOptions<Schemas['SharingSight']>({
    queryKey: ['share', 'sight', as], queryFn: ({ signal }) => take(api.GET('/api/share/sight', { params: { query: as ? { as } : {} }, signal })),
  })
}

/** The last changes. */
export const historyQuery = queryOptions<Schemas['SharePast'][]>({
  queryKey: ['share', 'history'], queryFn: ({ signal }) => take(api.GET('/api/share/history', { params: { query: { limit: 200 } }, signal })),
})

/** The frequent values of a column, of a key of a map, or the keys themselves. */
export function valuesQuery(database: string, table: string, column: string, prefix: string, map: { keys?: boolean; key?: string } = {}) {
  return queryOptions<string[]>({
    queryKey: ['catalog', database, table, 'frequent', column, prefix, map.keys ?? false, map.key ?? ''], enabled: database !== '' && table !== '' && column !== '', staleTime: 5 * 60_000,
    queryFn: async ({ signal }) => {
      const found = await take(api.GET('/api/catalog/{database}/{table}/columns/{column}/frequent', {
        params: { path: { database, table, column }, query: { prefix: prefix || undefined, keys: map.keys, key: map.key || undefined, limit: 50 } }, signal,
      }))
      return [...new Set(found.items.flatMap((item) => (item.value === undefined || item.value === null || item.value === '' ? [] : [String(item.value)])))]
    },
  })
}

/** What a principal sees of a table with a filter that is not kept yet. */
export function previewQuery(body: Schemas['SharingPreviewRequest'], enabled: boolean) {
  return queryOptions<Preview>({
    queryKey: ['share', 'preview', body], enabled, staleTime: 0, gcTime: 60_000, retry: false,
    queryFn: ({ signal }) => take(api.POST('/api/share/preview', { body, signal })),
  })
}

/** The workgroups with what runs and waits in them by now. */
export const workgroupsQuery = queryOptions<Schemas['Workgroup'][]>({
  queryKey: ['workgroups'], queryFn: ({ signal }) => take(api.GET('/api/workgroups', { signal })), refetchInterval: 5000, staleTime: 0,
})

/** A record as a file for a form. */
export function exportQuery(form: 'json' | 'cloudformation' | 'terraform' | 'cli') {
  return queryOptions<Schemas['SharingExported']>({
    queryKey: ['share', 'export', form], queryFn: ({ signal }) => take(api.GET('/api/share/export/{form}', { params: { path: { form } }, signal })),
  })
}

/** Makes a change. What may not be meant is told; what the change is refused for is the mutation's error. */
export function useEdit() {
  const client = useQueryClient()
  const { t } = useTranslation('sharing')
  return useMutation({
    mutationFn: (edit: Edit) => take(api.POST('/api/share/edit', { body: edit, params: { query: {} } })),
    onSuccess: async (done) => {
      for (const note of done.notes ?? []) notify.info(note)
      notify.done(done.deltas.length > 0 ? t('done', { count: done.deltas.length }) : t('nothingChanged'))
      await Promise.all([client.invalidateQueries({ queryKey: ['share'] }), client.invalidateQueries({ queryKey: ['catalog'] }), client.invalidateQueries({ queryKey: ['session'] }), client.invalidateQueries({ queryKey: ['workgroups'] })])
    },
  })
}
