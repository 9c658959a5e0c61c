import { describe, expect, it } from 'vitest'
import { fitting } from './widths'

const ruler = (text: string) => text.length * 8

describe('columns', () => {
  it('are as wide as their name and longest value, within bounds', () => {
    const columns = [{ name: 'a', type: 'varchar' }, { name: 'n', type: 'bigint' }, { name: 'm', type: 'map(varchar, varchar)' }]
    const widths = fitting(columns, [['x', '1234567890', '{' + 'k=v, '.repeat(50) + '}'], ['a longer text here', null, null]], ruler)
    expect(widths).toEqual([164, 100, 260])
    expect(fitting([{ name: 'x', type: 'varchar' }], [['x'.repeat(10_000)]], ruler)).toEqual([340])
    expect(fitting([{ name: 'x', type: 'varchar' }], [], ruler)).toEqual([52])
  })
})
