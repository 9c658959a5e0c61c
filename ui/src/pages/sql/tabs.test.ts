import { describe, expect, it } from 'vitest'
import { changed, closed, merged, newTab, opened, parsed, reopened, shifted, titleOf, unsaved, type Tabs } from './tabs'

const three = (): Tabs => ({ tabs: ['a', 'b', 'c'].map((id) => newTab(id, 1, { sql: `SELECT '${id}'` })), active: 'b', closed: [] })
const empty = newTab('e', 1)
const ids = (s: Tabs) => s.tabs.map((t) => t.id).join('')

describe('tabs', () => {
  it('open behind the active one', () => {
    const s = opened(three(), newTab('n', 2))
    expect([ids(s), s.active]).toEqual(['abnc', 'n'])
  })

  it('take the place of a blank one', () => {
    const blank: Tabs = { tabs: [newTab('x', 1), newTab('y', 1, { sql: 'SELECT 1' })], active: 'x', closed: [] }
    expect(ids(opened(blank, newTab('n', 2, { sql: 'SELECT 2' })))).toBe('ny')
    expect(ids(opened(blank, newTab('n', 2)))).toBe('xny')
  })

  it('show the neighbour when the active one closes, and come back to their place', () => {
    const s = closed(three(), 'b', empty)
    expect([ids(s), s.active]).toEqual(['ac', 'c'])
    const back = reopened(s, 5)
    expect([ids(back), back.active, back.closed.length]).toEqual(['abc', 'b', 0])
    expect(reopened(back, 6)).toBe(back)
  })

  it('leave an empty one when the last closes, and forget empty ones', () => {
    let s: Tabs = { tabs: [newTab('x', 1)], active: 'x', closed: [] }
    s = closed(s, 'x', empty)
    expect([ids(s), s.active, s.closed.length]).toEqual(['e', 'e', 0])
  })

  it('keep a bounded number of closed ones', () => {
    let s = three()
    for (let i = 0; i < 40; i++) s = closed(opened(s, newTab(`n${i}`, 1, { sql: 'SELECT 1' })), `n${i}`, empty)
    expect(s.closed.length).toBe(20)
    expect(s.closed.at(-1)?.tab.id).toBe('n39')
  })

  it('move among each other', () => {
    expect(ids(shifted(three(), 'a', 1))).toBe('bac')
    expect(ids(shifted(three(), 'a', -1))).toBe('abc')
  })

  it('are called by what they read until they have a name', () => {
    expect(titleOf(newTab('a', 1, { sql: '-- about\nSELECT *\nFROM "glaux"."cur2" WHERE 1=1' }))).toBe('cur2')
    expect(titleOf(newTab('a', 1, { sql: 'SHOW TABLES' }))).toBe('SHOW TABLES')
    expect(titleOf(newTab('a', 1, { name: 'mine', sql: 'SELECT 1 FROM t' }))).toBe('mine')
    expect(titleOf(newTab('a', 1))).toBe('')
  })

  it('know whether they differ from what is saved', () => {
    expect(unsaved(newTab('a', 1, { sql: 'SELECT 1' }))).toBe(false)
    expect(unsaved(newTab('a', 1, { sql: 'SELECT 1', saved: 'q', savedSql: 'SELECT 1' }))).toBe(false)
    expect(unsaved(newTab('a', 1, { sql: 'SELECT 2', saved: 'q', savedSql: 'SELECT 1' }))).toBe(true)
  })

  it('survive being written and read', () => {
    const s = changed(three(), 'a', { job: 'j1', chart: { type: 'bar', x: 'm', y: ['c'] } }, 7)
    expect(parsed(JSON.stringify(s))).toEqual(s)
  })

  it('are not read from what is no tabs', () => {
    for (const text of [null, '', '{', 'null', '[]', '{"tabs":[]}', '{"tabs":[{"id":1}]}']) expect(parsed(text)).toBeNull()
    expect(parsed('{"tabs":[{"id":1},{"id":"a","name":"","sql":"","database":"","params":[],"view":"table","touched":1}],"active":"zz"}')?.active).toBe('a')
  })
})

describe('tabs of two windows', () => {
  it('take the newer text and what is new in either', () => {
    const mine = changed(three(), 'a', { sql: 'mine' }, 10)
    let theirs = changed(three(), 'c', { sql: 'theirs' }, 11)
    theirs = opened(theirs, newTab('n', 12))
    const s = merged(mine, theirs)
    expect(s.tabs.find((t) => t.id === 'a')?.sql).toBe('mine')
    expect(s.tabs.find((t) => t.id === 'c')?.sql).toBe('theirs')
    expect(ids(s)).toBe('abcn')
    expect(s.active).toBe('b')
  })

  it('close what the other closed unless it is being looked at', () => {
    const s = merged(three(), closed(closed(three(), 'a', empty), 'b', empty))
    expect(ids(s)).toBe('bc')
  })

  it('do not bring back what was closed here', () => {
    expect(ids(merged(closed(three(), 'a', empty), three()))).toBe('bc')
  })
})
