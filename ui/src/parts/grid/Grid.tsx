import { Menu } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { useCallback, useEffect, useId, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore, type Ref } from 'react'
import { useTranslation } from 'react-i18next'
import type { Schemas } from '../../api/client'
import { copy as toClipboard } from '../../lib/keep'
import { copyText, type CopyFormat } from './copy'
import css from './Grid.module.css'
import { GridRow } from './GridRow'
import { Panel, StatisticsView, ValueView } from './Panel'
import { elementHeight, moved, reveal, settled, shown, type Place } from './scale'
import { areaOf, pressed, type Cell, type Selection } from './selection'
import type { RowSource } from './source'
import { familyOf, type Value } from './types'
import { between, edges, fitting, narrowest, rulerOf } from './widths'

export const rowHeight = 26
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
  sorted?: { column: number; descending: boolean } | null
  onSort?: (column: number, descending: boolean) => void
  /** Loads the statistics of a column. Must be the same function as long as the result is the same. */
  statistics?: (column: number) => Promise<Schemas['ConsoleColumnStatistics']>
  onOpenSql?: (sql: string) => void
  /** Says what became of a copy. */
  onCopied?: (rows: number) => void
  onFault?: (err: unknown) => void
  ref?: Ref<GridHandle>
}

type Side = { kind: 'value'; column: number; value: Value } | { kind: 'statistics'; column: number }

/** A table of any number of rows and columns, of which only what is seen is in the page. */
export function Grid({ source, label, sorted, onSort, statistics, onOpenSql, onCopied, onFault, ref }: GridProps) {
  const { t } = useTranslation('sql')
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const subscribe = useCallback((l: () => void) => source.subscribe(l), [source])
  const version = useSyncExternalStore(subscribe, () => source.version)
  const count = useSyncExternalStore(subscribe, () => source.count)
  const all = source.columns
  const [size, setSize] = useState({ width: 800, height: 400 })
  const place = useRef<Place>({ top: 0, virtual: 0 })
  const [at, setAt] = useState({ virtual: 0, left: 0 })
  const [dragged, setDragged] = useState<Record<number, number>>({})
  const [hidden, setHidden] = useState<ReadonlySet<number>>(new Set())
  const [selection, setSelection] = useState<Selection>({ anchor: { row: 0, column: 0 }, cursor: { row: 0, column: 0 } })
  const [side, setSide] = useState<Side | null>(null)
  const [menu, setMenu] = useState<{ x: number; y: number; column: number | null } | null>(null)

  // What was chosen in one result means nothing in the next.
  const [last, setLast] = useState(source)
  if (last !== source) {
    setLast(source)
    setDragged({})
    setHidden(new Set())
    setSelection({ anchor: { row: 0, column: 0 }, cursor: { row: 0, column: 0 } })
    setSide(null)
    setAt({ virtual: 0, left: 0 })
  }

  const columns = useMemo(() => all.map((_, i) => i).filter((i) => !hidden.has(i)), [all, hidden])
  const first = Math.min(count, 50)
  const sampled = source.row(0) !== undefined
  const fit = useMemo(() => {
    const rows = []
    for (let i = 0; i < first; i++) {
      const row = source.row(i)
      if (row) rows.push(row)
    }
    return fitting(all, rows, rulerOf(document.body))
    // the first rows decide once; later ones do not move the columns below the reader's eye
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [source, all, sampled])
  const gutter = 18 + Math.max(3, String(count).length) * 8
  const lefts = useMemo(() => edges(columns.map((c) => dragged[c] ?? fit[c] ?? 120)), [columns, dragged, fit])
  const total = gutter + (lefts.at(-1) ?? 0)

  const view = Math.max(size.height - headHeight, rowHeight)
  const extent = useMemo(() => ({ height: Math.max(count * rowHeight, view), view }), [count, view])
  const virtual = Math.min(at.virtual, extent.height - view)
  const [from, to] = shown(virtual, view, rowHeight, count)
  const [left, right] = between(lefts, at.left - 100, at.left + size.width + 100)

  useLayoutEffect(() => {
    const el = scroller.current
    if (!el) return
    const measure = () => setSize({ width: el.clientWidth, height: el.clientHeight })
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(el)
    return () => observer.disconnect()
  }, [])

  useLayoutEffect(() => {
    place.current = { top: 0, virtual: 0 }
    scroller.current?.scrollTo(0, 0)
  }, [source])

  useEffect(() => { source.want(from, Math.max(to, from + 1)) }, [source, from, to, version])

  const moveTo = useCallback((to: number) => {
    place.current = settled(extent, { top: 0, virtual: to })
    scroller.current?.scrollTo({ top: place.current.top })
    setAt((was) => ({ ...was, virtual: place.current.virtual }))
  }, [extent])

  // Scroll events come once a frame. When they stop, the scrollbar goes to where the rows say.
  const rest = useRef<ReturnType<typeof setTimeout>>(undefined)
  const onScroll = useCallback(() => {
    const el = scroller.current
    if (!el) return
    if (Math.abs(el.scrollTop - place.current.top) >= 0.5) place.current = moved(extent, place.current, el.scrollTop)
    setAt({ virtual: place.current.virtual, left: el.scrollLeft })
    clearTimeout(rest.current)
    rest.current = setTimeout(() => {
      const goal = settled(extent, place.current)
      if (Math.abs(goal.top - place.current.top) < 1) return
      el.scrollTop = goal.top
      place.current = { top: el.scrollTop, virtual: goal.virtual }
    }, 160)
  }, [extent])
  useEffect(() => () => clearTimeout(rest.current), [])

  const revealCell = useCallback((c: Cell) => {
    if (c.row >= 0) {
      const goal = reveal(place.current.virtual, view, rowHeight, c.row)
      if (goal !== place.current.virtual) moveTo(goal)
    }
    const el = scroller.current
    if (!el) return
    const begin = lefts[c.column] ?? 0
    const end = gutter + (lefts[c.column + 1] ?? 0)
    if (begin < el.scrollLeft) el.scrollLeft = begin
    else if (end > el.scrollLeft + el.clientWidth) el.scrollLeft = Math.min(begin, end - el.clientWidth)
  }, [view, moveTo, lefts, gutter])

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
    if (column !== undefined && row) setSide({ kind: 'value', column, value: row[column] ?? null })
  }, [columns, source])

  const copy = useCallback(async (format: CopyFormat, names?: boolean): Promise<number> => {
    const area = areaOf(selection)
    const list = columns.slice(area.left, area.right + 1)
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

  const headerMenuAt = useCallback((place: number) => {
    const el = scroller.current
    const column = columns[place]
    if (!el || column === undefined) return
    const box = el.getBoundingClientRect()
    setMenu({ x: box.left + gutter + (lefts[place] ?? 0) - el.scrollLeft, y: box.top + headHeight, column })
  }, [columns, lefts, gutter])

  const resize = useCallback((column: number, width: number) => {
    setDragged((was) => ({ ...was, [column]: Math.min(Math.max(width, narrowest), 2000) }))
  }, [])

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
    if (cursor.row < 0 && e.altKey && column !== undefined && (e.key === 'ArrowLeft' || e.key === 'ArrowRight')) {
      e.preventDefault()
      resize(column, (dragged[column] ?? fit[column] ?? 120) + (e.key === 'ArrowRight' ? 16 : -16))
      return
    }
    if (e.key === 'F10' && e.shiftKey || e.key === 'ContextMenu') {
      e.preventDefault()
      const box = e.currentTarget.getBoundingClientRect()
      if (cursor.row < 0) headerMenuAt(cursor.column)
      else setMenu({ x: box.left + gutter + (lefts[cursor.column] ?? 0) - at.left, y: box.top + headHeight + (cursor.row + 1) * rowHeight - virtual, column: null })
      return
    }
    if (e.key === 'Enter' || e.key === ' ') {
      e.preventDefault()
      if (cursor.row < 0) headerMenuAt(cursor.column)
      else open(cursor)
      return
    }
    if (e.key === 'Escape' && side) {
      e.stopPropagation()
      setSide(null)
      return
    }
    if (e.altKey) return
    const next = pressed(selection, { key: e.key, shift: e.shiftKey, mod }, { rows: source.count, columns: columns.length, page: Math.floor(view / rowHeight) - 1 })
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
  const onContextMenu = (e: React.MouseEvent) => {
    const cell = cellAt(e.target)
    if (!cell) return
    e.preventDefault()
    if (cell.row < 0) {
      headerMenuAt(cell.column)
      return
    }
    const area = areaOf(selection)
    if (!(cell.row >= area.top && cell.row <= area.bottom && cell.column >= area.left && cell.column <= area.right)) setSelection({ anchor: cell, cursor: cell })
    setMenu({ x: e.clientX, y: e.clientY, column: null })
  }

  const startResize = (e: React.PointerEvent<HTMLElement>, column: number) => {
    e.preventDefault()
    e.stopPropagation()
    const el = e.currentTarget
    const begin = e.clientX
    const width = dragged[column] ?? fit[column] ?? 120
    el.setPointerCapture(e.pointerId)
    const move = (ev: PointerEvent) => resize(column, width + ev.clientX - begin)
    const stop = () => {
      el.removeEventListener('pointermove', move)
      el.removeEventListener('pointerup', stop)
      el.removeEventListener('pointercancel', stop)
    }
    el.addEventListener('pointermove', move)
    el.addEventListener('pointerup', stop)
    el.addEventListener('pointercancel', stop)
  }

  const area = areaOf(selection)
  const base = Math.floor(from / 1000) * 1000
  const rows = []
  for (let r = from; r < to; r++) {
    const chosen = r >= area.top && r <= area.bottom && selection.cursor.row >= 0
    rows.push(
      <GridRow key={r} id={id} index={r} y={(r - base) * rowHeight} row={source.row(r)} columns={columns} all={all} lefts={lefts} gutter={gutter}
        total={total} from={left} to={right} chosenFrom={chosen ? area.left : -1} chosenTo={chosen ? area.right : -2}
        cursor={selection.cursor.row === r ? selection.cursor.column : -1} />,
    )
  }

  const headers = []
  for (let p = left; p < right; p++) {
    const column = columns[p]
    const c = column === undefined ? undefined : source.columns[column]
    if (column === undefined || !c) continue
    const order = sorted?.column === column ? (sorted.descending ? 'descending' : 'ascending') : undefined
    headers.push(
      <div key={column} id={`${id}h${p}`} role="columnheader" aria-colindex={p + 2} aria-sort={order} className={css.headCell} data-r={-1} data-c={p}
        data-number={familyOf(c.type) === 'number' || undefined} data-active={selection.cursor.row < 0 && selection.cursor.column === p || undefined}
        title={`${c.name}\n${c.type}`} style={{ left: gutter + (lefts[p] ?? 0), width: (lefts[p + 1] ?? 0) - (lefts[p] ?? 0) }}
        onClick={() => { setSelection({ anchor: { row: -1, column: p }, cursor: { row: -1, column: p } }); headerMenuAt(p) }}>
        <span>{c.name}</span>
        {order === 'ascending' && <IconArrowUp size={13} aria-hidden />}
        {order === 'descending' && <IconArrowDown size={13} aria-hidden />}
        <div className={css.handle} onPointerDown={(e) => startResize(e, column)} onClick={(e) => e.stopPropagation()}
          onDoubleClick={(e) => { e.stopPropagation(); setDragged((was) => Object.fromEntries(Object.entries(was).filter(([key]) => Number(key) !== column))) }} />
      </div>,
    )
  }

  const closeSide = () => {
    setSide(null)
    scroller.current?.focus()
  }
  const sideColumn = side ? source.columns[side.column] : undefined
  const loadStatistics = useCallback(() => {
    if (!statistics || side?.kind !== 'statistics') return Promise.reject(new Error('no statistics here'))
    return statistics(side.column)
  }, [statistics, side])
  const active = selection.cursor.row < 0 ? `${id}h${selection.cursor.column}` : `${id}r${selection.cursor.row}c${selection.cursor.column}`
  const activeShown = selection.cursor.column >= left && selection.cursor.column < right && (selection.cursor.row < 0 || selection.cursor.row >= from && selection.cursor.row < to)

  return (
    <div className={css.frame}>
      <div ref={scroller} className={css.scroller} role="grid" aria-label={label} aria-rowcount={source.count + 1} aria-colcount={columns.length + 1} aria-multiselectable
        aria-activedescendant={activeShown ? active : undefined} tabIndex={0} onScroll={onScroll} onKeyDown={onKeyDown} onPointerDown={onPointerDown}
        onPointerMove={onPointerMove} onContextMenu={onContextMenu} onDoubleClick={(e) => { const c = cellAt(e.target); if (c && c.row >= 0) open(c) }}>
        <div role="rowgroup" className={css.head} style={{ width: total }}>
          <div role="row" aria-rowindex={1} className={css.headRow}>
            <div role="columnheader" aria-colindex={1} aria-label={t('grid.rowNumber')} className={css.corner} style={{ width: gutter }} />
            {headers}
          </div>
        </div>
        <div role="presentation" style={{ height: elementHeight(extent), width: total, minWidth: '100%' }}>
          <div role="rowgroup" className={css.layer} style={{ height: view, width: total }}>
            <div role="presentation" className={css.rows} style={{ transform: `translateY(${base * rowHeight - virtual}px)` }}>{rows}</div>
          </div>
        </div>
      </div>
      {side && sideColumn && (
        <Panel title={sideColumn.name} type={sideColumn.type} onClose={closeSide}>
          {side.kind === 'value' ? <ValueView value={side.value} column={sideColumn} /> : <StatisticsView key={side.column} load={loadStatistics} onOpenSql={onOpenSql} />}
        </Panel>
      )}
      <Menu opened={menu !== null} onChange={(o) => { if (!o) setMenu(null) }} onClose={() => scroller.current?.focus()} position="bottom-start" withinPortal shadow="md" trapFocus returnFocus={false}>
        <Menu.Target>
          <div style={{ position: 'fixed', left: menu?.x ?? 0, top: menu?.y ?? 0, width: 1, height: 1, pointerEvents: 'none' }} aria-hidden />
        </Menu.Target>
        <Menu.Dropdown>
          {menu?.column !== null && menu !== null ? (
            <>
              {onSort && <Menu.Item onClick={() => onSort(menu.column ?? 0, false)}>{t('grid.sortAscending')}</Menu.Item>}
              {onSort && <Menu.Item onClick={() => onSort(menu.column ?? 0, true)}>{t('grid.sortDescending')}</Menu.Item>}
              {statistics && <Menu.Item onClick={() => setSide({ kind: 'statistics', column: menu.column ?? 0 })}>{t('grid.statistics')}</Menu.Item>}
              <Menu.Item onClick={() => { const p = columns.indexOf(menu.column ?? -1); setSelection({ anchor: { row: 0, column: p }, cursor: { row: source.count - 1, column: p } }) }}>{t('grid.chooseColumn')}</Menu.Item>
              {columns.length > 1 && <Menu.Item onClick={() => setHidden((was) => new Set([...was, menu.column ?? -1]))}>{t('grid.hide')}</Menu.Item>}
              {hidden.size > 0 && <Menu.Item onClick={() => setHidden(new Set())}>{t('grid.showHidden', { count: hidden.size })}</Menu.Item>}
            </>
          ) : (
            <>
              <Menu.Item onClick={() => copyAndTell('tsv', false)}>{t('grid.copy')}</Menu.Item>
              <Menu.Item onClick={() => copyAndTell('tsv', true)}>{t('grid.copyNames')}</Menu.Item>
              <Menu.Item onClick={() => copyAndTell('markdown')}>{t('grid.copyMarkdown')}</Menu.Item>
              <Menu.Item onClick={() => copyAndTell('values')}>{t('grid.copyValues')}</Menu.Item>
              <Menu.Divider />
              <Menu.Item onClick={() => open(selection.cursor)}>{t('grid.open')}</Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
    </div>
  )
}
