import { describe, expect, it } from 'vitest'
import { MemorySource } from '../../parts/grid'
import { asColumn, collect, isQuery, mostAddresses, nameOf, withColumn } from './classify'

const columns = [{ name: 'srcaddr', type: 'varchar' }]

describe('the addresses of a column', () => {
  it('are each there once, the most frequent first, without what is none', async () => {
    const source = new MemorySource(columns, [['10.0.0.1'], ['10.0.0.2'], [null], ['-'], ['10.0.0.2'], ['2001:db8::1']])
    expect(await collect(source, 0)).toEqual({ addresses: ['10.0.0.2', '10.0.0.1', '2001:db8::1'], distinct: 3, rows: 6, all: true })
  })

  it('are no more than an expression takes', async () => {
    const rows = Array.from({ length: 25_000 }, (_, i) => [`10.0.${Math.floor((i % 3000) / 250)}.${i % 250}`])
    const got = await collect(new MemorySource(columns, rows), 0)
    expect([got.addresses.length, got.distinct, got.rows]).toEqual([mostAddresses, 3000, 25_000])
  })

  it('are not looked for any more when nobody waits', async () => {
    const control = new AbortController()
    control.abort(new Error('gone'))
    await expect(collect(new MemorySource(columns, [['10.0.0.1']]), 0, control.signal)).rejects.toThrow('gone')
  })
})

describe('the statement with words', () => {
  it.each(['SELECT 1', ' with a as (select 1) select * from a', '-- top talkers\nSELECT 1', '(SELECT 1)', 'VALUES 1'])('%s can be wrapped', (sql) => expect(isQuery(sql)).toBe(true))
  it.each(['SHOW TABLES', 'EXPLAIN SELECT 1', 'INSERT INTO t SELECT 1', ''])('%s cannot', (sql) => expect(isQuery(sql)).toBe(false))
  it('keeps a comment at its end to itself', () => {
    expect(withColumn('SELECT srcaddr FROM f -- all;', "CASE\n  WHEN srcaddr = '10.0.0.1' THEN 'a'\nEND", 'srcaddr_name'))
      .toBe("SELECT\n  *,\n  CASE\n    WHEN srcaddr = '10.0.0.1' THEN 'a'\n  END AS srcaddr_name\nFROM (\nSELECT srcaddr FROM f -- all\n)")
  })
  it('names the column as it is called', () => {
    expect([nameOf('srcaddr', 'az'), nameOf('Source IP', 'tag:cost-center')]).toEqual(['srcaddr_az', 'source_ip_cost_center'])
    expect([asColumn('1', 'a_b'), asColumn('1', '1"x')]).toEqual(['1 AS a_b', '1 AS "1""x"'])
  })
})
