import { describe, expect, it } from 'vitest'
import { elementHeight, highest, moved, reveal, settled, shown, type Extent, type Place } from './scale'

const small: Extent = { height: 26_000, view: 500 }
const large: Extent = { height: 26 * 1_000_000, view: 500 }

describe('scroll scaling', () => {
  it('is the identity where all rows fit', () => {
    expect(elementHeight(small)).toBe(26_000)
    expect(moved(small, { top: 0, virtual: 0 }, 1234)).toEqual({ top: 1234, virtual: 1234 })
    expect(settled(small, { top: 5, virtual: 40_000 })).toEqual({ top: 25_500, virtual: 25_500 })
  })

  it('keeps the element below what browsers allow', () => {
    expect(elementHeight(large)).toBe(highest)
  })

  it('moves a line for a line', () => {
    const at = settled(large, { top: 0, virtual: 13_000_000 })
    expect(moved(large, at, at.top + 26).virtual).toBe(13_000_026)
    expect(moved(large, at, at.top - 26).virtual).toBe(12_999_974)
  })

  it('stretches a jump of the scrollbar', () => {
    const half = moved(large, { top: 0, virtual: 0 }, (highest - 500) / 2)
    expect(half.virtual).toBeCloseTo((large.height - 500) / 2, 3)
  })

  it('reaches both ends exactly', () => {
    expect(moved(large, { top: 100, virtual: 90_000 }, 0).virtual).toBe(0)
    expect(moved(large, { top: 100, virtual: 90_000 }, highest - 500).virtual).toBe(large.height - 500)
  })

  it('reads every row from the top to the bottom by small steps', () => {
    const e: Extent = { height: 26 * 400_000, view: 500 }
    let at: Place = { top: 0, virtual: 0 }
    let last = -1
    let steps = 0
    while (at.virtual < e.height - e.view) {
      const before = at.virtual
      at = moved(e, at, at.top + 400)
      expect(at.virtual).toBeGreaterThan(before)
      expect(at.virtual - before).toBeLessThanOrEqual(500 + 400)
      const [from] = shown(at.virtual, e.view, 26, 400_000)
      expect(from).toBeGreaterThan(last)
      last = from
      at = settled(e, at)
      if (++steps > 30_000) throw new Error('never ends')
    }
    expect(shown(at.virtual, e.view, 26, 400_000)[1]).toBe(400_000)
  })

  it('settles without moving a row', () => {
    for (const virtual of [0, 1, 26, 499, 501, 10_000, 13_000_000, large.height - 900, large.height - 501, large.height - 500]) {
      expect(settled(large, { top: 77, virtual }).virtual).toBe(virtual)
    }
  })

  it('leaves room for a small step beside either end', () => {
    const near = settled(large, { top: 0, virtual: 300 })
    expect(near.top).toBeGreaterThanOrEqual(300)
    expect(moved(large, near, near.top - 26).virtual).toBe(274)
    const end = settled(large, { top: 0, virtual: large.height - 800 })
    expect(moved(large, end, end.top + 26).virtual).toBe(large.height - 774)
  })

  it('knows which rows are in the window', () => {
    expect(shown(0, 100, 25, 1000)).toEqual([0, 4])
    expect(shown(13, 100, 25, 1000)).toEqual([0, 5])
    expect(shown(24_900, 100, 25, 1000)).toEqual([996, 1000])
    expect(shown(0, 100, 25, 2)).toEqual([0, 2])
  })

  it('reveals a row with the least movement', () => {
    expect(reveal(100, 100, 25, 4)).toBe(100)
    expect(reveal(100, 100, 25, 3)).toBe(75)
    expect(reveal(100, 100, 25, 8)).toBe(125)
  })
})
