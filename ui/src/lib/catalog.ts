// What there is to ask: databases, tables and columns, as who asks sees them.
import { queryOptions } from '@tanstack/react-query'
import { api, take, type Schemas } from '../api/client'

/** Databases with their tables. */
export const catalogQuery = queryOptions<Schemas['ConsoleDatabase'][]>({ queryKey: ['catalog'], queryFn: ({ signal }) => take(api.GET('/api/catalog', { signal })) })

/** A table with its columns; nothing is asked while one of the names is empty. */
export function tableQuery(database: string, table: string) {
  return queryOptions<Schemas['ConsoleTable']>({
    queryKey: ['catalog', database, table], enabled: database !== '' && table !== '',
    queryFn: ({ signal }) => take(api.GET('/api/catalog/{database}/{table}', { params: { path: { database, table } }, signal })),
  })
}
