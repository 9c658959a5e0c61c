import { describe, expect, it } from 'vitest'
import { formats } from '../../lib/format'
import { chosen, codec, ranFor, unfinished, type Workgroup } from './data'
import { limitsOf } from './limits'

const none: Workgroup['limits'] = { bytes: 0, rows: 0, seconds: 0, cpuSeconds: 0, memory: 0, disk: 0, running: 0, queued: 0, bytesPerDay: 0, cpuPerDay: 0, resultSeconds: 0, reuseSeconds: 0 }
const group = (name: string, own: boolean) => ({ name, own, limits: none }) as Workgroup

describe('the workgroup that is shown', () => {
  it('is the one in the address, else one\'s own, else the first', () => {
    const all = [group('a', false), group('b', true), group('c', false)]
    expect(chosen(all, 'c')?.name).toBe('c')
    expect(chosen(all, 'gone')?.name).toBe('b')
    expect(chosen([group('a', false)], '')?.name).toBe('a')
    expect(chosen([], '')).toBeUndefined()
  })
})

describe('limits', () => {
  it('are those that there are, in units that are read', () => {
    const f = formats('en')
    expect(limitsOf(none, f)).toEqual([])
    expect(limitsOf({ ...none, bytes: 10 * 2 ** 30, rows: 1_000_000, seconds: 300, resultSeconds: 86_400 }, f)).toEqual([
      { name: 'bytes', text: '10 GiB' }, { name: 'rows', text: '1,000,000' }, { name: 'seconds', text: '5 min 0 s' }, { name: 'resultSeconds', text: '24 h 0 min' },
    ])
  })
})

describe('a statement', () => {
  it('runs until it has ended', () => {
    const now = new Date('2025-12-03T10:00:05Z')
    expect(ranFor({ started: '2025-12-03T10:00:00Z', ended: '2025-12-03T10:00:02Z' }, now)).toBe(2000)
    expect(ranFor({ started: '2025-12-03T10:00:00Z' }, now)).toBe(5000)
    expect(ranFor({}, now)).toBeUndefined()
    expect([unfinished({ state: 'QUEUED' }), unfinished({ state: 'RUNNING' }), unfinished({ state: 'FAILED' })]).toEqual([true, true, false])
  })
})

describe('the address', () => {
  it('bears any text', () => {
    expect(codec.read({ state: 'nonsense', q: ['a', 'b'] })).toEqual({ name: '', text: 'a', owner: '', state: '', job: '' })
    const state = { name: 'etl', text: 'cur', owner: 'alice', state: 'FAILED', job: 'x' } as const
    expect(codec.read(codec.write(state))).toEqual(state)
  })
})
