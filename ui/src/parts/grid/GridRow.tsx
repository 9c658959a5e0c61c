import type { VirtualItem } from '@tanstack/react-virtual'
import { memo } from 'react'
import { addressPage, isAddress, momentOf } from '../../lib/address'
import type { GridColumn } from './columns'
import css from './Grid.module.css'
import { familyOf, type Column, type Row } from './types'

// What a cell shows at most. The whole value is in the panel; a megabyte in a cell would stop the scrolling.
const mostShown = 400

interface GridRowProps {
  id: string
  index: number
  y: number
  row: Row | undefined
  columns: readonly GridColumn[]
  all: readonly Column[]
  /** The columns that are seen, and where they stand. */
  seen: readonly VirtualItem[]
  gutter: number
  total: number
  chosenFrom: number
  chosenTo: number
  cursor: number
  /** What a link to the page of an address is called; without it there are none. */
  whoIs?: (address: string) => string
}

/** One row with the cells that are seen. It is drawn again only when one of them changes, not when the rows move. */
export const GridRow = memo(function GridRow(p: GridRowProps) {
  const cells = []
  if (p.row) {
    for (const { index: i, start, size } of p.seen) {
      const column = Number(p.columns[i]?.id)
      const c = p.all[column]
      if (!c) continue
      const value = p.row[column] ?? null
      const whoIs = p.whoIs && value !== null && familyOf(c.type) === 'text' && isAddress(value) ? p.whoIs(value) : undefined
      const chosen = i >= p.chosenFrom && i <= p.chosenTo
      cells.push(
        <div key={column} id={`${p.id}r${p.index}c${i}`} role="gridcell" aria-colindex={i + 2} aria-selected={chosen} className={css.cell} data-r={p.index} data-c={i}
          data-number={familyOf(c.type) === 'number' || undefined} data-chosen={chosen || undefined} data-cursor={p.cursor === i || undefined}
          style={{ left: start, width: size }}>
          {value === null ? <span className={css.null}>NULL</span> : oneLine(value)}
          {whoIs ? <a className={css.who} href={addressPage(value ?? '', momentOf(p.all, p.row))} tabIndex={-1} aria-label={whoIs} title={whoIs} data-who /> : null}
        </div>,
      )
    }
  }
  return (
    <div role="row" aria-rowindex={p.index + 2} aria-busy={p.row ? undefined : true} className={css.row} data-odd={p.index % 2 === 1 || undefined} style={{ top: p.y, width: p.total }}>
      <div role="rowheader" aria-colindex={1} className={css.number} style={{ width: p.gutter }}>{p.index + 1}</div>
      {p.row ? cells : <div role="presentation" className={css.waiting} />}
    </div>
  )
})

function oneLine(value: string): string {
  const short = value.length > mostShown ? value.slice(0, mostShown) + '…' : value
  return short.replace(/[\r\n]+/g, '⏎')
}
