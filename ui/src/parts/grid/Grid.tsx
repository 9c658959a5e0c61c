import { Menu } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useEffect, useId, useImperativeHandle, useLayoutEffect, useRef, useState, useSyncExternalStore, type ReactNode, type Ref } from 'react'
import { useRouter } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Schemas } from '../../api/client'
import { addressPage, isAddress, momentOf } from '../../lib/address'
import { copy as toClipboard } from '../../lib/keep'
import { useColumns, type Sorted } from './columns'
import { copyText, type CopyFormat } from './copy'
import css from './Grid.module.css'
import { GridRow } from './GridRow'
import { Panel, StatisticsView, ValueView } from './Panel'
import { highest, Stretched } from './scale'
import { areaOf, pressed, type Cell, type Selection } from './selection'
import type { RowSource } from './source'
import { familyOf, type Value } from './types'

const rowHeight = 26
const headHeight = 30
// A copy larger than this belongs into a file.
const mostCopied = 2_000_000

export interface GridHandle {
  /** Copies the chosen cells, or all where none is chosen. Answers how many rows were copied. */
  copy(format: CopyFormat): Promise<number>
  focus(): void
}

export interface GridProps {
  source: RowSource
  /** What the grid shows, for those who do not see it. */
  label: string
  sorted?: Sorted | null
  onSort?: (column: number, descending: boolean) => void
  /** Loads the statistics of a column. Must be the same function as long as the result is the same. */
  statistics?: (column: number) => Promise<Schemas['ConsoleColumnStatistics']>
  onOpenSql?: (sql: string) => void
  /** Puts the addresses of a column into words. */
  onClassify?: (column: number) => void
  /** What stands below a value that is an address, at the moment that its row tells of. */
  about?: (address: string, at: string) => ReactNode
  /** Says what became of a copy. */
  onCopied?: (rows: number) => void
  onFault?: (err: unknown) => void
  ref?: Ref<GridHandle>
}

type Side = { kind: 'value'; column: number; value: Value; at: string } | { kind: 'statistics'; column: number }

/** A table of any number of rows and columns, of which only what is seen is in the page. */
export function Grid({ source, label, sorted, onSort, statistics, onOpenSql, onClassify, about, onCopied, onFault, ref }: GridProps) {
  const { t } = useTranslation('sql')
  const id = useId()
  const router = useRouter()
  const scroller = useRef<HTMLDivElement>(null)
  const subscribe = useCallback((l: () => void) => source.subscribe(l), [source])
  const version = useSyncExternalStore(subscribe, () => source.version)
  const count = useSyncExternalStore(subscribe, () => source.count)
  const all = source.columns
  const [selection, setSelection] = useState<Selection>({ anchor: { row: 0, column: 0 }, cursor: { row: 0, column: 0 } })
  const [side, setSide] = useState<Side | null>(null)
  const [menu, setMenu] = useState<{ x: number; y: number; place: number | null } | null>(null)

  // What was chosen in one result means nothing in the next.
  const [last, setLast] = useState(source)
  if (last !== source) {
    setLast(source)
    setSelection({ anchor: { row: 0, column: 0 }, cursor: { row: 0, column: 0 } })
    setSide(null)
  }

  const table = useColumns(source, sorted ?? null, onSort)
  const columns = table.getVisibleLeafColumns()
  const sizing = table.state.columnSizing
  const hidden = all.length - columns.length
  const gutter = 18 + Math.max(3, String(count).length) * 8

  const [stretched] = useState(() => new Stretched(headHeight))
  const drift = useSyncExternalStore(stretched.subscribe, stretched.drift)
  // the rule is for the React compiler, which is not used
  // eslint-disable-next-line react-hooks/incompatible-library
  const down = useVirtualizer<HTMLElement, Element>({
    count, estimateSize: () => rowHeight, overscan: 6, getScrollElement: () => stretched.over(scroller.current),
    observeElementRect: stretched.observeRect, observeElementOffset: stretched.observeOffset, scrollToFn: stretched.scrollTo,
  })
  const across = useVirtualizer<HTMLElement, Element>({
    horizontal: true, count: columns.length, estimateSize: (p) => columns[p]?.getSize() ?? 0, overscan: 2, getScrollElement: () => scroller.current,
    paddingStart: gutter, scrollPaddingStart: gutter,
    // another function when the widths change: the virtualizer then measures anew
    // eslint-disable-next-line react-hooks/exhaustive-deps
    getItemKey: useCallback((p: number) => columns[p]?.id ?? p, [columns, sizing]),
  })
  const rowsSeen = down.getVirtualItems()
  const columnsSeen = across.getVirtualItems()
  const total = across.getTotalSize()
  const from = rowsSeen[0]?.index ?? 0
  const to = (rowsSeen.at(-1)?.index ?? -1) + 1

  useLayoutEffect(() => {
    down.scrollToOffset(0)
    across.scrollToOffset(0)
  }, [source, down, across])

  useEffect(() => { source.want(from, Math.max(to, from + 1)) }, [source, from, to, version])

  const revealCell = useCallback((c: Cell) => {
    if (c.row >= 0) down.scrollToIndex(c.row)
    across.scrollToIndex(c.column)
  }, [down, across])

  // The panel takes room from the grid: the cell it tells of stays in sight.
  const opened = side !== null
  useEffect(() => {
    if (!opened) return
    const frame = requestAnimationFrame(() => revealCell(selection.cursor))
    return () => cancelAnimationFrame(frame)
    // only when the panel opens
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [opened])

  const choose = useCallback((s: Selection) => {
    setSelection(s)
    revealCell(s.cursor)
  }, [revealCell])

  const open = useCallback((c: Cell) => {
    const column = columns[c.column]
    const row = source.row(c.row)
    if (column && row) setSide({ kind: 'value', column: Number(column.id), value: row[Number(column.id)] ?? null, at: momentOf(source.columns, row) })
  }, [columns, source])

  const copy = useCallback(async (format: CopyFormat, names?: boolean): Promise<number> => {
    const area = areaOf(selection)
    const list = columns.slice(area.left, area.right + 1).map((c) => Number(c.id))
    const bottom = Math.min(area.bottom, source.count - 1)
    if ((bottom - area.top + 1) * list.length > mostCopied) throw new Error(t('grid.tooLarge'))
    const single = list.length === 1 && bottom === area.top
    const rows = await source.range(area.top, bottom + 1)
    const text = copyText(format, list.flatMap((i) => source.columns[i] ?? []), rows.map((row) => list.map((i) => row[i] ?? null)), names ?? !single)
    if (!(await toClipboard(text))) throw new Error(t('grid.noClipboard'))
    scroller.current?.focus()
    return bottom - area.top + 1
  }, [selection, columns, source, t])

  const copyAndTell = useCallback((format: CopyFormat, names?: boolean) => {
    copy(format, names).then((n) => onCopied?.(n), (err: unknown) => onFault?.(err))
  }, [copy, onCopied, onFault])

  useImperativeHandle(ref, () => ({ copy, focus: () => scroller.current?.focus() }), [copy])

  const menuAt = (c: Cell) => {
    const el = scroller.current
    if (!el || !columns[c.column]) return
    const box = el.getBoundingClientRect()
    const x = box.left + gutter + (columns[c.column]?.getStart() ?? 0) - el.scrollLeft
    if (c.row < 0) setMenu({ x, y: box.top + headHeight, place: c.column })
    else setMenu({ x, y: box.top + headHeight + (c.row + 1) * rowHeight - (down.scrollOffset ?? 0), place: null })
  }

  const onKeyDown = (e: React.KeyboardEvent) => {
    if (e.target !== scroller.current) return
    const mod = e.metaKey || e.ctrlKey
    const cursor = selection.cursor
    const column = columns[cursor.column]
    if (mod && e.key.toLowerCase() === 'c') {
      e.preventDefault()
      copyAndTell('tsv')
      return
    }
    if (cursor.row < 0 && e.altKey && column && (e.key === 'ArrowLeft' || e.key === 'ArrowRight')) {
      e.preventDefault()
      const width = column.getSize() + (e.key === 'ArrowRight' ? 16 : -16)
      table.setColumnSizing((was) => ({ ...was, [column.id]: width }))
      return
    }
    if (e.key === 'F10' && e.shiftKey || e.key === 'ContextMenu') {
      e.preventDefault()
      menuAt(cursor)
      return
    }
    if (e.key === 'Enter' || e.key === ' ') {
      e.preventDefault()
      if (cursor.row < 0) menuAt(cursor)
      else open(cursor)
      return
    }
    if (e.key === 'Escape' && side) {
      e.stopPropagation()
      setSide(null)
      return
    }
    if (e.altKey) return
    const next = pressed(selection, { key: e.key, shift: e.shiftKey, mod }, { rows: source.count, columns: columns.length, page: Math.floor((down.scrollRect?.height ?? rowHeight) / rowHeight) - 1 })
    if (!next) return
    e.preventDefault()
    if (e.key.toLowerCase() === 'a') setSelection(next)
    else choose(next)
  }

  const cellAt = (target: EventTarget): Cell | null => {
    const el = target instanceof Element ? target.closest<HTMLElement>('[data-c]') : null
    if (!el) return null
    return { row: Number(el.dataset.r), column: Number(el.dataset.c) }
  }

  const dragging = useRef<PointerEvent | null>(null)
  const onPointerDown = (e: React.PointerEvent) => {
    const cell = cellAt(e.target)
    if (!cell || cell.row < 0 || e.button !== 0) return
    if (e.shiftKey) setSelection((s) => ({ anchor: s.anchor.row < 0 ? cell : s.anchor, cursor: cell }))
    else setSelection({ anchor: cell, cursor: cell })
    if (e.pointerType === 'mouse') dragging.current = e.nativeEvent
  }
  const onPointerMove = (e: React.PointerEvent) => {
    if (!dragging.current || !(e.buttons & 1)) {
      dragging.current = null
      return
    }
    const cell = cellAt(e.target)
    if (cell && cell.row >= 0) setSelection((s) => (s.cursor.row === cell.row && s.cursor.column === cell.column ? s : { anchor: s.anchor, cursor: cell }))
  }
  // A link in a cell goes on within the page; the cell is chosen by its text.
  const onClick = (e: React.MouseEvent) => {
    const link = e.target instanceof Element ? e.target.closest<HTMLAnchorElement>('a[data-who]') : null
    if (!link || e.metaKey || e.ctrlKey || e.shiftKey || e.button !== 0) return
    e.preventDefault()
    router.history.push(link.getAttribute('href') ?? '')
  }
  const whoIs = useCallback((address: string) => t('grid.whoIs', { address }), [t])
  const onContextMenu = (e: React.MouseEvent) => {
    const cell = cellAt(e.target)
    if (!cell) return
    e.preventDefault()
    if (cell.row < 0) {
      menuAt(cell)
      return
    }
    const area = areaOf(selection)
    if (!(cell.row >= area.top && cell.row <= area.bottom && cell.column >= area.left && cell.column <= area.right)) setSelection({ anchor: cell, cursor: cell })
    setMenu({ x: e.clientX, y: e.clientY, place: null })
  }

  const area = areaOf(selection)
  const rows = rowsSeen.map(({ index: r, start }) => {
    const chosen = r >= area.top && r <= area.bottom && selection.cursor.row >= 0
    return (
      <GridRow key={r} id={id} index={r} y={start - drift} row={source.row(r)} columns={columns} all={all} seen={columnsSeen} gutter={gutter}
        total={total} chosenFrom={chosen ? area.left : -1} chosenTo={chosen ? area.right : -2}
        cursor={selection.cursor.row === r ? selection.cursor.column : -1} whoIs={whoIs} />
    )
  })

  const leaves = table.getLeafHeaders()
  const headers = columnsSeen.map(({ index: p, start, size }) => {
    const header = leaves[p]
    const c = all[Number(header?.column.id)]
    if (!header || !c) return null
    const order = header.column.getIsSorted()
    return (
      <div key={header.id} id={`${id}h${p}`} role="columnheader" aria-colindex={p + 2} aria-sort={order ? (order === 'desc' ? 'descending' : 'ascending') : undefined}
        className={css.headCell} data-r={-1} data-c={p} data-number={familyOf(c.type) === 'number' || undefined}
        data-active={selection.cursor.row < 0 && selection.cursor.column === p || undefined} title={`${c.name}\n${c.type}`} style={{ left: start, width: size }}
        onClick={() => { setSelection({ anchor: { row: -1, column: p }, cursor: { row: -1, column: p } }); menuAt({ row: -1, column: p }) }}>
        <span>{c.name}</span>
        {order === 'asc' && <IconArrowUp size={13} aria-hidden />}
        {order === 'desc' && <IconArrowDown size={13} aria-hidden />}
        {/* the pointer stays with the handle, else letting go over the name would open its menu */}
        <div className={css.handle} onPointerDown={(e) => e.currentTarget.setPointerCapture(e.pointerId)} onTouchStart={header.getResizeHandler()}
          onMouseDown={(e) => { e.preventDefault(); if (e.button === 0) header.getResizeHandler()(e) }} onClick={(e) => e.stopPropagation()}
          onDoubleClick={(e) => { e.stopPropagation(); header.column.resetSize() }} />
      </div>
    )
  })

  const closeSide = () => {
    setSide(null)
    scroller.current?.focus()
  }
  const sideColumn = side ? source.columns[side.column] : undefined
  const loadStatistics = useCallback(() => {
    if (!statistics || side?.kind !== 'statistics') return Promise.reject(new Error('no statistics here'))
    return statistics(side.column)
  }, [statistics, side])
  const chosenColumn = menu?.place != null ? columns[menu.place] : undefined
  // The header's menu offers what can be done with addresses where the first rows have some.
  const holdsAddresses = (column: number) => {
    for (let r = 0; r < Math.min(source.count, 50); r++) {
      const value = source.row(r)?.[column]
      if (value && isAddress(value)) return true
    }
    return false
  }
  const cursorRow = source.row(selection.cursor.row)
  const cursorValue = cursorRow?.[Number(columns[selection.cursor.column]?.id)] ?? ''
  const active = selection.cursor.row < 0 ? `${id}h${selection.cursor.column}` : `${id}r${selection.cursor.row}c${selection.cursor.column}`
  const activeShown = columnsSeen.some((c) => c.index === selection.cursor.column) && (selection.cursor.row < 0 || selection.cursor.row >= from && selection.cursor.row < to)

  return (
    <div className={css.frame}>
      <div ref={scroller} className={css.scroller} role="grid" aria-label={label} aria-rowcount={source.count + 1} aria-colcount={columns.length + 1} aria-multiselectable
        aria-activedescendant={activeShown ? active : undefined} tabIndex={0} onKeyDown={onKeyDown} onPointerDown={onPointerDown}
        onPointerMove={onPointerMove} onClick={onClick} onContextMenu={onContextMenu} onDoubleClick={(e) => { const c = cellAt(e.target); if (c && c.row >= 0) open(c) }}>
        <div role="rowgroup" className={css.head} style={{ width: total }}>
          <div role="row" aria-rowindex={1} className={css.headRow}>
            <div role="columnheader" aria-colindex={1} aria-label={t('grid.rowNumber')} className={css.corner} style={{ width: gutter }} />
            {headers}
          </div>
        </div>
        <div role="rowgroup" className={css.rows} style={{ height: Math.min(down.getTotalSize(), highest), width: total }}>{rows}</div>
      </div>
      {side && sideColumn && (
        <Panel title={sideColumn.name} type={sideColumn.type} onClose={closeSide}>
          {side.kind === 'value' ? <><ValueView value={side.value} column={sideColumn} />{about && side.value !== null && isAddress(side.value) ? about(side.value, side.at) : null}</> : <StatisticsView key={side.column} load={loadStatistics} onOpenSql={onOpenSql} />}
        </Panel>
      )}
      <Menu opened={menu !== null} onChange={(o) => { if (!o) setMenu(null) }} onClose={() => scroller.current?.focus()} position="bottom-start" withinPortal shadow="md" trapFocus returnFocus={false}>
        <Menu.Target>
          <div style={{ position: 'fixed', left: menu?.x ?? 0, top: menu?.y ?? 0, width: 1, height: 1, pointerEvents: 'none' }} aria-hidden />
        </Menu.Target>
        <Menu.Dropdown>
          {chosenColumn && menu ? (
            <>
              {onSort && <Menu.Item onClick={() => table.setSorting([{ id: chosenColumn.id, desc: false }])}>{t('grid.sortAscending')}</Menu.Item>}
              {onSort && <Menu.Item onClick={() => table.setSorting([{ id: chosenColumn.id, desc: true }])}>{t('grid.sortDescending')}</Menu.Item>}
              {statistics && <Menu.Item onClick={() => setSide({ kind: 'statistics', column: Number(chosenColumn.id) })}>{t('grid.statistics')}</Menu.Item>}
              {onClassify && holdsAddresses(Number(chosenColumn.id)) && <Menu.Item onClick={() => onClassify(Number(chosenColumn.id))}>{t('grid.classify')}</Menu.Item>}
              <Menu.Item onClick={() => { const p = menu.place ?? 0; setSelection({ anchor: { row: 0, column: p }, cursor: { row: source.count - 1, column: p } }) }}>{t('grid.chooseColumn')}</Menu.Item>
              {columns.length > 1 && <Menu.Item onClick={() => chosenColumn.toggleVisibility(false)}>{t('grid.hide')}</Menu.Item>}
              {hidden > 0 && <Menu.Item onClick={() => table.resetColumnVisibility(true)}>{t('grid.showHidden', { count: hidden })}</Menu.Item>}
            </>
          ) : (
            <>
              <Menu.Item onClick={() => copyAndTell('tsv', false)}>{t('grid.copy')}</Menu.Item>
              <Menu.Item onClick={() => copyAndTell('tsv', true)}>{t('grid.copyNames')}</Menu.Item>
              <Menu.Item onClick={() => copyAndTell('markdown')}>{t('grid.copyMarkdown')}</Menu.Item>
              <Menu.Item onClick={() => copyAndTell('values')}>{t('grid.copyValues')}</Menu.Item>
              <Menu.Divider />
              <Menu.Item onClick={() => open(selection.cursor)}>{t('grid.open')}</Menu.Item>
              {isAddress(cursorValue) && cursorRow && <Menu.Item onClick={() => router.history.push(addressPage(cursorValue, momentOf(source.columns, cursorRow)))}>{t('grid.whoIs', { address: cursorValue })}</Menu.Item>}
              {onClassify && isAddress(cursorValue) && <Menu.Item onClick={() => onClassify(Number(columns[selection.cursor.column]?.id))}>{t('grid.classify')}</Menu.Item>}
            </>
          )}
        </Menu.Dropdown>
      </Menu>
    </div>
  )
}
