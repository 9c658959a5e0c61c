import { describe, expect, it } from 'vitest'
import { exportLink, pageOf, type Report, type Sankey } from './data'
import { drawnOf, eventSql, hasDollars, heightOf, millisOf, nearOf, seriesOf } from './picture'
import { codec, isWhole, newest } from './state'

const told = (en: string) => ({ en, ja: `${en}です` })

describe('the address of an investigation', () => {
  it('is that of its case', () => expect(pageOf({ case: 'a b' })).toBe('/anomalies/a%20b?tab=investigation'))
  it('holds the question', () => {
    const question = { usageType: 'NatGateway-Bytes', from: '2025-09-01', to: '2025-10-01' }
    expect(pageOf(question)).toBe('/investigate?usageType=NatGateway-Bytes&from=2025-09-01&to=2025-10-01')
    expect(codec.read(codec.write({ question, finding: 'x', measure: 'bytes' }))).toEqual({ question, finding: 'x', measure: 'bytes' })
    expect(exportLink({ case: 'a' }, 'md', 'ja')).toBe('/api/investigations/export?case=a&format=md&lang=ja')
  })
  it('begins with the newest thirty days', () => expect(newest('2025-11-29')).toEqual({ from: '2025-10-31', to: '2025-11-30' }))
  it('bears any text', () => expect(codec.read({ from: '2025-99-01', to: 'x', measure: 'tons' })).toEqual({ question: {}, finding: '', measure: 'dollars' }))
  it.each([
    [{ case: 'a' }, true], [{ usageType: 'x', from: '2025-01-01', to: '2025-01-02' }, true], [{ usageType: 'x', from: '2025-01-02', to: '2025-01-02' }, false], [{ from: '2025-01-01', to: '2025-01-02' }, false], [{}, false],
  ])('%j is enough: %s', (question, whole) => expect(isWhole(question)).toBe(whole))
})

describe('the picture of traffic', () => {
  const sankey: Sankey = {
    nodes: [
      { id: 'a', layer: 0, kind: 'source', name: told('web'), detail: 'i-1' }, { id: 'z', layer: 1, kind: 'zone', name: told('use1-az1') }, { id: 'y', layer: 3, kind: 'zone', name: told('use1-az1') },
      { id: 'r', layer: 0, kind: 'rest', name: told('others') },
    ],
    links: [{ from: 'a', to: 'z', bytes: 2048, dollars: '0.5' }, { from: 'r', to: 'z', bytes: 1, dollars: '0' }],
  }
  const say = { bytes: (n: number) => `${n} B`, money: (a: string) => `$${a}` }
  const of = (measure: 'dollars' | 'bytes') => drawnOf(sankey, measure, (t) => t.ja, say)

  it('is drawn by dollars or bytes, and tells the other one', () => {
    expect(of('dollars').flows[0]).toEqual({ from: 'a', to: 'z', value: '0.5', also: [{ name: '', value: '2048 B' }] })
    expect(of('bytes').flows[0]).toEqual({ from: 'a', to: 'z', value: 2048, also: [{ name: '', value: '$0.5' }] })
  })
  it('gives a zone the same colour on both sides, and the rest none', () => expect(of('bytes').places.map((p) => p.group)).toEqual(['a', 'zone use1-az1です', 'zone use1-az1です', 'rest']))
  it('is high enough for its fullest layer', () => {
    expect(heightOf(sankey)).toBe(260)
    expect(heightOf({ ...sankey, nodes: Array.from({ length: 20 }, (_, i) => ({ id: String(i), layer: 4, kind: 'source' as const, name: told('') })) })).toBe(744)
  })
  it('knows where there are no dollars', () => expect([hasDollars(sankey), hasDollars({ ...sankey, links: sankey.links.slice(1) })]).toEqual([true, false]))
})

describe('the series', () => {
  const report = {
    since: '2025-06-03', after: { start: '2025-06-03', end: '2025-06-05' },
    series: [{ usageType: 'a', title: told('A'), sql: '', points: [{ day: '2025-06-01', cost: '1' }, { day: '2025-06-04', cost: '5' }] }, { usageType: 'b', title: told('B'), sql: '', points: [{ day: '2025-06-03', cost: '2' }] }],
  } as Pick<Report, 'series' | 'since' | 'after'>
  const drawn = seriesOf(report, (s) => s.usageType, { since: 'Since', after: 'Compared' })

  it('stand over one axis, with nothing where nothing was used', () => {
    expect(drawn.labels).toEqual(['2025-06-01', '2025-06-03', '2025-06-04'])
    expect(drawn.series.map((s) => s.values)).toEqual([['1', '0', '5'], ['0', '2', '0']])
  })
  it('tell since when', () => expect(drawn.marks).toEqual([{ id: 'since', text: 'Since', at: 1 }]))
})

describe('figures of an investigation', () => {
  it('add up', () => expect(millisOf([{ part: 'usage', sql: '', rows: 0, millis: 5 }, { part: 'usage', sql: '', rows: 0, millis: 7 }])).toBe(12))
  it.each([[-0.5, { count: 30, unit: 'minutes', before: true }], [11.03, { count: 11, unit: 'hours', before: false }], [-72, { count: 3, unit: 'days', before: true }]])('%s hours are near', (hours, want) => expect(nearOf(hours)).toEqual(want))
  it('lead to the call', () => expect(eventSql("a'b")).toContain("event_id = 'a''b'"))
})
