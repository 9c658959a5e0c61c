import { ActionIcon, Loader, Menu, Modal, TextInput } from '@mantine/core'
import { IconChevronRight, IconDatabase, IconDots, IconKey, IconLetterCase, IconSearch, IconTable, IconTableShare, IconEye, IconColumns3, IconFolders, IconBraces } from '@tabler/icons-react'
import { useQueries, useQuery } from '@tanstack/react-query'
import { useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, take } from '../../api/client'
import { catalogQuery, tableQuery } from '../../lib/catalog'
import { useFormat } from '../../lib/format'
import { notify } from '../../lib/notify'
import { FaultBox } from '../../parts/FaultBox'
import { Lines } from '../../parts/Loaded'
import { literal, quoteName } from '../../parts/grid'
import css from './sql.module.css'
import { nodesOf, steered, type Known, type Node } from './tree'

const mostFiltered = 80

interface CatalogProps {
  onInsert: (text: string) => void
  /** Opens a statement in a new tab, and runs it. */
  onRun: (sql: string, database: string, name: string) => void
}

interface Ask { database: string; table: string; column: string; keys?: boolean; key?: string }

const frequentQuery = ({ database, table, column, keys, key }: Ask) => ({
  queryKey: ['catalog', database, table, column, keys ? 'keys' : 'values', key ?? ''],
  staleTime: 10 * 60_000,
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    take(api.GET('/api/catalog/{database}/{table}/columns/{column}/frequent', { params: { path: { database, table, column }, query: { keys, key, limit: 50 } }, signal })),
})

/** Databases, tables, columns, keys and values: what can be read, and how it is written. */
export function Catalog({ onInsert, onRun }: CatalogProps) {
  const { t } = useTranslation('sql')
  const format = useFormat()
  const [filter, setFilter] = useState('')
  const [open, setOpen] = useState<ReadonlySet<string> | null>(null)
  const [focus, setFocus] = useState(0)
  const [menu, setMenu] = useState('')
  const [ddl, setDdl] = useState<{ name: string; text: string } | null>(null)
  const list = useRef<HTMLDivElement>(null)
  const databases = useQuery(catalogQuery)

  // The first database is open at first: there is mostly one.
  const firstName = databases.data?.find((d) => d.tables.length > 0)?.name
  const opened = useMemo(() => open ?? new Set(firstName === undefined ? [] : [`d/${encodeURIComponent(firstName)}`]), [open, firstName])

  const tables = useMemo(() => {
    const wanted: { database: string; table: string }[] = []
    for (const d of databases.data ?? []) {
      for (const tb of d.tables) {
        if (opened.has(['t', d.name, tb.name].map(encodeURIComponent).join('/')) || filter.trim().length > 1 && wanted.length < mostFiltered) wanted.push({ database: d.name, table: tb.name })
      }
    }
    return wanted
  }, [databases.data, opened, filter])
  const gotTables = useQueries({ queries: tables.map((q) => tableQuery(q.database, q.table)) })

  const asks = useMemo(() => {
    const list: Ask[] = []
    for (const id of opened) {
      const [kind, database, table, column, key] = id.split('/').map(decodeURIComponent)
      if (database === undefined || table === undefined || column === undefined) continue
      if (kind === 'k') list.push({ database, table, column, key })
      if (kind !== 'c') continue
      const known = gotTables[tables.findIndex((q) => q.database === database && q.table === table)]?.data
      const c = known?.columns.find((x) => x.name === column)
      if (c) list.push({ database, table, column, keys: c.map || undefined })
    }
    return list
  }, [opened, gotTables, tables])
  const gotFrequents = useQueries({ queries: asks.map(frequentQuery) })

  const known: Known = {
    table: (database, table) => {
      const got = gotTables[tables.findIndex((q) => q.database === database && q.table === table)]
      return got?.error ?? got?.data
    },
    frequent: (database, table, column, ask) => {
      const got = gotFrequents[asks.findIndex((q) => q.database === database && q.table === table && q.column === column && Boolean(q.keys) === Boolean(ask.keys) && q.key === ask.key)]
      return got?.error ?? got?.data
    },
  }
  const nodes = nodesOf(databases.data ?? [], opened, filter, known, (n) => format.number(n))
  const at = Math.min(focus, Math.max(nodes.length - 1, 0))

  const toggle = (node: Node) => {
    if (!node.opens) return
    const next = new Set(opened)
    if (next.has(node.id)) next.delete(node.id)
    else next.add(node.id)
    setOpen(next)
  }
  const focusOn = (i: number) => {
    setFocus(i)
    list.current?.querySelectorAll<HTMLElement>('[role="treeitem"]')[i]?.focus()
  }
  const tableOf = async (node: Node) => take(api.GET('/api/catalog/{database}/{table}', { params: { path: { database: node.database, table: node.table ?? '' } } }))
  const sample = (node: Node) => void tableOf(node).then((tb) => onRun(tb.sampleSql, node.database, node.name)).catch(notify.fault)
  const showDdl = (node: Node) => void tableOf(node).then((tb) => setDdl({ name: node.name, text: tb.ddl || t('catalog.noDdl') })).catch(notify.fault)
  const count = (node: Node) => {
    const column = quoteName(node.column ?? '')
    const name = node.kind === 'key' ? `${column}[${literal(node.mapKey ?? '', 'varchar')}]` : column
    onRun(`SELECT ${name} AS value, count(*) AS rows\nFROM ${quoteName(node.database)}.${quoteName(node.table ?? '')}\nGROUP BY 1\nORDER BY 2 DESC`, node.database, node.name)
  }

  const onKeyDown = (e: KeyboardEvent, node: Node, i: number) => {
    if (e.altKey || e.ctrlKey || e.metaKey || e.target !== e.currentTarget) return
    if (e.key === 'Enter') {
      e.preventDefault()
      if (node.insert) onInsert(node.insert)
      return
    }
    if (e.key === ' ') {
      e.preventDefault()
      toggle(node)
      return
    }
    if (e.key === 'ContextMenu' || e.key === 'F10' && e.shiftKey) {
      e.preventDefault()
      if (hasMenu(node)) setMenu(node.id)
      return
    }
    const step = steered(nodes, i, e.key)
    const target = step.toggle === undefined ? undefined : nodes[step.toggle]
    if (target) toggle(target)
    if (step.focus !== undefined) focusOn(step.focus)
    if (target || step.focus !== undefined) e.preventDefault()
    else if (/^[a-z0-9_]$/i.test(e.key)) {
      const order = [...nodes.keys()].map((k) => (k + i + 1) % nodes.length)
      const hit = order.find((k) => nodes[k]?.name.toLowerCase().startsWith(e.key.toLowerCase()))
      if (hit !== undefined) focusOn(hit)
      e.preventDefault()
    }
  }

  return (
    <>
      <div className={css.sideHead}>
        <TextInput value={filter} onChange={(e) => { setFilter(e.currentTarget.value); setFocus(0) }} placeholder={t('catalog.filter')} aria-label={t('catalog.filter')}
          leftSection={<IconSearch size={14} />} onKeyDown={(e) => { if (e.key === 'ArrowDown') { e.preventDefault(); focusOn(0) } if (e.key === 'Escape' && filter) { e.stopPropagation(); setFilter('') } }} />
      </div>
      <div className={css.sideBody}>
        {databases.isPending && <Lines count={8} height={18} />}
        {databases.isError && <FaultBox fault={databases.error} retry={() => void databases.refetch()} />}
        {databases.data && nodes.length === 0 && <p className={css.entryMeta}>{filter ? t('catalog.noMatch') : t('catalog.empty')}</p>}
        {nodes.length > 0 && (
          <div ref={list} role="tree" aria-label={t('catalog.title')} className={css.tree}>
            {nodes.map((node, i) => (
              <div key={node.id} role="treeitem" aria-level={node.level} aria-expanded={node.opens ? node.open : undefined} aria-selected={i === at} aria-label={node.kind === 'partitions' ? t('catalog.partitions') : [node.name, node.detail].filter(Boolean).join(', ')}
                tabIndex={i === at ? 0 : -1} className={css.node} style={{ paddingLeft: (node.level - 1) * 13 }} title={node.title ?? node.name}
                onFocus={(e) => { if (e.target === e.currentTarget) setFocus(i) }} onKeyDown={(e) => onKeyDown(e, node, i)}
                draggable={node.insert !== ''} onDragStart={(e) => { e.dataTransfer.setData('text/plain', node.insert); e.dataTransfer.effectAllowed = 'copy' }}
                onClick={() => { if (node.kind === 'database' || node.kind === 'table' || node.kind === 'partitions') toggle(node); else if (node.insert) onInsert(node.insert) }}
                onDoubleClick={() => { if ((node.kind === 'database' || node.kind === 'table') && node.insert) onInsert(node.insert) }}>
                <span className={css.caret} data-open={node.open || undefined} aria-hidden onClick={(e) => { if (node.opens) { e.stopPropagation(); toggle(node) } }}>
                  {node.opens && <IconChevronRight size={14} />}
                  {node.kind === 'loading' && <Loader size={12} />}
                </span>
                <Icon node={node} />
                <span className={node.kind === 'value' || node.kind === 'key' || node.kind === 'partition' ? `${css.nodeName} ${css.mono}` : css.nodeName}>{label(node, t)}</span>
                <span className={css.nodeDetail}>{node.detail}</span>
                {hasMenu(node) && (
                  <Menu opened={menu === node.id} onChange={(o) => setMenu(o ? node.id : '')} position="bottom-end" withinPortal onClose={() => focusOn(i)}>
                    <Menu.Target>
                      <ActionIcon size="xs" className={css.nodeMenu} tabIndex={-1} aria-label={t('catalog.actions', { name: node.name })} onClick={(e) => e.stopPropagation()} onDoubleClick={(e) => e.stopPropagation()}><IconDots size={14} /></ActionIcon>
                    </Menu.Target>
                    <Menu.Dropdown onClick={(e) => e.stopPropagation()} onKeyDown={(e) => e.stopPropagation()}>
                      <Menu.Item onClick={() => onInsert(node.insert)}>{t('catalog.insert')}</Menu.Item>
                      <Menu.Item onClick={() => void notify.copied(node.insert)}>{t('catalog.copyName')}</Menu.Item>
                      {node.kind === 'table' && <Menu.Item onClick={() => sample(node)}>{t('catalog.sample')}</Menu.Item>}
                      {node.kind === 'table' && <Menu.Item onClick={() => showDdl(node)}>{t('catalog.ddl')}</Menu.Item>}
                      {(node.kind === 'column' || node.kind === 'key') && <Menu.Item onClick={() => count(node)}>{t('catalog.count')}</Menu.Item>}
                    </Menu.Dropdown>
                  </Menu>
                )}
              </div>
            ))}
          </div>
        )}
      </div>
      <Modal opened={ddl !== null} onClose={() => setDdl(null)} title={ddl?.name} size="xl">
        <pre className={css.code} tabIndex={0}>{ddl?.text}</pre>
      </Modal>
    </>
  )
}

function hasMenu(node: Node): boolean {
  return node.kind === 'table' || node.kind === 'column' || node.kind === 'key'
}

function label(node: Node, t: (key: string, more?: Record<string, unknown>) => string): string {
  if (node.kind === 'loading') return t('catalog.loading')
  if (node.kind === 'partitions') return t('catalog.partitions')
  if (node.kind === 'more') return t('catalog.more', { count: Number(node.name.replace(/\D/g, '')) })
  if (node.kind === 'value' && node.name === '') return t('catalog.emptyText')
  return node.name
}

function Icon({ node }: { node: Node }) {
  const size = 14
  const common = { size, stroke: 1.6, style: { flex: 'none', color: 'var(--mantine-color-dimmed)' }, 'aria-hidden': true } as const
  switch (node.kind) {
    case 'database': return <IconDatabase {...common} />
    case 'table': return node.tableKind === 'view' ? <IconEye {...common} /> : node.tableKind === 'external' ? <IconTableShare {...common} /> : <IconTable {...common} />
    case 'column': return /^map/i.test(node.detail) ? <IconBraces {...common} /> : <IconColumns3 {...common} />
    case 'key': return <IconKey {...common} />
    case 'value': return <IconLetterCase {...common} />
    case 'partitions': return <IconFolders {...common} />
    default: return null
  }
}
