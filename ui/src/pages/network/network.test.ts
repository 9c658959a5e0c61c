import { describe, expect, it } from 'vitest'
import { flowsOf } from '../addresses/sql'
import { codec, fieldOf, momentOf } from '../addresses/state'
import { questionOf, usageOf } from '../explorer/usage'
import { tellIn } from './told'

describe('texts of the server', () => {
  it('are told in the language, in English where there is no other', () => {
    expect([tellIn('ja', { en: 'a', ja: 'あ' }), tellIn('ja', { en: 'a', ja: '' }), tellIn('en', { en: 'a', ja: 'あ' })]).toEqual(['あ', 'a', 'a'])
  })
})

describe('the usage type of a group', () => {
  it('is told with what the question holds fast', () => {
    expect(usageOf(['us-east-1', 'Nat'], ['region', 'usage_type'], [{ dimension: 'service_code', values: ['AmazonEC2'] }, { dimension: 'operation', values: ['a', 'b'] }]))
      .toEqual({ usageType: 'Nat', product: 'AmazonEC2', operation: undefined, region: 'us-east-1' })
  })
  it('is none where groups are of something else', () => expect([usageOf(['x'], ['service'], []), usageOf([''], ['usage_type'], [])]).toEqual([null, null]))
  it('names no region by a word that is none', () => expect(usageOf(['Nat', 'EU (Ireland)'], ['usage_type', 'region'], [])?.region).toBeUndefined())
  it('is looked into in the days of the page, for its account', () => {
    expect(questionOf({ usageType: 'Nat', product: 'AmazonEC2' }, [{ dimension: 'account_id', values: ['1'] }, { dimension: 'region', values: ['x'], exclude: true }], { start: '2025-06-01', end: '2025-07-01' }))
      .toEqual({ usageType: 'Nat', service: 'AmazonEC2', account: '1', from: '2025-06-01', to: '2025-07-01' })
  })
})

describe('the question for an address', () => {
  it('survives its address', () => expect(codec.read(codec.write({ at: '2025-08-01T12:00:00Z', vpc: 'vpc-1', account: '' }))).toEqual({ at: '2025-08-01T12:00:00Z', vpc: 'vpc-1', account: '' }))
  it('is about now where the time is none', () => expect(codec.read({ at: 'yesterday' }).at).toBe(''))
  it('shows times as fields do', () => expect([fieldOf('2025-08-01T12:00:00Z'), fieldOf('2025-08-01T12:00:05Z'), momentOf('2025-08-01T12:00'), momentOf('')]).toEqual(['2025-08-01T12:00', '2025-08-01T12:00:05', '2025-08-01T12:00:00Z', '']))
  it('leads to its flows', () => expect(flowsOf('10.0.0.1')).toContain("WHERE srcaddr = '10.0.0.1' OR dstaddr = '10.0.0.1'"))
})
