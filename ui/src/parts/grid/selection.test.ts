import { describe, expect, it } from 'vitest'
import { areaOf, contains, pressed, type Press, type Selection } from './selection'

const size = { rows: 100, columns: 5, page: 20 }
const at = (row: number, column: number): Selection => ({ anchor: { row, column }, cursor: { row, column } })
const key = (key: string, more: Partial<Press> = {}): Press => ({ key, shift: false, mod: false, ...more })

describe('keys in the grid', () => {
  it('move the cursor and stop at the edges', () => {
    expect(pressed(at(0, 0), key('ArrowDown'), size)).toEqual(at(1, 0))
    expect(pressed(at(99, 4), key('ArrowDown'), size)).toEqual(at(99, 4))
    expect(pressed(at(5, 4), key('ArrowRight'), size)).toEqual(at(5, 4))
    expect(pressed(at(90, 0), key('PageDown'), size)).toEqual(at(99, 0))
    expect(pressed(at(5, 2), key('End', { mod: true }), size)).toEqual(at(99, 4))
  })

  it('reach the header from the first row, and come back', () => {
    expect(pressed(at(0, 2), key('ArrowUp'), size)).toEqual(at(-1, 2))
    expect(pressed(at(-1, 2), key('ArrowDown'), size)).toEqual(at(0, 2))
    expect(pressed(at(-1, 2), key('ArrowRight'), size)).toEqual(at(-1, 3))
  })

  it('stretch the rectangle with shift, never into the header', () => {
    const s = pressed(at(3, 3), key('ArrowUp', { shift: true }), size) as Selection
    expect(s).toEqual({ anchor: { row: 3, column: 3 }, cursor: { row: 2, column: 3 } })
    expect(pressed(at(0, 0), key('ArrowUp', { shift: true }), size)?.cursor.row).toBe(0)
    const area = areaOf(pressed(s, key('ArrowLeft', { shift: true }), size) as Selection)
    expect(area).toEqual({ top: 2, bottom: 3, left: 2, right: 3 })
    expect(contains(area, 2, 2)).toBe(true)
    expect(contains(area, 4, 2)).toBe(false)
  })

  it('choose everything', () => {
    expect(areaOf(pressed(at(3, 3), key('a', { mod: true }), size) as Selection)).toEqual({ top: 0, bottom: 99, left: 0, right: 4 })
  })

  it('are left alone where they mean nothing here', () => {
    expect(pressed(at(3, 3), key('x'), size)).toBeNull()
  })
})
