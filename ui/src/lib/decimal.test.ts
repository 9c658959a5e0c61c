import { describe, expect, it } from 'vitest'
import { compare, isDecimal, minus, ratio, sign, sum } from './decimal'

describe('decimal', () => {
  it.each([
    ['a tenth and two tenths are three tenths', ['0.1', '0.2'], '0.3'],
    ['many digits stay', ['12345678901234567890.0000000001', '0.0000000009'], '12345678901234567890.000000001'],
    ['signs cancel', ['5.25', '-5.25'], '0'],
    ['exponents are read', ['1e3', '2.5E-2'], '1000.025'],
    ['nothing is nothing', [], '0'],
    ['a negative fraction keeps its sign', ['-0.5', '0.25'], '-0.25'],
  ])('%s', (_, values, want) => {
    expect(sum(values)).toBe(want)
  })

  it('subtracts to the last digit', () => {
    expect(minus('5901.3983016089', '5901.3983016088')).toBe('0.0000000001')
  })

  it('compares by value, not by text', () => {
    expect(compare('10', '9.99')).toBe(1)
    expect(compare('1.50', '1.5')).toBe(0)
    expect(compare('-1', '0')).toBe(-1)
    expect(sign('-0.00')).toBe(0)
  })

  it('refuses what is no decimal', () => {
    for (const text of ['', '.', 'abc', '1.2.3', '1e', 'NaN', 'Infinity', '0x10']) {
      expect(isDecimal(text), text).toBe(false)
      expect(() => sum([text]), text).toThrow(RangeError)
    }
  })

  it('has no share of nothing', () => {
    expect(ratio('1', '0.00')).toBeUndefined()
    expect(ratio('1', '4')).toBe(0.25)
  })
})
