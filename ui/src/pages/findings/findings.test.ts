import { describe, expect, it } from 'vitest'
import type { Finding, Plan } from './data'
import { fileOf, formsOf, textOf } from './fix'
import { codec, fits, savesOf, valuesOf } from './state'

const plan = { id: 'gateway-endpoint/s3', title: { en: '', ja: '' }, risk: { en: '', ja: '' }, steps: [], terraform: 'resource {}\n\n', cli: 'aws ec2' } as Plan

describe('a fix', () => {
  it('has the forms that its tools can make', () => expect(formsOf(plan)).toEqual(['terraform', 'cli']))
  it('is a file in each', () => expect([fileOf(plan, 'terraform'), fileOf(plan, 'cloudformation'), fileOf(plan, 'cli')]).toEqual(['gateway-endpoint-s3.tf', 'gateway-endpoint-s3.yaml', 'gateway-endpoint-s3.sh']))
  it('ends with one line break', () => expect([textOf(plan, 'terraform'), textOf(plan, 'cli')]).toEqual(['resource {}\n', 'aws ec2\n']))
})

describe('findings', () => {
  const one = (more: Partial<Finding>) => ({ id: 'a', kind: 'nat-idle', account: '1', region: 'us-east-1', resources: ['nat-1'], saves: '0.1', title: { en: 'Idle', ja: '未使用' }, says: { en: '', ja: '' }, ...more }) as Finding
  const all = { kind: '', account: '', text: '' }

  it.each([[{}, true], [{ kind: 'nat-idle' }, true], [{ kind: 'x' }, false], [{ account: '2' }, false], [{ text: 'NAT-1 idle' }, true], [{ text: '未使用' }, true], [{ text: 'idle x' }, false]])('are kept by %j: %s', (more, want) => expect(fits(one({}), { ...all, ...more })).toBe(want))
  it('save exact sums', () => expect([savesOf([one({}), one({ saves: '0.2' })]), savesOf([])]).toEqual(['0.3', '0']))
  it('name each value once', () => expect(valuesOf([one({}), one({ kind: 'a' }), one({ account: '' })], 'kind')).toEqual(['a', 'nat-idle']))
  it('have an address', () => expect(codec.read(codec.write({ from: '2025-10-01', to: '2025-11-01', kind: 'k', account: '1', text: 'x', open: 'id' }))).toEqual({ from: '2025-10-01', to: '2025-11-01', kind: 'k', account: '1', text: 'x', open: 'id' }))
})
