import { describe, expect, it } from 'vitest'
import { parseSearch, stringifySearch } from '../../lib/url'
import { back, drill, nextDimensions, openCharge, withFilters } from './drill'
import { onwardOf } from './onward'
import { beforeOf, fromDays, lastDay, periodOf, readRange, stepAt, stepOf, writeRange } from './periods'
import { said } from './said'
import { codec, start, type State } from './state'

const days = { first: '2024-11-05', last: '2025-11-20' }
const around = (s: State) => codec.read(parseSearch(stringifySearch(codec.write(s))))

describe('the address', () => {
  it('is empty for the first state', () => {
    expect(stringifySearch(codec.write(start))).toBe('')
    expect(codec.read({})).toEqual(start)
  })
  it('brings back every part of a state', () => {
    const state: State = {
      period: '2025-06-01..2025-07-03', step: 'hourly', metric: 'net_amortized', by: ['tag:user_team', 'usage_type', 'cost_category:a;b\\c'], top: 40,
      filters: [
        { dimension: 'service', values: ['AmazonEC2', 'EC2 - Other'] },
        { dimension: 'tag:a;b', values: ['', 'x;y', '\\', 'ü & = ? #'], exclude: true },
        { dimension: 'resource', values: ['arn:aws:ec2:us-east-1:1:instance/i-1'], match: 'starts' },
        { dimension: 'usage_type', values: ['NatGateway'], match: 'contains', exclude: true },
      ],
      charges: 'only', view: 'areas', compare: 'previous', changes: 'groups', forecast: true,
      trail: [{ by: ['service', 'region'], values: ['AmazonEC2', ''] }, { by: ['usage_type'], values: ['a;b'] }],
    }
    expect(around(state)).toEqual(state)
  })
  it('knows no groups from the usual groups', () => {
    expect(around({ ...start, by: [] }).by).toEqual([])
  })
  it('bears any text', () => {
    const state = codec.read(parseSearch('?period=x&step=y&metric=z&by=&by=a&by=a&f=x&f=;is;a&f=a;what;b&top=-3&at=odd&charges=no&view=pie'))
    expect(state).toMatchObject({ step: 'auto', metric: 'unblended', filters: [], top: 10, trail: [], charges: 'apart', view: 'bars' })
    expect(periodOf(state.period, days)).toEqual(periodOf('6m', days))
  })
})

describe('periods', () => {
  it.each([
    ['this', '2025-11-01', '2025-11-21'], ['last', '2025-10-01', '2025-11-01'], ['3m', '2025-09-01', '2025-11-21'], ['6m', '2025-06-01', '2025-11-21'],
    ['12m', '2024-12-01', '2025-11-21'], ['ytd', '2025-01-01', '2025-11-21'], ['7d', '2025-11-14', '2025-11-21'], ['30d', '2025-10-22', '2025-11-21'], ['all', '2024-11-05', '2025-11-21'],
  ])('%s counts from the newest day', (name, from, to) => {
    expect(periodOf(name, days)).toEqual({ start: from, end: to })
  })
  it('are any half-open range of days or moments', () => {
    expect(readRange('2025-06-01..2025-06-02')).toEqual({ start: '2025-06-01', end: '2025-06-02' })
    expect(readRange('2025-06-01T05:00:00Z..2025-06-02')).toEqual({ start: '2025-06-01T05:00:00Z', end: '2025-06-02' })
    expect(writeRange({ start: '2025-06-01T00:00:00Z', end: '2025-06-02T03:00:00Z' })).toBe('2025-06-01..2025-06-02T03:00:00Z')
    for (const wrong of ['2025-06-02..2025-06-02', '2025-06-03..2025-06-02', '2025-02-30..2025-06-02', 'a..b', '2025-01-01..2025-01-02..2025-01-03', '']) expect(readRange(wrong)).toBeNull()
  })
  it('end for people on a day that is in them', () => {
    expect(lastDay({ start: '2025-06-01', end: '2025-07-01' })).toBe('2025-06-30')
    expect(fromDays('2025-06-01', '2025-06-30')).toEqual({ start: '2025-06-01', end: '2025-07-01' })
  })
  it('have steps that fit their length', () => {
    expect(stepOf('auto', { start: '2025-06-01', end: '2025-06-02' })).toBe('hourly')
    expect(stepOf('auto', { start: '2025-06-01', end: '2025-07-01' })).toBe('daily')
    expect(stepOf('auto', { start: '2025-06-01', end: '2025-12-01' })).toBe('monthly')
    expect(stepOf('daily', { start: '2025-06-01', end: '2025-12-01' })).toBe('daily')
  })
  it('are compared with what was before them', () => {
    expect(beforeOf('previous', { start: '2025-11-01', end: '2025-12-01' })).toEqual({ start: '2025-10-01', end: '2025-11-01' })
    expect(beforeOf('previous', { start: '2025-09-01', end: '2025-12-01' })).toEqual({ start: '2025-06-01', end: '2025-09-01' })
    expect(beforeOf('previous', { start: '2025-11-03', end: '2025-11-10' })).toEqual({ start: '2025-10-27', end: '2025-11-03' })
    expect(beforeOf('previous', { start: '2025-11-01', end: '2025-11-21' })).toEqual({ start: '2025-10-01', end: '2025-10-21' })
    expect(beforeOf('previous', { start: '2025-09-01', end: '2025-11-21' })).toEqual({ start: '2025-06-01', end: '2025-08-21' })
    expect(beforeOf('month', { start: '2025-11-03', end: '2025-11-10' })).toEqual({ start: '2025-10-03', end: '2025-10-10' })
    expect(beforeOf('year', { start: '2025-11-01', end: '2025-12-01' })).toEqual({ start: '2024-11-01', end: '2024-12-01' })
    expect(beforeOf('2025-01-01..2025-01-08', { start: '2025-11-01', end: '2025-12-01' })).toEqual({ start: '2025-01-01', end: '2025-01-08' })
  })
  it('find the step of a moment', () => {
    const steps = [{ start: '2025-06-01', end: '2025-07-01' }, { start: '2025-07-01', end: '2025-08-01' }]
    expect([stepAt(steps, '2025-06-30T23:59:59Z'), stepAt(steps, '2025-07-01'), stepAt(steps, '2025-08-01')]).toEqual([0, 1, -1])
  })
})

describe('drilling', () => {
  const known = ['service', 'usage_type', 'resource', 'account', 'region', 'operation'].map((name) => ({ name, title: name, group: 'common' as const, column: name }))
  it('makes filters of the groups and asks what is within', () => {
    const next = drill(start, ['AmazonEC2'], known)
    expect(next).toMatchObject({ by: ['usage_type'], filters: [{ dimension: 'service', values: ['AmazonEC2'] }], trail: [{ by: ['service'], values: ['AmazonEC2'] }] })
    const deeper = drill(next, ['NatGateway-Bytes'], known)
    expect(deeper.by).toEqual(['resource'])
    expect(back(deeper, 1)).toEqual({ ...next, top: 10 })
    expect(back(deeper, 0)).toEqual(start)
  })
  it('holds all dimensions of a group', () => {
    const next = drill({ ...start, by: ['account', 'service'] }, ['prod', ''], known)
    expect(next.filters).toEqual([{ dimension: 'account', values: ['prod'] }, { dimension: 'service', values: [''] }])
    expect(next.by).toEqual(['usage_type'])
  })
  it('never asks again what a filter has answered', () => {
    expect(nextDimensions(['usage_type'], [{ dimension: 'resource', values: ['i-1'] }], known)[0]).toBe('operation')
    expect(nextDimensions(['usage_type'], [{ dimension: 'resource', values: ['i-1'], exclude: true }], known)[0]).toBe('resource')
  })
  it('forgets crumbs whose filter is taken away', () => {
    const deep = drill(drill(start, ['AmazonEC2'], known), ['NatGateway-Bytes'], known)
    expect(withFilters(deep, deep.filters.slice(0, 1)).trail).toHaveLength(1)
    expect(withFilters(deep, deep.filters.slice(1)).trail).toHaveLength(0)
  })
  it('shows the lines of a charge alone, and charges apart again without its filter', () => {
    const tax = openCharge({ ...start, by: ['account'] }, 'tax')
    expect(tax).toMatchObject({ by: ['service'], charges: 'together', filters: [{ dimension: 'charge', values: ['tax'] }] })
    expect(openCharge(tax, 'credit').filters).toEqual([{ dimension: 'charge', values: ['credit'] }])
    expect(withFilters(tax, []).charges).toBe('apart')
  })
  it('does nothing without groups', () => {
    expect(drill({ ...start, by: [] }, [], known)).toEqual({ ...start, by: [] })
  })
})

describe('a note of the server', () => {
  const note = { code: 'no_bill', text: 'There is no bill of 2025-01.', values: { months: '2025-01' } }
  it('is its own text in English, and the same with its figures in Japanese', () => {
    expect(said('en', note)).toBe('There is no bill of 2025-01.')
    expect(said('ja', note)).toBe('2025-01の請求データがありません。')
  })
  it('stays English where a newer server says what this page does not know', () => {
    expect(said('ja', { ...note, code: 'newer' })).toBe(note.text)
  })
})

describe('pages that say more', () => {
  it.each<[Partial<State>, string[]]>([
    [{}, []], [{ by: ['tag:user_team'] }, ['allocation']], [{ filters: [{ dimension: 'service', values: ['AmazonBedrock'] }] }, ['genai']],
    [{ filters: [{ dimension: 'service', values: ['AmazonBedrock'], exclude: true }] }, []], [{ filters: [{ dimension: 'account', values: ['bedrock'] }] }, []],
  ])('of %j are %j', (more, want) => expect(onwardOf({ ...start, ...more })).toEqual(want))
})
