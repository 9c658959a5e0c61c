// The catalog as a list of the nodes that are seen, with how keys move among them.
import type { Schemas } from '../../api/client'
import { sayFault } from '../../lib/notify'
import { familyOf, literal, quoteName } from '../../parts/grid'

export type Database = Schemas['ConsoleDatabase']
export type Table = Schemas['ConsoleTable']
export type Frequents = Schemas['ConsoleFrequents']

export interface Node {
  id: string
  level: number
  kind: 'database' | 'table' | 'column' | 'key' | 'value' | 'partitions' | 'partition' | 'loading' | 'fault' | 'more'
  name: string
  detail: string
  title?: string
  opens: boolean
  open: boolean
  /** What is written into the statement. */
  insert: string
  database: string
  table?: string
  column?: string
  mapKey?: string
  tableKind?: 'table' | 'view' | 'external'
}

/** What is known of what is below a node: undefined while it is on its way. */
export interface Known {
  table(database: string, table: string): Table | Error | undefined
  frequent(database: string, table: string, column: string, ask: { keys?: boolean; key?: string }): Frequents | Error | undefined
}

const mostPartitions = 200

const id = (...parts: string[]) => parts.map(encodeURIComponent).join('/')

/** The nodes that are seen: all that are open, and where a filter is given those that match it with what they belong to. */
export function nodesOf(databases: readonly Database[], open: ReadonlySet<string>, filter: string, known: Known, count: (n: number) => string): Node[] {
  const wanted = filter.trim().toLowerCase()
  const matches = (name: string) => name.toLowerCase().includes(wanted)
  const nodes: Node[] = []
  for (const db of databases) {
    const here = id('d', db.name)
    const tables = db.tables.filter((t) => wanted === '' || matches(t.name) || matches(db.name) || columnsOf(known, db.name, t.name).some((c) => matches(c.name)))
    if (wanted !== '' && tables.length === 0 && !matches(db.name)) continue
    const isOpen = wanted !== '' || open.has(here)
    nodes.push({ id: here, level: 1, kind: 'database', name: db.name, detail: count(db.tables.length), opens: true, open: isOpen, insert: quoteName(db.name), database: db.name })
    if (!isOpen) continue
    for (const t of tables) addTable(nodes, db.name, t, open, wanted, known, count)
  }
  return nodes
}

function columnsOf(known: Known, database: string, table: string) {
  const t = known.table(database, table)
  return t && !(t instanceof Error) ? t.columns : []
}

function addTable(nodes: Node[], database: string, t: Schemas['ConsoleTableName'], open: ReadonlySet<string>, wanted: string, known: Known, count: (n: number) => string): void {
  const here = id('t', database, t.name)
  const hits = wanted === '' ? [] : columnsOf(known, database, t.name).filter((c) => c.name.toLowerCase().includes(wanted))
  const some = hits.length > 0 && !t.name.toLowerCase().includes(wanted)
  const isOpen = open.has(here) || some
  nodes.push({
    id: here, level: 2, kind: 'table', name: t.name, detail: t.kind === 'table' ? '' : t.kind, opens: true, open: isOpen,
    insert: `${quoteName(database)}.${quoteName(t.name)}`, database, table: t.name, tableKind: t.kind,
  })
  if (!isOpen) return
  const table = known.table(database, t.name)
  if (!table || table instanceof Error) {
    nodes.push(leaf(here, 3, table, database))
    return
  }
  for (const c of some ? hits : table.columns) addColumn(nodes, database, t.name, c, open, known, count)
  if (!some && table.partitions && table.partitions.length > 0) addPartitions(nodes, table, open, count)
}

function leaf(parent: string, level: number, what: Error | undefined, database: string): Node {
  return { id: parent + '/…', level, kind: what ? 'fault' : 'loading', name: what ? sayFault(what).message : '', detail: '', opens: false, open: false, insert: '', database }
}

function addColumn(nodes: Node[], database: string, table: string, c: Schemas['ConsoleTableColumn'], open: ReadonlySet<string>, known: Known, count: (n: number) => string): void {
  const here = id('c', database, table, c.name)
  const opens = c.map === true || familyOf(c.type) !== 'nested'
  nodes.push({
    id: here, level: 3, kind: 'column', name: c.name, detail: c.type, title: [c.name, c.type, c.comment].filter(Boolean).join('\n'),
    opens, open: opens && open.has(here), insert: quoteName(c.name), database, table, column: c.name,
  })
  if (!opens || !open.has(here)) return
  const got = known.frequent(database, table, c.name, { keys: c.map })
  if (!got || got instanceof Error) {
    nodes.push(leaf(here, 4, got, database))
    return
  }
  for (const f of got.items) {
    if (!c.map) {
      nodes.push(valueNode(here, 4, f, database, table, c.name, literal(f.value, c.type), count))
      continue
    }
    const keyId = id('k', database, table, c.name, f.value)
    nodes.push({
      id: keyId, level: 4, kind: 'key', name: f.value, detail: count(f.rows), opens: true, open: open.has(keyId),
      insert: `${quoteName(c.name)}[${literal(f.value, 'varchar')}]`, database, table, column: c.name, mapKey: f.value,
    })
    if (!open.has(keyId)) continue
    const values = known.frequent(database, table, c.name, { key: f.value })
    if (!values || values instanceof Error) nodes.push(leaf(keyId, 5, values, database))
    else for (const v of values.items) nodes.push(valueNode(keyId, 5, v, database, table, c.name, literal(v.value, 'varchar'), count))
  }
}

function valueNode(parent: string, level: number, f: Schemas['ConsoleFrequent'], database: string, table: string, column: string, insert: string, count: (n: number) => string): Node {
  return { id: `${parent}/${encodeURIComponent(f.value)}`, level, kind: 'value', name: f.value, detail: count(f.rows), opens: false, open: false, insert, database, table, column }
}

function addPartitions(nodes: Node[], table: Table, open: ReadonlySet<string>, count: (n: number) => string): void {
  const here = id('p', table.database, table.name)
  const list = table.partitions ?? []
  nodes.push({ id: here, level: 3, kind: 'partitions', name: '', detail: count(list.length), opens: true, open: open.has(here), insert: '', database: table.database, table: table.name })
  if (!open.has(here)) return
  const columns = table.columns.filter((c) => c.partition)
  for (const p of list.slice(0, mostPartitions)) {
    const name = p.values.map((v, i) => (columns[i] ? `${columns[i].name}=${v}` : v)).join(' / ')
    const insert = p.values.map((v, i) => `${quoteName(columns[i]?.name ?? '')} = ${literal(v, columns[i]?.type ?? 'varchar')}`).join(' AND ')
    nodes.push({ id: `${here}/${encodeURIComponent(name)}`, level: 4, kind: 'partition', name, detail: count(p.rows), opens: false, open: false, insert, database: table.database, table: table.name })
  }
  if (list.length > mostPartitions) nodes.push({ id: here + '/more', level: 4, kind: 'more', name: count(list.length - mostPartitions), detail: '', opens: false, open: false, insert: '', database: table.database })
}

/** What a key does in the tree: where the focus goes, or which node opens or closes. */
export function steered(nodes: readonly Node[], at: number, key: string): { focus?: number; toggle?: number } {
  const node = nodes[at]
  if (!node) return {}
  switch (key) {
    case 'ArrowDown': return { focus: Math.min(at + 1, nodes.length - 1) }
    case 'ArrowUp': return { focus: Math.max(at - 1, 0) }
    case 'Home': return { focus: 0 }
    case 'End': return { focus: nodes.length - 1 }
    case 'ArrowRight': return node.opens && !node.open ? { toggle: at } : node.open && (nodes[at + 1]?.level ?? 0) > node.level ? { focus: at + 1 } : {}
    case 'ArrowLeft': {
      if (node.opens && node.open) return { toggle: at }
      for (let i = at - 1; i >= 0; i--) if ((nodes[i]?.level ?? 0) < node.level) return { focus: i }
    }
  }
  return {}
}
