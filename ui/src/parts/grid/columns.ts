// The columns of a grid as a table: how wide they are, which are hidden, and which of them the rows are sorted by.
import {
  columnResizingFeature, columnSizingFeature, columnVisibilityFeature, functionalUpdate, rowSortingFeature, tableFeatures, useTable,
  type Column as TableColumn, type ReactTable,
} from '@tanstack/react-table'
import { useLayoutEffect, useMemo } from 'react'
import type { RowSource } from './source'
import type { Row } from './types'
import { fitting, narrowest, rulerOf } from './widths'

const features = tableFeatures({ columnResizingFeature, columnSizingFeature, columnVisibilityFeature, rowSortingFeature })

// The rows come window by window and sorted from their source; the table knows the columns alone.
const noRows: Row[] = []

/** A column; its id is its place among the columns of the source. */
export type GridColumn = TableColumn<typeof features, Row>

/** The column that the rows are sorted by. */
export interface Sorted {
  column: number
  descending: boolean
}

/** The table of a source's columns. A column is as wide as its name and the first rows want, until someone drags it. */
export function useColumns(source: RowSource, sorted: Sorted | null, onSort?: (column: number, descending: boolean) => void): ReactTable<typeof features, Row> {
  const all = source.columns
  const sampled = source.row(0) !== undefined
  const columns = useMemo(() => {
    const rows = Array.from({ length: Math.min(source.count, 50) }, (_, i) => source.row(i)).filter((row) => row !== undefined)
    const fit = fitting(all, rows, rulerOf(document.body))
    return all.map((c, i) => ({ id: String(i), header: c.name, accessorFn: (row: Row) => row[i] ?? null, size: fit[i] ?? 120, minSize: narrowest, maxSize: 2000 }))
    // the first rows decide once; later ones do not move the columns below the reader's eye
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [source, all, sampled])
  const sorting = useMemo(() => (sorted ? [{ id: String(sorted.column), desc: sorted.descending }] : []), [sorted])
  const table = useTable({
    features, columns, data: noRows, columnResizeMode: 'onChange', manualSorting: true, state: { sorting },
    onSortingChange: (updater) => {
      const next = functionalUpdate(updater, sorting)[0]
      if (next) onSort?.(Number(next.id), next.desc)
    },
  })
  // what was dragged and hidden in one result means nothing in the next
  useLayoutEffect(() => {
    table.resetColumnSizing(true)
    table.resetColumnVisibility(true)
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [source])
  return table
}
