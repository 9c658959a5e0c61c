import { describe, expect, it } from 'vitest'
import { nodesOf, steered, type Database, type Known, type Table } from './tree'

const databases: Database[] = [
  { name: 'glaux', tables: [{ name: 'cur2', kind: 'table' }, { name: 'Big Costs', kind: 'view' }] },
  { name: 'logs', tables: [{ name: 'flow', kind: 'external' }] },
]
const cur2: Table = {
  database: 'glaux', name: 'cur2', kind: 'table', sampleSql: '',
  columns: [{ name: 'product', type: 'map(varchar, varchar)', map: true }, { name: 'cost', type: 'double' }, { name: 'billing_period', type: 'varchar', partition: true }],
  partitions: [{ values: ['2026-01'], rows: 10, bytes: 1 }],
}
const known: Known = {
  table: (_, t) => (t === 'cur2' ? cur2 : undefined),
  frequent: (_d, _t, column, ask) => {
    if (column === 'cost') return { sql: '', items: [{ value: '1.5', rows: 3 }] }
    if (ask.keys) return { sql: '', items: [{ value: "re'gion", rows: 7 }] }
    return new Error('no')
  },
}
const count = String
const show = (open: string[], filter = '') => nodesOf(databases, new Set(open), filter, known, count)
const names = (open: string[], filter = '') => show(open, filter).map((n) => `${n.level}${n.kind === 'partitions' ? 'partitions' : n.name}`)

describe('the catalog', () => {
  it('shows what is open', () => {
    expect(names([])).toEqual(['1glaux', '1logs'])
    expect(names(['d/glaux'])).toEqual(['1glaux', '2cur2', '2Big Costs', '1logs'])
    expect(names(['d/glaux', 't/glaux/cur2', 'p/glaux/cur2'])).toEqual([
      '1glaux', '2cur2', '3product', '3cost', '3billing_period', '3partitions', '4billing_period=2026-01', '2Big Costs', '1logs',
    ])
  })

  it('writes names, keys and values as SQL', () => {
    const nodes = show(['d/glaux', 't/glaux/cur2', 'c/glaux/cur2/product', 'c/glaux/cur2/cost', 'p/glaux/cur2'])
    const insert = (name: string) => nodes.find((n) => n.name === name)?.insert
    expect(insert('Big Costs')).toBe('glaux."Big Costs"')
    expect(insert("re'gion")).toBe("product['re''gion']")
    expect(insert('1.5')).toBe("DOUBLE '1.5'")
    expect(insert('billing_period=2026-01')).toBe("billing_period = '2026-01'")
  })

  it('tells of what is on its way and what failed', () => {
    const nodes = show(['d/logs', 't/logs/flow', 'd/glaux', 't/glaux/cur2', 'c/glaux/cur2/product', "k/glaux/cur2/product/re'gion"])
    expect(nodes.filter((n) => n.kind === 'loading').length).toBe(1)
    expect(nodes.find((n) => n.kind === 'fault')?.name).toBe('no')
  })

  it('is filtered by tables and by columns', () => {
    expect(names([], 'flow')).toEqual(['1logs', '2flow'])
    expect(names([], 'cost')).toEqual(['1glaux', '2cur2', '3cost', '2Big Costs'])
    expect(names([], 'nothing')).toEqual([])
  })

  it('is walked by keys', () => {
    const nodes = show(['d/glaux', 't/glaux/cur2'])
    expect(steered(nodes, 0, 'ArrowLeft')).toEqual({ toggle: 0 })
    expect(steered(nodes, 0, 'ArrowRight')).toEqual({ focus: 1 })
    expect(steered(nodes, 2, 'ArrowLeft')).toEqual({ focus: 1 })
    expect(steered(nodes, nodes.length - 1, 'ArrowRight')).toEqual({ toggle: nodes.length - 1 })
    expect(steered(nodes, nodes.length - 1, 'ArrowDown')).toEqual({ focus: nodes.length - 1 })
    expect(steered(nodes, 3, 'Home')).toEqual({ focus: 0 })
  })
})
