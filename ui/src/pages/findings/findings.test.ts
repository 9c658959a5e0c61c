import { describe, expect, it } from 'vitest'
import type { Plan } from './data'
import { fileOf, formsOf, textOf } from './fix'

const plan = { id: 'gateway-endpoint/s3', title: { en: '', ja: '' }, risk: { en: '', ja: '' }, steps: [], terraform: 'resource {}\n\n', cli: 'aws ec2' } as Plan

describe('a fix', () => {
  it('has the forms that its tools can make', () => expect(formsOf(plan)).toEqual(['terraform', 'cli']))
  it('is a file in each', () => expect([fileOf(plan, 'terraform'), fileOf(plan, 'cloudformation'), fileOf(plan, 'cli')]).toEqual(['gateway-endpoint-s3.tf', 'gateway-endpoint-s3.yaml', 'gateway-endpoint-s3.sh']))
  it('ends with one line break', () => expect([textOf(plan, 'terraform'), textOf(plan, 'cli')]).toEqual(['resource {}\n', 'aws ec2\n']))
})
