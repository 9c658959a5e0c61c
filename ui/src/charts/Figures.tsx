import { Text } from '@mantine/core'
import { isDecimal } from '../lib/decimal'
import { useFormat, trendOf } from '../lib/format'
import classes from './Figures.module.css'
import { isFigures, type Column, type Row, type Settings } from './shape'

/** A name of SQL as words. */
export const plainName = (name: string) => name.replaceAll('_', ' ')

/** The first row as a figure: the first column of y, and beside it the others with their names. A column named change is coloured. */
export function Figures({ chart, columns, rows, nameOf = plainName }: { chart: Settings; columns: Column[]; rows: Row[]; nameOf?: (name: string) => string }) {
  const f = useFormat()
  const row = rows[0] ?? []
  const names = chart.y?.length ? chart.y : (columns.some(isFigures) ? columns.filter(isFigures) : columns.slice(0, 1)).map((c) => c.name)
  const cells = names.map((name) => ({ name, value: row[columns.findIndex((c) => c.name === name)] ?? null }))
  const [main, ...rest] = cells
  const show = (value: string | null) => (value === null ? '–' : isDecimal(value) ? f.amount(value, chart.unit ?? '') : value)
  const [, per] = / (per .+)$/.exec(chart.unit ?? '') ?? []
  const unit = per ?? (chart.unit && /^[A-Z]{3}$|^%$/.test(chart.unit) ? '' : chart.unit)
  const figure = main?.value ?? null
  return (
    <>
      <div className={classes.number}>
        {figure === null || !isDecimal(figure) ? show(figure) : chart.unit === '%' ? `${f.number(figure)}%` : per ? f.money(figure) : unit ? f.number(figure) : show(figure)}
        {unit && figure !== null ? <span className={classes.unit}> {unit}</span> : null}
      </div>
      {rest.map(({ name, value }) => (
        <Text key={name} size="xs" c="dimmed" component="div" truncate>
          {nameOf(name)}{' '}
          <span style={/change|difference/.test(name) && value ? { color: `var(--glaux-${trendOf(value)})` } : undefined}>
            {value === null ? '–' : /percent|share|rate/.test(name) && isDecimal(value) ? `${f.number(value)} %` : show(value)}
          </span>
        </Text>
      ))}
    </>
  )
}
