import { describe, expect, it } from 'vitest'
import type { Point, Report, Turn } from './data'
import { bandOf, drawnOf, fallsOf, marksOf } from './figures'
import { askedOf, codec, pageOf, type PageState } from './state'

const told = (en: string) => ({ en, ja: `${en}です` })
const first = codec.read({})
const days = { first: '2024-10-01', last: '2025-11-20' }

describe('the address of a unit', () => {
  it('is empty where nothing was chosen', () => expect(Object.values(codec.write(first)).join('')).toBe(''))
  it('holds what was chosen', () => {
    const state: PageState = { period: 'last', compare: 'year', change: 'nat-fix', draw: 'quantity', grain: 'day', by: 'causes' }
    expect(codec.read(codec.write(state))).toEqual(state)
  })
  it('bears any text', () => expect(codec.read({ period: 'x', compare: 'y', draw: 'z', grain: '1', by: '2' })).toEqual(first))
  it('leads to a unit with its times', () => expect(pageOf('click', { period: 'last', compare: 'year' })).toBe('/units/click?period=last&compare=year'))
})

describe('the times that are compared', () => {
  it('are the server\'s where nobody chose', () => expect(askedOf(first, days)).toEqual({ from: '', to: '', beforeFrom: '', beforeTo: '', change: '' }))
  it('are a period and the one before it', () => expect(askedOf({ period: 'last', compare: 'previous', change: '' }, days)).toEqual({ from: '2025-10-01', to: '2025-11-01', beforeFrom: '2025-09-01', beforeTo: '2025-10-01', change: '' }))
  it('may be a year apart', () => expect(askedOf({ period: '2025-10-01..2025-11-01', compare: 'year', change: 'x' }, days)).toMatchObject({ beforeFrom: '2024-10-01', beforeTo: '2024-11-01', change: 'x' }))
})

describe('what is drawn of a unit', () => {
  const turn = { id: 'fix', title: told('NAT fix'), day: '2025-11-01', says: told(''), expected: [{ day: '2025-11-02', low: '1', mid: '2', high: '3' }] } as Turn
  const labels = ['2025-10-31', '2025-11-01', '2025-11-02']

  it('has a mark for each change', () => {
    expect(marksOf([turn], labels, (t) => t.ja)).toEqual([{ id: 'fix', text: 'NAT fixです', at: 1 }])
    expect(marksOf([turn], ['2025-10', '2025-11'], (t) => t.en)).toEqual([{ id: 'fix', text: 'NAT fix', at: 1 }])
    expect(marksOf([turn], ['2025-12', '2026-01'], (t) => t.en)).toEqual([])
    expect(marksOf([turn], ['2025-09', '2025-10'], (t) => t.en)).toEqual([])
  })
  it('has what would have come without it', () => {
    expect(bandOf(turn, labels, 'Without')).toEqual({ name: 'Without', low: [null, null, '1'], high: [null, null, '3'] })
    expect(bandOf(undefined, labels, '')).toBeUndefined()
  })
  it('is nothing where nothing was counted', () => expect([drawnOf({ day: '', cost: '1', quantity: '0' } as Point, 'costPer'), drawnOf({ day: '', cost: '1', quantity: '0' } as Point, 'cost')]).toEqual([null, '1']))
})

describe('a change that was taken apart', () => {
  const report = {
    before: { cost: '10' }, after: { cost: '8' },
    decomposition: {
      change: '-2', effects: [{ kind: 'volume', amount: '4', says: told('') }, { kind: 'price', amount: '0', says: told('') }, { kind: 'mix', amount: '-1', says: told('') }, { kind: 'efficiency', amount: '-5', says: told('') }],
      causes: [{ id: 'nat', title: told('NAT'), amount: '-5' }, { id: 'none', title: told('None'), amount: '0.000' }, { id: 'model', title: told('Models'), amount: '-1' }],
    },
  } as unknown as Report
  const words = { before: 'B', after: 'A', effect: (kind: string) => kind, tell: (t: { ja: string }) => t.ja }

  it('goes from the cost before to the cost now by effects', () => expect(fallsOf(report, 'effects', words).map((f) => [f.name, f.value, f.kind])).toEqual([['B', '10', 'sum'], ['volume', '4', 'change'], ['price', '0', 'change'], ['mix', '-1', 'change'], ['efficiency', '-5', 'change'], ['A', '8', 'sum']]))
  it('or by volume and causes', () => expect(fallsOf(report, 'causes', words).map((f) => [f.name, f.value])).toEqual([['B', '10'], ['volume', '4'], ['NATです', '-5'], ['Modelsです', '-1'], ['A', '8']]))
  it('is nothing without a decomposition', () => expect(fallsOf({ ...report, decomposition: undefined }, 'effects', words)).toEqual([]))
})
