import { describe, expect, it } from 'vitest'
import { findAgain, lineAndColumn, readsOnly, statementAt, statementsOf } from './statements'

const texts = (text: string) => statementsOf(text).map((s) => text.slice(s.from, s.to))

describe('statements of a text', () => {
  it('are parted by semicolons', () => {
    expect(texts('SELECT 1;\n SELECT 2 ; ')).toEqual(['SELECT 1', 'SELECT 2'])
    expect(texts('')).toEqual([])
    expect(texts(';;')).toEqual([])
  })

  it('keep semicolons in quotes and comments', () => {
    expect(texts("SELECT ';' -- ; no\n, \";\", `;` /* ; */; SELECT 'it''s; one'")).toEqual(["SELECT ';' -- ; no\n, \";\", `;`", "SELECT 'it''s; one'"])
  })

  it('do not count comments alone', () => {
    expect(texts('-- hello\n; /* x */')).toEqual([])
    expect(texts('-- about this\nSELECT 1')).toEqual(['SELECT 1'])
  })

  it('count parameters outside of quotes', () => {
    const list = statementsOf("SELECT ?, '?' -- ?\n; SELECT ? + ?; SELECT 1")
    expect(list.map((s) => [s.parametersBefore, s.parameters])).toEqual([[0, 1], [1, 2], [3, 0]])
  })

  it('end where the text ends when a quote is open', () => {
    expect(texts("SELECT 'abc")).toEqual(["SELECT 'abc"])
    expect(texts('SELECT 1 /* open')).toEqual(['SELECT 1'])
  })

  it('are found at the cursor', () => {
    const list = statementsOf('SELECT 1;  SELECT 2;\n')
    expect(statementAt(list, 0)?.from).toBe(0)
    expect(statementAt(list, 9)?.from).toBe(0)
    expect(statementAt(list, 10)?.from).toBe(11)
    expect(statementAt(list, 21)?.from).toBe(11)
    expect(statementAt([], 0)).toBeUndefined()
  })

  it('may run from a link only where all of them read', () => {
    for (const text of ['SELECT 1', '-- x\nwith a AS (SELECT 1) SELECT * FROM a', '(SELECT 1) UNION (SELECT 2)', 'SHOW TABLES; DESCRIBE t']) expect(readsOnly(text)).toBe(true)
    for (const text of ['', 'DROP VIEW v', 'SELECT 1; DROP VIEW v', 'EXPLAIN ANALYZE INSERT INTO t SELECT 1', 'EXECUTE p', '/* SELECT */ UNLOAD (SELECT 1)']) expect(readsOnly(text)).toBe(false)
  })

  it('have lines and columns counted from one', () => {
    expect(lineAndColumn('ab\ncd', 0)).toEqual({ line: 1, column: 1 })
    expect(lineAndColumn('ab\ncd', 4)).toEqual({ line: 2, column: 2 })
  })

  it('are found again after the text around them changed', () => {
    expect(findAgain('SELECT 1', 'SELECT 1', 0)).toBe(0)
    expect(findAgain('-- x\nSELECT 1', 'SELECT 1', 0)).toBe(5)
    expect(findAgain('SELECT 2', 'SELECT 1', 0)).toBe(-1)
  })
})
