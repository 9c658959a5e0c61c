// Cells as text that other programs take: tab-separated for spreadsheets, Markdown for documents, VALUES for SQL.
import { familyOf, type Column, type Row, type Value } from './types'

export type CopyFormat = 'tsv' | 'markdown' | 'values'

/** The cells of some rows, written in a format. Names tells whether the names of the columns come first, where the format can. */
export function copyText(format: CopyFormat, columns: readonly Column[], rows: readonly Row[], names: boolean): string {
  switch (format) {
    case 'tsv': return tsv(columns, rows, names)
    case 'markdown': return markdown(columns, rows)
    case 'values': return values(columns, rows)
  }
}

// Excel, Sheets and LibreOffice read a quoted cell with tabs and line breaks as one cell; a quote inside is doubled.
function tsvCell(value: Value): string {
  if (value === null) return ''
  return /[\t\n\r"]/.test(value) || value === '' ? `"${value.replaceAll('"', '""')}"` : value
}

function tsv(columns: readonly Column[], rows: readonly Row[], names: boolean): string {
  if (!names && rows.length === 1 && columns.length === 1) return rows[0]?.[0] ?? ''
  const lines = rows.map((row) => columns.map((_, i) => tsvCell(row[i] ?? null)).join('\t'))
  if (names) lines.unshift(columns.map((c) => tsvCell(c.name)).join('\t'))
  return lines.join('\n')
}

// A cell of a Markdown table is one line, and what would end it or begin markup is escaped.
function markdownCell(value: Value): string {
  if (value === null) return 'NULL'
  return value.replace(/[\\|`*_<>[\]]/g, '\\$&').replace(/\r\n|\r|\n/g, '<br>')
}

function markdown(columns: readonly Column[], rows: readonly Row[]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`
  return [
    line(columns.map((c) => markdownCell(c.name))),
    line(columns.map((c) => (familyOf(c.type) === 'number' ? '---:' : '---'))),
    ...rows.map((row) => line(columns.map((_, i) => markdownCell(row[i] ?? null)))),
  ].join('\n')
}

function values(columns: readonly Column[], rows: readonly Row[]): string {
  const lines = rows.map((row) => {
    const cells = columns.map((c, i) => literal(row[i] ?? null, c.type))
    return cells.length === 1 ? `  ${cells[0]}` : `  (${cells.join(', ')})`
  })
  return `VALUES\n${lines.join(',\n')}`
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** A value as an SQL literal of its type, so that it comes back as what it was. */
export function literal(value: Value, type: string): string {
  if (value === null) return 'NULL'
  const plain = type.toLowerCase()
  const word = /^[a-z]+/.exec(plain)?.[0] ?? ''
  switch (word) {
    case 'tinyint': case 'smallint': case 'int': case 'integer': case 'bigint':
      return value
    case 'double':
      return /^-?[\d.]+(e-?\d+)?$/i.test(value) ? (/e/i.test(value) ? value : `DOUBLE ${quoted(value)}`) : `CAST(${quoted(value)} AS double)`
    case 'real': case 'float':
      return `REAL ${quoted(value)}`
    case 'decimal':
      return `DECIMAL ${quoted(value)}`
    case 'boolean':
      return value
    case 'date':
      return `DATE ${quoted(value)}`
    case 'timestamp':
      return `TIMESTAMP ${quoted(value)}`
    case 'time':
      return `TIME ${quoted(value)}`
    case 'json':
      return `JSON ${quoted(value)}`
    case 'varbinary': case 'binary':
      return `X'${value.replaceAll(' ', '')}'`
    case 'array': case 'map': case 'row': case 'struct':
      return quoted(value)
  }
  return quoted(value)
}

/** A name as SQL writes it: quoted where it is not plainly a lower-case word. */
export function quoteName(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) && !reserved.has(name) ? name : `"${name.replaceAll('"', '""')}"`
}

// Trino's reserved words.
const reserved = new Set(
  ('alter and as between by case cast constraint create cross cube current_catalog current_date current_path current_role current_schema ' +
  'current_time current_timestamp current_user deallocate delete describe distinct drop else end escape except execute exists extract ' +
  'false for from full group grouping having in inner insert intersect into is join json_array json_exists json_object json_query ' +
  'json_table json_value left like listagg localtime localtimestamp natural normalize not null on or order outer prepare recursive ' +
  'right rollup select skip table then trim true uescape union unnest using values when where with').split(' '),
)
