// A text taken apart into statements, as the editor needs it at every key press. The server's parser has the last word on what runs.

/** One statement: where its text begins and ends, without the spaces around it and without its semicolon. */
export interface Statement {
  from: number
  to: number
  /** The offset behind its semicolon, or the end of the text. */
  end: number
  /** How many ? there are in it, and before it. */
  parameters: number
  parametersBefore: number
}

/** The statements of a text. Comments alone are no statement. */
export function statementsOf(text: string): Statement[] {
  const list: Statement[] = []
  let begin = -1
  let last = 0
  let parameters = 0
  let before = 0
  const close = (end: number) => {
    if (begin >= 0) list.push({ from: begin, to: last, end, parameters, parametersBefore: before })
    before += parameters
    parameters = 0
    begin = -1
  }
  let i = 0
  while (i < text.length) {
    const c = text.charAt(i)
    if (/\s/.test(c)) {
      i++
      continue
    }
    if (c === ';') {
      i++
      close(i)
      continue
    }
    const next = skip(text, i)
    const comment = text.startsWith('--', i) || text.startsWith('/*', i)
    if (!comment) {
      if (begin < 0) begin = i
      if (c === '?') parameters++
      last = next
    }
    i = next
  }
  close(text.length)
  return list
}

// The offset behind the comment, the quoted text or the character at an offset.
function skip(text: string, i: number): number {
  if (text.startsWith('--', i)) {
    const end = text.indexOf('\n', i)
    return end < 0 ? text.length : end
  }
  if (text.startsWith('/*', i)) {
    const end = text.indexOf('*/', i + 2)
    return end < 0 ? text.length : end + 2
  }
  const c = text.charAt(i)
  if (c === "'" || c === '"' || c === '`') {
    const end = text.indexOf(c, i + 1)
    // a doubled quote is read as two quoted texts beside each other, which comes to the same
    return end < 0 ? text.length : end + 1
  }
  return i + 1
}

/** The statement at an offset: the one it stands in or right behind, else the next, else the last. */
export function statementAt(list: readonly Statement[], at: number): Statement | undefined {
  return list.find((s) => at <= s.end) ?? list.at(-1)
}

/** Where a statement that was run stands in the text now: at its old place if it is still there, else wherever it is. */
export function findAgain(text: string, statement: string, from: number): number {
  if (text.startsWith(statement, from)) return from
  return text.indexOf(statement)
}

const reading = new Set(['select', 'with', 'values', 'table', 'show', 'describe', 'desc'])

/** Whether a text only reads, so that a link may run it without being asked. What is not known to read does not. */
export function readsOnly(text: string): boolean {
  const list = statementsOf(text)
  return list.length > 0 && list.every((s) => reading.has(/^[(\s]*([a-z]+)/i.exec(text.slice(s.from, s.to))?.[1]?.toLowerCase() ?? ''))
}

/** The line and the column of an offset, both counted from 1. */
export function lineAndColumn(text: string, at: number): { line: number; column: number } {
  const before = text.slice(0, at)
  return { line: before.split('\n').length, column: at - before.lastIndexOf('\n') }
}
