import { Virtualizer } from '@tanstack/react-virtual'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { highest, moved, settled, Stretched, type Extent, type Place } from './scale'

const small: Extent = { height: 26_000, view: 500 }
const large: Extent = { height: 26 * 1_000_000, view: 500 }

describe('scroll scaling', () => {
  it('is the identity where all rows fit', () => {
    expect(moved(small, { top: 0, virtual: 0 }, 1234)).toEqual({ top: 1234, virtual: 1234 })
    expect(settled(small, { top: 5, virtual: 40_000 })).toEqual({ top: 25_500, virtual: 25_500 })
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
      const from = Math.floor(at.virtual / 26)
      // Plain comparisons: an expectation for each of so many steps takes ten seconds on a busy machine.
      if (at.virtual <= before || at.virtual - before > 500 + 400 || from <= last) {
        expect({ from, before, at: at.virtual, last }).toBe('one small step further down')
      }
      last = from
      at = settled(e, at)
      if (++steps > 30_000) throw new Error('never ends')
    }
    expect(Math.ceil((at.virtual + e.view) / 26)).toBe(400_000)
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
})

describe('a virtualizer of more rows than an element can hold', () => {
  const view = 520
  const end = highest - view
  let el: HTMLElement
  let stretched: Stretched
  let rows: Virtualizer<HTMLElement, Element>
  let leave: () => void

  // jsdom lays nothing out: this element scrolls as one of the greatest height would, and says so later, as browsers do
  function open(count: number) {
    el = document.createElement('div')
    document.body.append(el)
    let top = 0
    Object.defineProperties(el, {
      clientHeight: { value: view + 30, configurable: true }, clientWidth: { value: 800, configurable: true },
      scrollTop: { configurable: true, get: () => top, set: (to: number) => { top = Math.min(Math.max(to, 0), Math.min(count * 26, highest) - view) } },
    })
    stretched = new Stretched(30)
    rows = new Virtualizer<HTMLElement, Element>({
      count, estimateSize: () => 26, getScrollElement: () => stretched.over(el), overscan: 0,
      observeElementRect: stretched.observeRect, observeElementOffset: stretched.observeOffset, scrollToFn: stretched.scrollTo,
    })
    leave = rows._didMount()
    rows._willUpdate()
  }
  const scroll = (top: number) => {
    el.scrollTop = top
    el.dispatchEvent(new Event('scroll'))
  }
  /** The rows that are seen, and where in the window the first stands. */
  const seen = () => {
    const items = rows.getVirtualItems()
    return { first: items[0]?.index, last: items.at(-1)?.index, y: (items[0]?.start ?? 0) - stretched.drift() - el.scrollTop }
  }

  beforeEach(() => {
    vi.useFakeTimers()
    vi.stubGlobal('ResizeObserver', class { observe() { /* never changes */ } disconnect() { /* nothing to end */ } })
  })
  afterEach(() => {
    leave()
    el.remove()
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  it('shows the first rows, the last, and those between', () => {
    open(1_000_000)
    expect(seen()).toEqual({ first: 0, last: 19, y: 0 })
    rows.scrollToIndex(999_999)
    expect(seen()).toEqual({ first: 999_980, last: 999_999, y: 0 })
    expect(el.scrollTop).toBe(end)
    rows.scrollToIndex(500_000, { align: 'start' })
    expect(seen()).toEqual({ first: 500_000, last: 500_019, y: 0 })
    rows.scrollToIndex(500_005)
    expect(seen().first).toBe(500_000)
    rows.scrollToIndex(500_020)
    expect(seen()).toEqual({ first: 500_001, last: 500_020, y: 0 })
  })

  it('goes a row with the wheel and far with the scrollbar', () => {
    open(1_000_000)
    scroll(end / 2)
    const half = seen().first ?? 0
    expect(half).toBeGreaterThan(499_980)
    expect(half).toBeLessThan(500_000)
    scroll(el.scrollTop + 26)
    expect(seen().first).toBe(half + 1)
    scroll(end)
    expect(seen().last).toBe(999_999)
    scroll(0)
    expect(seen()).toEqual({ first: 0, last: 19, y: 0 })
  })

  it('keeps the rows where they are when the scrollbar is brought back', () => {
    open(1_000_000)
    scroll(end / 4)
    for (let i = 0; i < 200; i++) scroll(el.scrollTop + 500)
    const before = { ...seen(), top: el.scrollTop }
    vi.advanceTimersByTime(1000)
    expect(el.scrollTop).toBeLessThan(before.top - 50_000)
    expect(seen().first).toBe(before.first)
    expect(seen().y).toBeCloseTo(before.y, 6)
  })

  it('leaves a small result to the browser', () => {
    open(1000)
    scroll(1040)
    vi.advanceTimersByTime(1000)
    expect(stretched.drift()).toBe(0)
    expect(seen()).toEqual({ first: 40, last: 59, y: 0 })
  })
})
