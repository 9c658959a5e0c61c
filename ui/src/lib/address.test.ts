import { describe, expect, it } from 'vitest'
import { addressPage, isAddress, momentOf, timeColumn } from './address'

describe('addresses', () => {
  it.each(['10.0.12.7', '0.0.0.0', '255.255.255.255', '2001:db8::1', '::1', 'fd00:ec2::254', '::ffff:10.0.0.1', '1:2:3:4:5:6:7:8', 'FE80::A'])('%s is one', (text) => expect(isAddress(text)).toBe(true))
  it.each(['', '-', '10.0.0', '10.0.0.256', '10.0.0.0/8', '12:30:45', '00:1a:2b:3c:4d:5e', '1:2:3:4:5:6:7:8:9', '1::2::3', '2001:db8::g', '1:2:3:4:5:6:7:8::', '1.2.3.4.5', 'a.b.c.d', '2025-01-01 00:00:00'])('%s is none', (text) => expect(isAddress(text)).toBe(false))
  it('have a page each', () => expect(addressPage('2001:db8::1', '2025-08-01T12:00:00Z')).toBe('/addresses/2001%3Adb8%3A%3A1?at=2025-08-01T12:00:00Z'))
})

describe('the moment of a row', () => {
  const of = (...columns: [string, string, string | null][]) => momentOf(columns.map(([name, type]) => ({ name, type })), columns.map((c) => c[2]))
  it('is that of a flow', () => expect(of(['bytes', 'bigint', '7'], ['start', 'bigint', '1759276913'])).toBe('2025-10-01T00:01:53Z'))
  it('is the start where there is an end, too', () => expect(of(['end_time', 'timestamp(3)', '2025-10-01 00:02:48.000'], ['start_time', 'timestamp(3)', '2025-10-01 00:01:53.000'])).toBe('2025-10-01T00:01:53Z'))
  it('is any time where none has a known name', () => expect(of(['seen', 'timestamp(3) with time zone', '2025-10-01 00:01:53.000 UTC'])).toBe('2025-10-01T00:01:53Z'))
  it('is noon of a day', () => expect(of(['day', 'date', '2025-10-01'])).toBe('2025-10-01T12:00:00Z'))
  it('is nothing without one', () => expect([of(['n', 'bigint', '1759276913']), of(['day', 'date', null]), of(['start', 'varchar', 'soon']), of(['start_time', 'timestamp', '2025-99-99 00:00:00'])]).toEqual(['', '', '', '']))
  it('is told by a column of timestamps', () => {
    expect(timeColumn([{ name: 'start', type: 'bigint' }, { name: 'end_time', type: 'timestamp(3)' }, { name: 'start_time', type: 'timestamp(3)' }])).toBe('start_time')
    expect(timeColumn([{ name: 'start', type: 'bigint' }])).toBe('')
  })
})
