// A value made readable: JSON is indented, a map, list or row as Athena writes it has one entry a line.
import type { Column } from './types'

/** The value as it is shown in the panel. What cannot be taken apart for sure stays as it is. */
export function pretty(value: string, column: Column): string {
  const trimmed = value.trim()
  if (/^[[{]/.test(trimmed)) {
    try {
      return JSON.stringify(JSON.parse(trimmed), null, 2)
    } catch {
      // Athena's own form of maps, rows and lists is no JSON
    }
  }
  const word = /^[a-z]+/.exec(column.type.toLowerCase())?.[0]
  if (word === 'map' || word === 'row' || word === 'array' || word === 'struct') return nested(trimmed) ?? value
  return value
}

// Athena writes {a=1, b=[x, y]} with nothing quoted. It is broken after each ", " of a level; null where the brackets do not match.
function nested(text: string): string | null {
  if (!/^[[{][\s\S]*[\]}]$/.test(text)) return null
  let out = ''
  let depth = 0
  const indent = () => '\n' + '  '.repeat(depth)
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i)
    if (c === '{' || c === '[') {
      if (/^[{[]\s*[}\]]/.test(text.slice(i, i + 2))) {
        out += text.slice(i, i + 2)
        i++
        continue
      }
      depth++
      out += c + indent()
    } else if (c === '}' || c === ']') {
      depth--
      if (depth < 0) return null
      out += indent() + c
    } else if (c === ',' && text.charAt(i + 1) === ' ') {
      out += ',' + indent()
      i++
    } else {
      out += c
    }
  }
  return depth === 0 ? out : null
}
