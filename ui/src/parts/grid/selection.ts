// Which cells of a grid are chosen, and how keys change that.

/** A cell: its row and the place of its column among those shown. Row -1 is the header. */
export interface Cell {
  row: number
  column: number
}

/** The chosen cells: a rectangle between the cell where it began and the one where the cursor is. */
export interface Selection {
  anchor: Cell
  cursor: Cell
}

/** The rectangle of a selection: from and to are inclusive; the header is not part of it. */
export interface Area {
  top: number
  bottom: number
  left: number
  right: number
}

export function areaOf(s: Selection): Area {
  return {
    top: Math.max(0, Math.min(s.anchor.row, s.cursor.row)),
    bottom: Math.max(0, s.anchor.row, s.cursor.row),
    left: Math.min(s.anchor.column, s.cursor.column),
    right: Math.max(s.anchor.column, s.cursor.column),
  }
}

export function contains(area: Area, row: number, column: number): boolean {
  return row >= area.top && row <= area.bottom && column >= area.left && column <= area.right
}

/** What a key press is about. */
export interface Press {
  key: string
  shift: boolean
  /** ⌘ or Ctrl */
  mod: boolean
}

/** The size of the grid, and how many rows a page has. */
export interface Size {
  rows: number
  columns: number
  page: number
}

/** The selection after a key, or null where the key is not about it. */
export function pressed(s: Selection, p: Press, size: Size): Selection | null {
  if (p.mod && p.key.toLowerCase() === 'a') {
    return { anchor: { row: 0, column: 0 }, cursor: { row: size.rows - 1, column: size.columns - 1 } }
  }
  const to = target(s.cursor, p, size)
  if (!to) return null
  const cursor = {
    row: Math.min(Math.max(to.row, p.shift ? 0 : -1), size.rows - 1),
    column: Math.min(Math.max(to.column, 0), size.columns - 1),
  }
  return p.shift ? { anchor: s.anchor, cursor } : { anchor: cursor, cursor }
}

function target(c: Cell, p: Press, size: Size): Cell | null {
  switch (p.key) {
    case 'ArrowUp': return { row: p.mod ? 0 : c.row - 1, column: c.column }
    case 'ArrowDown': return { row: p.mod ? size.rows - 1 : c.row + 1, column: c.column }
    case 'ArrowLeft': return { row: c.row, column: p.mod ? 0 : c.column - 1 }
    case 'ArrowRight': return { row: c.row, column: p.mod ? size.columns - 1 : c.column + 1 }
    case 'PageUp': return { row: Math.max(c.row - size.page, 0), column: c.column }
    case 'PageDown': return { row: c.row + size.page, column: c.column }
    case 'Home': return { row: p.mod ? 0 : c.row, column: 0 }
    case 'End': return { row: p.mod ? size.rows - 1 : c.row, column: size.columns - 1 }
  }
  return null
}
