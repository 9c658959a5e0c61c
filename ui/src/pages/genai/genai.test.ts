import { describe, expect, it } from 'vitest'
import { whereOf, type Answer, type Row } from './data'
import { changeOf, perMillionChange, seriesOf } from './figures'
import { codec, comparable, drill, grainOf, opens, readFilters, type PageState } from './state'

const first = codec.read({})

describe('the address of the page of models', () => {
  it('is empty where nothing was chosen', () => expect(Object.values(codec.write(first)).flat().join('')).toBe(''))
  it('holds what was chosen', () => {
    const state: PageState = {
      tab: 'what-if', period: '2025-05-01..2025-06-01', by: ['model', 'tag:user_app'], filters: [{ dimension: 'department', values: ['Sales', ''] }, { dimension: 'model', values: ['a=b'] }], compare: 'none', measure: 'tokens', top: 40,
      model: 'Nova Lite', tier: 'batch', scope: 'global', cache: 0, open: '',
    }
    expect(codec.read(codec.write(state))).toEqual(state)
  })
  it('bears any text', () => expect(codec.read({ tab: 'x', period: '..', by: ['nothing', 'tag:'], where: ['=x', 'nothing=1', 'x'], top: '-3', tier: 'gold', cache: '101', compare: 'moon' })).toEqual(first))
  it('adds values of the same dimension', () => expect(readFilters(['model=a', 'model=b', 'model=a'])).toEqual([{ dimension: 'model', values: ['a', 'b'] }]))
  it('asks the server with one text for each value', () => expect(whereOf([{ dimension: 'department', values: ['Sales', ''] }])).toEqual(['department=Sales', 'department=']))
})

describe('opening a group', () => {
  it('keeps it, and asks what it is made of', () => {
    const opened = drill(first, ['Sales'])
    expect([opened.filters, opened.by]).toEqual([[{ dimension: 'department', values: ['Sales'] }], ['model']])
    expect(drill(opened, ['Nova Lite']).by).toEqual(['kind'])
  })
  it('takes the place of a filter of the same dimension', () => expect(drill({ ...first, filters: [{ dimension: 'department', values: ['Sales', 'Dev'] }] }, ['Dev']).filters).toEqual([{ dimension: 'department', values: ['Dev'] }]))
  it('ends where nothing is left to ask', () => {
    let state = first
    for (let i = 0; opens(state); i++) {
      expect(i).toBeLessThan(20)
      state = drill(state, ['x'])
    }
    expect(new Set(state.filters.map((f) => f.dimension)).size).toBe(state.filters.length)
  })
})

describe('steps', () => {
  it.each([['2025-05-01', '2025-06-01', 'day'], ['2025-05-01', '2025-07-01', 'month'], ['2025-05-10', '2025-07-01', 'day'], ['2024-12-01', '2025-06-01', 'month']] as const)('of %s to %s are by %s', (start, end, want) => expect(grainOf({ start, end })).toBe(want))
})

describe('a comparison', () => {
  const days = { first: '2025-04-01', last: '2025-11-20' }
  it.each([['previous', '2025-05-01', true], ['previous', '2025-04-01', false], ['year', '2025-05-01', false], ['none', '2025-05-01', false]] as const)('with %s of the month from %s can be made: %s', (compare, start, want) => expect(comparable(compare, { start, end: `2025-0${Number(start.slice(6, 7)) + 1}-01` }, days)).toBe(want))
})

describe('figures of models', () => {
  const figures = (cost: string, perMillion?: string) => ({ cost, tokenCost: cost, tokens: 10, input: 6, output: 4, cacheRead: 0, cacheWrite: 0, perMillion })
  const row = (more: Partial<Row>) => ({ kind: 'group', keys: ['a'], share: 1, ...figures('2'), ...more }) as Row

  it('change exactly', () => expect(changeOf(row({ before: figures('1.6') }))).toEqual({ change: '0.4', percent: 25 }))
  it('have no percentage from nothing', () => expect(changeOf(row({ before: figures('0') }))).toEqual({ change: '2', percent: undefined }))
  it('have no change where nothing is compared', () => expect(changeOf(row({}))).toBeNull())
  it('compare prices where both are known', () => {
    expect(perMillionChange(row({ perMillion: '3', before: figures('1', '2') }))).toBe(0.5)
    expect(perMillionChange(row({ perMillion: '3', before: figures('1') }))).toBeUndefined()
  })
  it('are drawn over the steps, the others without a colour', () => {
    const answer = { rows: [row({ steps: [figures('1', '5'), figures('1')] }), row({ kind: 'other', keys: [], steps: [figures('0'), figures('3')] })] } as Answer
    expect(seriesOf(answer, 'perMillion', (r) => r.kind)).toEqual([{ key: 'a', name: 'group', tone: 'own', values: ['5', null] }, { key: '\u0000other', name: 'other', tone: 'other', values: [null, null] }])
    expect(seriesOf(answer, 'cost', (r) => r.kind)[1]?.values).toEqual(['0', '3'])
  })
})
