// The chart of a result: used by the SQL console and by dashboards.
import { Stack, Table, Text } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Areas } from './Areas'
import { Bars } from './Bars'
import { addFigures, isNumber, writeFigure } from './figure'
import { Figures, plainName } from './Figures'
import { HeatMap } from './HeatMap'
import { Lines } from './Lines'
import { Pie } from './Pie'
import { Sankey } from './Sankey'
import { Scatter } from './Scatter'
import { asCells, asFlows, asParts, asPoints, overAxis, partsOf, isFigures, type Column, type Row, type Settings, type Words } from './shape'
import { StackedBars } from './StackedBars'
import { Treemap } from './Treemap'
import type { ChartHandle, Pick } from './types'

export interface ResultChartProps {
  chart: Settings
  columns: Column[]
  rows: Row[]
  /** What the chart is about, for those who cannot see it. */
  title?: string
  height?: number
  /** The name of a column for the reader. */
  nameOf?: (name: string) => string
  handle?: (handle: ChartHandle | null) => void
  onPick?: (pick: Pick) => void
}

const tableRows = 500

/** Shows rows as the settings say, and says what it had to leave out. Settings that do not fit the columns are answered with a sentence. */
export function ResultChart(props: ResultChartProps) {
  const { chart, columns, rows } = props
  const { t } = useTranslation('charts')
  const parts = useMemo(() => partsOf(chart, columns), [chart, columns])
  if (columns.length === 0 || rows.length === 0) return <Text size="sm" c="dimmed" p="sm">{t('noRows')}</Text>
  if (chart.type === 'table') return <RowsTable {...props} />
  if (chart.type === 'number') return <Figures {...props} />
  if (parts.y.length === 0) return <Text size="sm" c="dimmed" p="sm">{t('noFigures')}</Text>
  return <Drawn {...props} />
}

function Drawn({ chart, columns, rows, title, height = 320, nameOf, handle, onPick }: ResultChartProps) {
  const { t, i18n } = useTranslation('charts')
  const words = useMemo<Words>(() => ({ none: t('none'), other: t('other'), ...(nameOf ? { column: nameOf } : {}) }), [t, nameOf])
  const shaped = useMemo(() => shapeOf(chart, columns, rows, words), [chart, columns, rows, words])
  const common = { unit: chart.unit, height, handle, onPick, label: labelOf(title, t(`kind.${chart.type}`), shaped, chart.unit, i18n.language) }
  return (
    <Stack gap={2}>
      {shaped.kind === 'axis' && chart.type === 'bar' && <Bars {...common} {...shaped.data} legend={shaped.data.series.length > 1} />}
      {shaped.kind === 'axis' && chart.type === 'stacked' && <StackedBars {...common} {...shaped.data} legend={shaped.data.series.length > 1} />}
      {shaped.kind === 'axis' && chart.type === 'line' && <Lines {...common} {...shaped.data} legend={shaped.data.series.length > 1} />}
      {shaped.kind === 'axis' && chart.type === 'area' && <Areas {...common} {...shaped.data} legend={shaped.data.series.length > 1} />}
      {shaped.kind === 'points' && <Scatter {...common} {...shaped.data} legend={new Set(shaped.data.points.map((p) => p.key)).size > 1} />}
      {shaped.kind === 'parts' && chart.type === 'pie' && <Pie {...common} parts={shaped.data} negative={t('belowNothing')} />}
      {shaped.kind === 'parts' && chart.type === 'treemap' && <Treemap {...common} trees={shaped.data} />}
      {shaped.kind === 'cells' && <HeatMap {...common} {...shaped.data} />}
      {shaped.kind === 'flows' && <Sankey {...common} flows={shaped.data} />}
      {shaped.hidden > 0 && <Text size="xs" c="dimmed">{t('hidden', { count: shaped.hidden })}</Text>}
    </Stack>
  )
}

type ShapedChart =
  | ({ kind: 'axis' } & ReturnType<typeof overAxis>)
  | ({ kind: 'points' } & ReturnType<typeof asPoints>)
  | ({ kind: 'parts' } & ReturnType<typeof asParts>)
  | ({ kind: 'cells' } & ReturnType<typeof asCells>)
  | ({ kind: 'flows' } & ReturnType<typeof asFlows>)

function shapeOf(chart: Settings, columns: Column[], rows: Row[], words: Words): ShapedChart {
  switch (chart.type) {
    case 'scatter': return { kind: 'points', ...asPoints(chart, columns, rows, words) }
    case 'pie':
    case 'treemap': return { kind: 'parts', ...asParts(chart, columns, rows, words) }
    case 'heatmap': return { kind: 'cells', ...asCells(chart, columns, rows, words) }
    case 'sankey': return { kind: 'flows', ...asFlows(chart, columns, rows, words) }
    default: return { kind: 'axis', ...overAxis(chart, columns, rows, words) }
  }
}

// A sentence with the most important figures.
function labelOf(title: string | undefined, kind: string, shaped: ShapedChart, unit: string | undefined, locale: string): string {
  const head = title ? `${title}. ${kind}.` : `${kind}.`
  if (shaped.kind !== 'axis') return head
  const sums = shaped.data.series.slice(0, 5).map((s) => `${s.name}: ${writeFigure(addFigures(s.values), unit, locale)}`)
  const { labels } = shaped.data
  return `${head} ${labels[0] ?? ''} – ${labels[labels.length - 1] ?? ''}. ${sums.join(', ')}`
}

function RowsTable({ chart, columns, rows, title, height, nameOf = plainName }: ResultChartProps) {
  const { t, i18n } = useTranslation('charts')
  const named = new Set((chart.y ?? []).map((n) => n.toLowerCase()))
  const written = (cell: string | null, column: Column) => {
    if (cell === null) return '–'
    const unit = named.size === 0 || named.has(column.name.toLowerCase()) ? chart.unit : undefined
    return isFigures(column) && isNumber(cell) ? writeFigure(cell, unit, i18n.language) : cell
  }
  return (
    <Stack gap={2}>
      <Table.ScrollContainer minWidth={0} maxHeight={height} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
        <Table aria-label={title} fz="xs" stickyHeader style={{ fontVariantNumeric: 'tabular-nums' }}>
          <Table.Thead><Table.Tr>{columns.map((c) => <Table.Th key={c.name} ta={isFigures(c) ? 'right' : undefined}>{nameOf(c.name)}</Table.Th>)}</Table.Tr></Table.Thead>
          <Table.Tbody>
            {rows.slice(0, tableRows).map((row, i) => (
              <Table.Tr key={i}>{columns.map((c, j) => <Table.Td key={j} ta={isFigures(c) ? 'right' : undefined} title={row[j] ?? undefined}>{written(row[j] ?? null, c)}</Table.Td>)}</Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {rows.length > tableRows && <Text size="xs" c="dimmed">{t('tableOf', { shown: tableRows, found: rows.length })}</Text>}
    </Stack>
  )
}
