import { describe, expect, it } from 'vitest'
import { defaultChart } from './defaults'
import { addFigures, writeFigure } from './figure'
import { colorsOf } from './palette'
import { hasCircle } from './Sankey'
import { asCells, asFlows, asParts, bounds, overAxis, partsOf, shortened } from './shape'
import { stand } from './Waterfall'

const words = { none: '(none)', other: 'Other' }
const columns = [{ name: 'month', type: 'varchar' }, { name: 'service', type: 'varchar' }, { name: 'cost', type: 'decimal(38,10)' }]

describe('figures', () => {
  it('adds decimal text without losing a digit', () => {
    expect(addFigures(['0.1', '0.2'])).toBe('0.3')
    expect(addFigures(['12345678901234567890.0000000001', '-0.0000000002'])).toBe('12345678901234567889.9999999999')
    expect(addFigures(['-1.50', null, 'x', '1.5'])).toBe('0')
    expect(addFigures([])).toBe('0')
  })
  it('writes money with its currency and every unit in its place', () => {
    expect(writeFigure('1234567.895', 'USD', 'en')).toBe('$1,234,567.90')
    expect(writeFigure('90071992547409931234.01', 'USD', 'en')).toBe('$90,071,992,547,409,931,234.01')
    expect(writeFigure('12.5', '%', 'en')).toBe('12.5%')
    expect(writeFigure('12', 'GB', 'en')).toBe('12 GB')
    expect(writeFigure(null, 'USD', 'en')).toBe('–')
    expect(writeFigure('many', 'USD', 'en')).toBe('many')
  })
})

describe('colours', () => {
  it('are the same for the same key whatever the order', () => {
    expect(colorsOf(['a', 'b', 'c'], 'light').get('b')).toBe(colorsOf(['c', 'b', 'a'], 'light').get('b'))
  })
  it('differ within a chart as long as there are enough', () => {
    const keys = Array.from({ length: 12 }, (_, i) => `service ${i}`)
    expect(new Set(colorsOf(keys, 'dark').values()).size).toBe(12)
  })
})

describe('shapes', () => {
  it('choose the columns that settings leave open', () => {
    expect(partsOf({ type: 'bar' }, columns)).toEqual({ x: 0, y: [2], series: -1, to: -1 })
    expect(partsOf({ type: 'stacked', series: 'SERVICE', x: 'gone' }, columns)).toEqual({ x: 0, y: [2], series: 1, to: -1 })
  })
  it('put series over labels and add what falls on the same place', () => {
    const rows = [['2025-02', 'EC2', '0.1'], ['2025-01', 'S3', '5'], ['2025-02', 'EC2', '0.2']]
    const { data } = overAxis({ type: 'stacked', x: 'month', y: ['cost'], series: 'service' }, columns, rows, words)
    expect(data.labels).toEqual(['2025-02', '2025-01'])
    expect(data.series).toEqual([{ key: 'EC2', name: 'EC2', values: ['0.3', null] }, { key: 'S3', name: 'S3', values: [null, '5'] }])
  })
  it('add small series up when there are too many', () => {
    const rows = Array.from({ length: bounds.series + 10 }, (_, i) => ['2025-01', `s${i}`, String(i + 1)])
    const { data } = overAxis({ type: 'stacked', x: 'month', y: ['cost'], series: 'service' }, columns, rows, words)
    expect(data.series).toHaveLength(bounds.series)
    expect(addFigures(data.series.map((s) => s.values[0]))).toBe(addFigures(rows.map((r) => r[2])))
  })
  it('count the labels that find no room', () => {
    const rows = Array.from({ length: bounds.labels + 3 }, (_, i) => [`m${i}`, 'a', '1'])
    expect(overAxis({ type: 'line' }, columns, rows, words).hidden).toBe(3)
  })
  it('keep sums in parts, cells and flows', () => {
    const rows = [['a', 'x', '1'], ['a', 'y', '2'], ['b', 'x', '4'], ['a', 'x', '8']]
    expect(asParts({ type: 'treemap', x: 'month', series: 'service', y: ['cost'] }, columns, rows, words).data[0]).toMatchObject({ key: 'a', value: '11', children: [{ name: 'x', value: '9' }, { name: 'y', value: '2' }] })
    expect(asCells({ type: 'heatmap', x: 'month', to: 'service', y: ['cost'] }, columns, rows, words).data).toEqual({ columns: ['a', 'b'], rows: ['x', 'y'], values: [['9', '4'], ['2', null]] })
    expect(asFlows({ type: 'sankey', x: 'month', to: 'service', y: ['cost'] }, columns, rows, words).data[0]).toEqual({ from: 'a', to: 'x', value: '9' })
  })
  it('shorten times that are all midnight or all the first of a month', () => {
    expect(shortened(['2025-01-01 00:00:00.000', '2025-02-01 00:00:00.000'])).toEqual(['2025-01', '2025-02'])
    expect(shortened(['2025-01-01 10:00:00.000', '2025-01-02 00:00:00.000'])).toEqual(['2025-01-01 10:00', '2025-01-02 00:00'])
  })
})

describe('drawings', () => {
  it('know circles of flows, which a Sankey cannot draw', () => {
    expect(hasCircle([{ from: 'a', to: 'b', value: '1' }, { from: 'b', to: 'c', value: '1' }])).toBe(false)
    expect(hasCircle([{ from: 'a', to: 'b', value: '1' }, { from: 'b', to: 'a', value: '1' }])).toBe(true)
    expect(hasCircle([{ from: 'a', to: 'a', value: '1' }])).toBe(true)
  })
  it('stand the changes of a waterfall on one another', () => {
    const falls = [['sum', '10'], ['change', '-4'], ['change', '1'], ['sum', '7']] as const
    expect(stand(falls.map(([kind, value]) => ({ kind, value, key: '', name: '' })))).toEqual([{ from: 0, to: 10 }, { from: 10, to: 6 }, { from: 6, to: 7 }, { from: 0, to: 7 }])
  })
  it('are chosen by the types of the columns', () => {
    expect(defaultChart(columns, [['2025-01', 'EC2', '1'], ['2025-02', 'EC2', '2']])).toMatchObject({ type: 'stacked', x: 'month', y: ['cost'], series: 'service', unit: 'USD' })
    expect(defaultChart([{ name: 'n', type: 'bigint' }], [['3']])).toMatchObject({ type: 'number', y: ['n'] })
    expect(defaultChart([{ name: 'name', type: 'varchar' }], [['a']])).toEqual({ type: 'table' })
  })
})
