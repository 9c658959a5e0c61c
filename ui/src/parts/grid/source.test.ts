import { describe, expect, it } from 'vitest'
import { MemorySource, WindowSource, type Load } from './source'
import type { Row } from './types'

const columns = [{ name: 'n', type: 'bigint' }]

function server(count: number) {
  const asked: [number, number][] = []
  const state = { count, fail: false, asked }
  const load: Load = async (from, n, signal) => {
    asked.push([from, n])
    await new Promise((go) => setTimeout(go, 1))
    if (signal.aborted) throw new DOMException('gone', 'AbortError')
    if (state.fail) throw new Error('no')
    const rows: Row[] = []
    for (let i = from; i < Math.min(from + n, state.count); i++) rows.push([String(i)])
    return { rows }
  }
  return { state, load }
}

const soon = (ms = 30) => new Promise((go) => setTimeout(go, ms))

describe('windows of rows', () => {
  it('loads what is looked at, and the block ahead of it', async () => {
    const { state, load } = server(1000)
    const source = new WindowSource(columns, load, { block: 100 })
    source.grow(1000)
    source.want(120, 150)
    await soon()
    expect(source.row(120)).toEqual(['120'])
    expect(state.asked).toEqual([[100, 100], [200, 100]])
    source.want(110, 140)
    await soon()
    expect(state.asked.at(-1)).toEqual([0, 100])
  })

  it('forgets what is out of sight before it was loaded', async () => {
    const { state, load } = server(100_000)
    const source = new WindowSource(columns, load, { block: 100, parallel: 2 })
    source.grow(100_000)
    for (let from = 0; from < 50_000; from += 500) source.want(from, from + 50)
    await soon(60)
    expect(source.row(49_500)).toEqual(['49500'])
    expect(state.asked.length).toBeLessThan(10)
  })

  it('keeps no more than its bound', async () => {
    const { load } = server(100_000)
    const source = new WindowSource(columns, load, { block: 100, keep: 5 })
    source.grow(100_000)
    for (let from = 0; from < 3000; from += 100) {
      source.want(from, from + 50)
      await soon(8)
    }
    expect(source.held).toBeLessThanOrEqual(500)
    expect(source.row(2900)).toEqual(['2900'])
  })

  it('loads the last block again when it has grown', async () => {
    const { state, load } = server(30)
    const source = new WindowSource(columns, load, { block: 100 })
    source.grow(30)
    source.want(0, 50)
    await soon()
    expect(source.row(29)).toEqual(['29'])
    state.count = 80
    source.grow(80)
    await soon()
    expect(source.row(79)).toEqual(['79'])
  })

  it('stops at a fault and goes on when told', async () => {
    const { state, load } = server(300)
    const source = new WindowSource(columns, load, { block: 100 })
    state.fail = true
    source.grow(300)
    source.want(0, 50)
    await soon()
    expect(source.fault).toBeInstanceOf(Error)
    const before = state.asked.length
    source.want(10, 60)
    await soon()
    expect(state.asked.length).toBe(before)
    state.fail = false
    source.retry()
    await soon()
    expect(source.row(10)).toEqual(['10'])
  })

  it('gives a whole range for copying', async () => {
    const { load } = server(25_000)
    const source = new WindowSource(columns, load, { block: 100 })
    source.grow(25_000)
    const rows = await source.range(10, 24_990)
    expect(rows.length).toBe(24_980)
    expect(rows.every((row, i) => row[0] === String(i + 10))).toBe(true)
  })

  it('is all there where rows are in memory', async () => {
    const source = new MemorySource(columns, [['1'], ['2']])
    expect(source.row(1)).toEqual(['2'])
    expect(await source.range(0, 9)).toEqual([['1'], ['2']])
  })
})
