// Documentation beside the cursor. Text from the server becomes text nodes, never HTML.
import type { Schemas } from '../api/client'

export type FunctionDoc = Schemas['ConsoleFunction']

/** Markdown of the simplest kind: paragraphs, `code`, fenced code. */
export function markdown(text: string): HTMLElement {
  const box = document.createElement('div')
  for (const block of text.split(/\n\s*\n/)) {
    const fence = /^```\w*\n?([\s\S]*?)\n?```\s*$/.exec(block.trim())
    if (fence) {
      const pre = document.createElement('pre')
      pre.textContent = fence[1] ?? ''
      box.append(pre)
      continue
    }
    const p = document.createElement('p')
    block.split(/(`[^`]+`)/).forEach((part) => {
      if (part.startsWith('`') && part.endsWith('`') && part.length > 1) {
        const code = document.createElement('code')
        code.textContent = part.slice(1, -1)
        p.append(code)
      } else if (part) {
        p.append(part)
      }
    })
    if (p.childNodes.length) box.append(p)
  }
  return box
}

/** A function's signatures, what it does, and examples. */
export function functionDoc(f: FunctionDoc): HTMLElement {
  const box = document.createElement('div')
  box.className = 'cm-doc'
  for (const signature of f.signatures.slice(0, 8)) {
    const code = document.createElement('code')
    code.textContent = signature
    box.append(code)
  }
  box.append(markdown(f.doc))
  for (const example of (f.examples ?? []).slice(0, 3)) {
    const pre = document.createElement('pre')
    pre.textContent = example
    box.append(pre)
  }
  return box
}

/** The functions by name. */
export class FunctionDocs {
  readonly names: string[]
  private readonly byName = new Map<string, FunctionDoc>()

  constructor(list: readonly FunctionDoc[]) {
    for (const f of list) this.byName.set(f.name.toLowerCase(), f)
    this.names = [...this.byName.keys()]
  }

  find(name: string): FunctionDoc | undefined {
    return this.byName.get(name.toLowerCase())
  }
}

/** The call whose parentheses an offset stands in: the function's name and the number of the argument. */
export function callAt(text: string, at: number): { name: string; argument: number; from: number } | null {
  let depth = 0
  let argument = 0
  // a text that is longer than this before the cursor is no call anyone is writing
  const stop = Math.max(0, at - 2000)
  for (let i = at - 1; i >= stop; i--) {
    const c = text.charAt(i)
    if (c === "'" || c === '"') {
      const open = text.lastIndexOf(c, i - 1)
      if (open < stop) return null
      i = open
    } else if (c === ')') depth++
    else if (c === ';') return null
    else if (c === ',' && depth === 0) argument++
    else if (c === '(') {
      if (depth-- > 0) continue
      const name = /([A-Za-z_][A-Za-z0-9_]*)\s*$/.exec(text.slice(Math.max(0, i - 80), i))
      return name?.[1] ? { name: name[1], argument, from: i - (name[0]?.length ?? 0) } : null
    }
  }
  return null
}
