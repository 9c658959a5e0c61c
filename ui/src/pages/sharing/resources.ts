// What grants are about: which permissions fit, which grants have to do with a table, and what a cell of the matrix says.
import type { Grant, Resource, SeenCell, State } from './data'

export const types = ['CATALOG', 'DATABASE', 'TABLE', 'TABLE_WITH_COLUMNS', 'DATA_CELLS_FILTER', 'LF_TAG_POLICY', 'DATA_LOCATION', 'LF_TAG'] as const
export type ResourceType = (typeof types)[number]

/** The permissions that a resource can have, as Lake Formation has them. */
export function possible(type: string): string[] {
  switch (type) {
    case 'CATALOG': return ['ALL', 'DESCRIBE', 'ALTER', 'DROP', 'CREATE_DATABASE']
    case 'DATABASE': return ['ALL', 'DESCRIBE', 'ALTER', 'DROP', 'CREATE_TABLE']
    case 'TABLE': return ['ALL', 'SELECT', 'DESCRIBE', 'INSERT', 'DELETE', 'ALTER', 'DROP']
    case 'TABLE_WITH_COLUMNS': case 'DATA_CELLS_FILTER': return ['SELECT']
    case 'DATA_LOCATION': return ['DATA_LOCATION_ACCESS']
    case 'LF_TAG_POLICY': return ['ALL', 'SELECT', 'DESCRIBE', 'INSERT', 'DELETE', 'ALTER', 'DROP', 'CREATE_TABLE']
    case 'LF_TAG': return ['ALL', 'DESCRIBE', 'ALTER', 'DROP', 'ASSOCIATE']
  }
  return []
}

/** A resource without what its type does not have; empty lists are left out. */
export function trimmed(r: Resource): Resource {
  const list = (x: string[] | undefined) => (x && x.length > 0 ? x : undefined)
  switch (r.type) {
    case 'CATALOG': return { type: r.type }
    case 'DATABASE': return { type: r.type, database: r.database }
    case 'TABLE': return { type: r.type, database: r.database, table: r.table || '*' }
    case 'TABLE_WITH_COLUMNS': return { type: r.type, database: r.database, table: r.table, columns: list(r.columns), excluded: list(r.excluded) }
    case 'DATA_CELLS_FILTER': return { type: r.type, database: r.database, table: r.table, filter: r.filter }
    case 'DATA_LOCATION': return { type: r.type, path: r.path }
    default: return { type: r.type, tags: r.tags }
  }
}

/** A resource in few characters, for a column of a table. The words before it say its type. */
export function nameOf(r: Resource): string {
  const table = `${r.database ?? ''}.${r.table ?? ''}`
  switch (r.type) {
    case 'CATALOG': return ''
    case 'DATABASE': return r.database ?? ''
    case 'TABLE': return table
    case 'TABLE_WITH_COLUMNS': return r.columns?.length ? `${table} (${r.columns.join(', ')})` : `${table} (− ${(r.excluded ?? []).join(', ')})`
    case 'DATA_CELLS_FILTER': return `${table} / ${r.filter ?? ''}`
    case 'DATA_LOCATION': return r.path ?? ''
  }
  return (r.tags ?? []).map((c) => `${c.key} = ${c.values.join(' | ')}`).join(' ∧ ')
}

/** The tags that hold for a table: its own over those of its database, and those of its columns as well. */
function tagsOf(state: State, database: string, table: string): Map<string, Set<string>> {
  const own = new Map<string, Set<string>>()
  for (const t of state.tagged ?? []) {
    if (t.database !== database || (t.table && t.table !== table)) continue
    const below = (state.tagged ?? []).some((o) => o.database === database && o.table === table && !o.column && o.key === t.key)
    if (!t.table && below) continue
    own.set(t.key, (own.get(t.key) ?? new Set()).add(t.value))
  }
  return own
}

/** The grants that have to do with what a principal, by itself or through what it belongs to, may do with a table. */
export function grantsOn(state: State, principals: readonly string[], database: string, table: string): Grant[] {
  const tags = tagsOf(state, database, table)
  return (state.grants ?? []).filter(({ principal, resource: r }) => {
    if (!principals.includes(principal)) return false
    switch (r.type) {
      case 'CATALOG': return true
      case 'DATABASE': return r.database === database
      case 'TABLE': return r.database === database && (r.table === table || r.table === '*')
      case 'TABLE_WITH_COLUMNS': case 'DATA_CELLS_FILTER': return r.database === database && r.table === table
      case 'LF_TAG_POLICY': return (r.tags ?? []).every((c) => c.values.some((v) => tags.get(c.key)?.has(v)))
    }
    return false
  })
}

export type Sees = 'nothing' | 'made' | 'name' | 'all' | 'columns' | 'rows' | 'cells'

/** What a cell of the matrix says: everything, some columns, some rows, both, only that it is there, what is made of the others, or nothing. */
export function seesOf(cell: SeenCell | undefined): Sees {
  if (!cell) return 'nothing'
  if (cell.columns === 0) return 'name'
  if (cell.derived) return 'made'
  const columns = (cell.hidden ?? 0) > 0 || (cell.masked ?? 0) > 0
  return columns ? (cell.allRows ? 'columns' : 'cells') : cell.allRows ? 'all' : 'rows'
}

/** A grant as an edit revokes or gives it, told apart from every other. */
export function keyOf(g: Grant): string {
  return JSON.stringify([g.principal, trimmed(g.resource)])
}

/** All groups and roles that a principal belongs to, through others too. */
export function belongsTo(state: State, name: string): string[] {
  const found = new Set<string>()
  const rest = [name]
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    for (const p of state.principals ?? []) {
      if (p.members?.includes(next) && !found.has(p.name)) {
        found.add(p.name)
        rest.push(p.name)
      }
    }
  }
  return [...found].sort()
}
