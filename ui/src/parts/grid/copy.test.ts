import { describe, expect, it } from 'vitest'
import { copyText, literal, quoteName } from './copy'
import type { Column } from './types'

const columns: Column[] = [
  { name: 'name', type: 'varchar' },
  { name: 'cost|usd', type: 'decimal(38,10)' },
  { name: 'day', type: 'date' },
]

describe('copied cells', () => {
  it('are tab-separated, quoted where a tab, a line break or a quote would break them', () => {
    expect(copyText('tsv', columns, [['a\tb', '1.50', null], ['say "hi"\n', '-2', '2026-01-01'], ['', '0', null]], true)).toBe(
      'name\tcost|usd\tday\n"a\tb"\t1.50\t\n"say ""hi""\n"\t-2\t2026-01-01\n""\t0\t',
    )
  })

  it('are the bare value where it is one cell', () => {
    expect(copyText('tsv', [{ name: 'x', type: 'varchar' }], [['a "quoted" value']], false)).toBe('a "quoted" value')
    expect(copyText('tsv', [{ name: 'x', type: 'varchar' }], [[null]], false)).toBe('')
  })

  it('are a Markdown table with numbers to the right and markup escaped', () => {
    expect(copyText('markdown', columns, [['a|b_c', '1.50', null], ['two\nlines', '2', '2026-01-01']], true)).toBe(
      [
        '| name | cost\\|usd | day |',
        '| --- | ---: | --- |',
        '| a\\|b\\_c | 1.50 | NULL |',
        '| two<br>lines | 2 | 2026-01-01 |',
      ].join('\n'),
    )
  })

  it('are rows of VALUES with literals of their types', () => {
    expect(copyText('values', columns, [["O'Neil", '1.50', null], ['x', '2', '2026-01-01']], true)).toBe(
      "VALUES\n  ('O''Neil', DECIMAL '1.50', NULL),\n  ('x', DECIMAL '2', DATE '2026-01-01')",
    )
    expect(copyText('values', [{ name: 'n', type: 'bigint' }], [['1'], ['2']], false)).toBe('VALUES\n  1,\n  2')
  })

  it('keep the type of every literal', () => {
    const cases: [string | null, string, string][] = [
      ['12', 'bigint', '12'],
      ['1.5', 'double', "DOUBLE '1.5'"],
      ['1.0E10', 'double', '1.0E10'],
      ['NaN', 'double', "CAST('NaN' AS double)"],
      ['true', 'boolean', 'true'],
      ['2026-01-01 00:00:00.000', 'timestamp(3)', "TIMESTAMP '2026-01-01 00:00:00.000'"],
      ['2026-01-01 00:00:00.000 UTC', 'timestamp(3) with time zone', "TIMESTAMP '2026-01-01 00:00:00.000 UTC'"],
      ['0a ff', 'varbinary', "X'0aff'"],
      ['{a=1}', 'map(varchar, varchar)', "'{a=1}'"],
      [null, 'bigint', 'NULL'],
      ['NULL', 'varchar', "'NULL'"],
    ]
    for (const [value, type, want] of cases) expect(literal(value, type)).toBe(want)
  })

  it('quote names that are no plain words', () => {
    expect(quoteName('line_item_usage_type')).toBe('line_item_usage_type')
    expect(quoteName('Group')).toBe('"Group"')
    expect(quoteName('order')).toBe('"order"')
    expect(quoteName('a"b')).toBe('"a""b"')
    expect(quoteName('2026')).toBe('"2026"')
  })
})
