import { describe, expect, it } from 'vitest'
import { formats, trendOf } from './format'

const en = formats('en')
const ja = formats('ja')

describe('money', () => {
  it.each([
    ['cents are rounded half away from zero', '1.005', '$1.01'],
    ['no digit is invented', '0.1', '$0.10'],
    ['thousands are parted', '1234567.891', '$1,234,567.89'],
    ['beyond what a float holds', '12345678901234567.89', '$12,345,678,901,234,567.89'],
    ['a fraction of a cent is not nothing', '0.0000123', '$0.000012'],
    ['nothing is nothing', '0', '$0.00'],
    ['a credit is negative', '-5', '-$5.00'],
    ['what is no number stays as it is', '∅', '∅'],
  ])('%s', (_, value, want) => {
    expect(en.money(value)).toBe(want)
  })

  it('shows all digits when asked to', () => {
    expect(en.money('5901.3983016089', { exact: true })).toBe('$5,901.3983016089')
  })

  it('signs a change', () => {
    expect(en.money('5', { signed: true })).toBe('+$5.00')
    expect(en.money('0', { signed: true })).toBe('$0.00')
  })

  it('shortens for axes', () => {
    expect(en.money('12345', { compact: true })).toBe('$12.3K')
  })

  it('names other units', () => {
    expect(en.amount('1.5', 'GB')).toBe('1.5 GB')
    expect(en.amount('1.5', 'EUR')).toBe('€1.50')
    expect(ja.amount('1.5', 'USD')).toBe('$1.50')
  })
})

describe('bytes', () => {
  it.each([
    [0, '0 B', '0 B'],
    [1023, '1,023 B', '1.02 kB'],
    [1024, '1 KiB', '1.02 kB'],
    [1_500_000_000, '1.4 GiB', '1.5 GB'],
    [1024 ** 4 * 200, '200 TiB', '220 TB'],
  ])('%d says which step it counts by', (n, binary, decimal) => {
    expect(en.bytes(n)).toBe(binary)
    expect(en.bytes(n, 'decimal')).toBe(decimal)
  })
})

describe('times', () => {
  it('writes dates in the order of the language, in UTC', () => {
    expect(en.date('2025-11-30')).toBe('30 Nov 2025')
    expect(ja.date('2025-11-30')).toBe('2025年11月30日')
    expect(en.date('2025-11', 'month')).toBe('Nov 2025')
    expect(ja.date('2025-11', 'month')).toBe('2025年11月')
    expect(en.date('2025-11-30T23:30:00Z', 'minute')).toBe('30 Nov 2025 23:30')
    expect(en.date('no date')).toBe('no date')
  })

  it('tells how long ago something was', () => {
    const now = new Date('2026-01-02T12:00:00Z')
    expect(en.ago('2026-01-02T11:57:00Z', now)).toBe('3 min. ago')
    expect(ja.ago('2026-01-02T11:57:00Z', now)).toBe('3 分前')
    expect(en.ago('2026-01-01T11:00:00Z', now)).toBe('yesterday')
    expect(en.ago('2024-01-01T00:00:00Z', now)).toBe('2 yr. ago')
  })

  it('names currencies that are none it knows', () => {
    expect(en.money('12.5', { currency: '' })).toBe('$12.50')
    expect(en.money('12.5', { currency: 'EUR USD' })).toBe('12.50 EUR USD')
  })

  it('measures lengths', () => {
    expect(en.duration(820)).toBe('820 ms')
    expect(en.duration(3210)).toBe('3.2 s')
    expect(en.duration(250_000)).toBe('4 min 10 s')
  })
})

describe('figures', () => {
  it('takes a fraction for a percentage', () => {
    expect(en.percent(0.1234)).toBe('12.3%')
    expect(en.percent(0.1234, { signed: true })).toBe('+12.3%')
  })

  it('knows where a change goes', () => {
    expect([trendOf('0.00'), trendOf('0.01'), trendOf('-3')]).toEqual(['same', 'up', 'down'])
  })
})
