import { describe, expect, it } from 'vitest'
import { callAt, functionDoc, markdown } from './doc'

describe('the call at the cursor', () => {
  const at = (marked: string) => callAt(marked.replace('|', ''), marked.indexOf('|'))
  it('is the innermost one', () => {
    expect(at('SELECT sum(abs(|')).toMatchObject({ name: 'abs', argument: 0 })
    expect(at('SELECT sum(abs(x), |')).toMatchObject({ name: 'sum', argument: 1, from: 7 })
  })
  it('does not count commas in texts and inner calls', () => {
    expect(at("SELECT concat('a, b', f(1, 2), |")).toMatchObject({ name: 'concat', argument: 2 })
  })
  it('is nothing outside of parentheses', () => {
    expect(at('SELECT a, |')).toBeNull()
    expect(at('SELECT f(x); |')).toBeNull()
    expect(at('SELECT * FROM (|')).toMatchObject({ name: 'FROM' })
  })
})

describe('documentation', () => {
  it('is text, never markup', () => {
    expect(markdown('a <b>x</b> `code`\n\nnext').innerHTML).toBe('<p>a &lt;b&gt;x&lt;/b&gt; <code>code</code></p><p>next</p>')
    const doc = functionDoc({ name: 'f', family: 'x', kind: 'scalar', signatures: ['f(<T>)'], doc: 'Does.', examples: ["SELECT f('<')"] })
    expect(doc.querySelector('code')?.textContent).toBe('f(<T>)')
    expect(doc.querySelector('pre')?.textContent).toBe("SELECT f('<')")
  })
})
