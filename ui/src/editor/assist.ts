// What the server says while one writes: what is wrong, what could stand here, what a function does.
import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete'
import { setDiagnostics, type Diagnostic } from '@codemirror/lint'
import { Facet, StateField, type EditorState, type Extension, type Text } from '@codemirror/state'
import { Decoration, EditorView, hoverTooltip, showTooltip, ViewPlugin, type DecorationSet, type Tooltip, type ViewUpdate } from '@codemirror/view'
import { api, take, type Schemas } from '../api/client'
import { sayProblem } from '../lib/problems'
import { callAt, functionDoc, FunctionDocs, markdown } from './doc'
import { statementAt, statementsOf, type Statement } from './statements'

export type Check = Schemas['ConsoleCheck']

/** What the assistance needs to know of the page. */
export interface Surroundings {
  database: string
  params: readonly string[]
  docs: FunctionDocs
  onCheck: (check: Check | null, err: unknown) => void
  kind: (kind: string) => string
  /** What stands around the text, unseen, where it is a part of a statement such as a condition. */
  frame?: Frame
}

export interface Frame {
  before: string
  after: string
}

const framed = (text: string, frame?: Frame) => (frame ? frame.before + text + frame.after : text)

export const surroundings = Facet.define<Surroundings, Surroundings>({
  combine: (list) => list[0] ?? { database: '', params: [], docs: new FunctionDocs([]), onCheck: () => undefined, kind: (k) => k },
})

/** The statements of the text, found anew when it changes. */
export const statements = StateField.define<Statement[]>({
  create: (state) => statementsOf(state.doc.toString()),
  update: (list, tr) => (tr.docChanged ? statementsOf(tr.newDoc.toString()) : list),
})

/** Marks the statement that would run, where there are several. */
const current = StateField.define<DecorationSet>({
  create: marked,
  update: (set, tr) => (tr.docChanged || tr.selection ? marked(tr.state) : set),
  provide: (f) => EditorView.decorations.from(f),
})

const line = Decoration.line({ class: 'cm-statement' })

function marked(state: EditorState): DecorationSet {
  const list = state.field(statements)
  if (list.length < 2) return Decoration.none
  const s = statementAt(list, state.selection.main.head)
  if (!s) return Decoration.none
  const marks = []
  for (let n = state.doc.lineAt(s.from).number; n <= state.doc.lineAt(s.to).number; n++) marks.push(line.range(state.doc.line(n).from))
  return Decoration.set(marks)
}

/** Places that the server names, kept within the text as it is. */
export function toDiagnostics(list: readonly Schemas['JobDiagnostic'][], length: number, shift = 0): Diagnostic[] {
  return list
    .map((d): Diagnostic => {
      const from = Math.min(Math.max(d.from + shift, 0), length)
      return {
        from,
        to: Math.min(Math.max(d.to + shift, from), length),
        severity: d.severity,
        source: d.code,
        message: d.message,
        renderMessage: () => {
          const box = document.createElement('span')
          const said = sayProblem(d.code, d.message)
          box.textContent = said.text
          if (said.english) box.append(english(said.english))
          if (d.hint) {
            box.append(english(d.hint))
          }
          return box
        },
      }
    })
    .sort((a, b) => a.from - b.from)
}

/** What the server says in English, below the sentence. */
function english(text: string): HTMLElement {
  const el = document.createElement('span')
  el.className = 'cm-hint'
  el.lang = 'en'
  el.textContent = text
  return el
}

const pause = 250

const checker = ViewPlugin.fromClass(
  class {
    private timer: ReturnType<typeof setTimeout> | undefined
    private running: AbortController | undefined
    private readonly view: EditorView

    constructor(view: EditorView) {
      this.view = view
      this.plan(0)
    }

    update(u: ViewUpdate) {
      if (u.docChanged) this.plan(pause)
      else if (u.startState.facet(surroundings) !== u.state.facet(surroundings) && differ(u.startState.facet(surroundings), u.state.facet(surroundings))) this.plan(0)
    }

    destroy() {
      clearTimeout(this.timer)
      this.running?.abort()
    }

    private plan(wait: number) {
      clearTimeout(this.timer)
      this.running?.abort()
      this.timer = setTimeout(() => void this.check(), wait)
    }

    private async check() {
      const { doc } = this.view.state
      const around = this.view.state.facet(surroundings)
      if (this.view.state.field(statements).length === 0) {
        this.tell(doc, around, { diagnostics: [], statements: [], parameters: 0, bytes: 0, files: 0 })
        return
      }
      const control = new AbortController()
      this.running = control
      try {
        const body = { sql: framed(doc.toString(), around.frame), database: around.database || undefined, params: around.params.every((p) => p.trim()) ? [...around.params] : undefined }
        const check = await take(api.POST('/api/sql/check', { body, signal: control.signal }))
        if (!control.signal.aborted) this.tell(doc, around, check)
      } catch (err) {
        if (!control.signal.aborted) around.onCheck(null, err)
      }
    }

    private tell(doc: Text, around: Surroundings, check: Check) {
      if (this.view.state.doc !== doc) return
      this.view.dispatch(setDiagnostics(this.view.state, toDiagnostics(check.diagnostics, doc.length, -(around.frame?.before.length ?? 0))))
      around.onCheck(check, null)
    }
  },
)

function differ(a: Surroundings, b: Surroundings): boolean {
  return a.frame !== b.frame || a.database !== b.database || a.params.length !== b.params.length || a.params.some((p, i) => p !== b.params[i])
}

/** Asks the server what could stand at the cursor. Everything is asked anew at each key: the server knows best what fits. */
export async function complete(context: CompletionContext): Promise<CompletionResult | null> {
  const before = context.state.sliceDoc(Math.max(0, context.pos - 1), context.pos)
  if (!context.explicit && !/[\w."'[(,=]/.test(before)) return null
  const around = context.state.facet(surroundings)
  const shift = around.frame?.before.length ?? 0
  const control = new AbortController()
  context.addEventListener('abort', () => control.abort(), { onDocChange: true })
  let got: Schemas['ConsoleCompletions']
  try {
    const body = { sql: framed(context.state.doc.toString(), around.frame), database: around.database || undefined, at: context.pos + shift }
    got = await take(api.POST('/api/sql/complete', { body, signal: control.signal }))
  } catch (err) {
    if (!control.signal.aborted) around.onCheck(null, err)
    return null
  }
  const from = Math.max(0, got.from - shift)
  const typed = context.state.sliceDoc(from, context.pos).toLowerCase()
  // a word that is already there is not offered: Enter would not break the line
  const offered = got.items.length === 1 && got.items[0]?.label.toLowerCase() === typed && !context.explicit
  if (got.items.length === 0 || offered) return null
  return { from, options: got.items.map((item) => option(item, around)), filter: false }
}

function option(item: Schemas['ConsoleCompletion'], around: Surroundings): Completion {
  const f = item.kind === 'function' ? around.docs.find(item.label) : undefined
  const doc = item.doc
  return {
    label: item.label,
    apply: item.insert || item.label,
    detail: item.detail,
    type: item.kind,
    info: f ? () => functionDoc(f) : doc ? () => markdown(doc) : undefined,
  }
}

/** The kind of a completion, in words: an icon would have to be learnt. */
export function kindOf(completion: Completion, state: EditorState): HTMLElement {
  const el = document.createElement('span')
  el.className = 'cm-kind'
  el.textContent = state.facet(surroundings).kind(completion.type ?? '')
  return el
}

const hover = hoverTooltip((view, pos) => {
  const { text, from } = view.state.doc.lineAt(pos)
  let start = pos - from
  let end = start
  while (start > 0 && /\w/.test(text.charAt(start - 1))) start--
  while (end < text.length && /\w/.test(text.charAt(end))) end++
  const f = start < end ? view.state.facet(surroundings).docs.find(text.slice(start, end)) : undefined
  if (!f || !/^\s*\(/.test(text.slice(end)) && f.kind !== 'scalar') return null
  return { pos: from + start, end: from + end, above: true, create: () => ({ dom: functionDoc(f) }) }
})

// The signature of the call one is writing stands above it.
const signature = StateField.define<Tooltip | null>({
  create: () => null,
  update: (was, tr) => (tr.docChanged ? signatureAt(tr.state) : tr.selection ? (was ? signatureAt(tr.state) : null) : was),
  provide: (f) => showTooltip.from(f),
})

function signatureAt(state: EditorState): Tooltip | null {
  const range = state.selection.main
  if (!range.empty) return null
  const start = Math.max(0, range.head - 2000)
  const call = callAt(state.sliceDoc(start, range.head), range.head - start)
  const f = call && state.facet(surroundings).docs.find(call.name)
  if (!call || !f || f.signatures.length === 0) return null
  return {
    pos: start + call.from,
    above: true,
    create: () => {
      const dom = document.createElement('div')
      dom.className = 'cm-signature'
      const fitting = f.signatures.filter((s) => parametersOf(s).length > call.argument || s.includes('...'))
      const shown = fitting.length > 0 ? fitting : f.signatures
      shown.slice(0, 3).forEach((s) => dom.append(signatureLine(s, call.argument)))
      return { dom }
    },
  }
}

function signatureLine(text: string, argument: number): HTMLElement {
  const box = document.createElement('div')
  const open = text.indexOf('(')
  const close = text.lastIndexOf(')')
  if (open < 0 || close < open) {
    box.textContent = text
    return box
  }
  box.append(text.slice(0, open + 1))
  split(text.slice(open + 1, close)).forEach((part, i) => {
    if (i > 0) box.append(', ')
    const el = document.createElement(i === argument ? 'b' : 'span')
    el.textContent = part
    box.append(el)
  })
  box.append(text.slice(close))
  return box
}

function parametersOf(signature: string): string[] {
  const open = signature.indexOf('(')
  const inside = open < 0 ? '' : signature.slice(open + 1, signature.lastIndexOf(')'))
  return inside.trim() === '' ? [] : split(inside)
}

function split(list: string): string[] {
  const parts: string[] = []
  let depth = 0
  let begin = 0
  for (let i = 0; i < list.length; i++) {
    const c = list.charAt(i)
    if (c === '(' || c === '[') depth++
    if (c === ')' || c === ']') depth--
    if (c === ',' && depth === 0) {
      parts.push(list.slice(begin, i).trim())
      begin = i + 1
    }
  }
  parts.push(list.slice(begin).trim())
  return parts
}

/** All of it, for the editor. */
export const assistance: Extension = [statements, current, checker, hover, signature]
