import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyField, historyKeymap, indentWithTab } from '@codemirror/commands'
import { bracketMatching, foldGutter, foldKeymap, indentOnInput, indentUnit } from '@codemirror/language'
import { lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint'
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import { Compartment, EditorSelection, EditorState, type Extension } from '@codemirror/state'
import { drawSelection, dropCursor, EditorView, highlightActiveLineGutter, highlightSpecialChars, keymap, lineNumbers, placeholder, rectangularSelection } from '@codemirror/view'
import { useEffect, useImperativeHandle, useLayoutEffect, useRef, type Ref } from 'react'
import type { Schemas } from '../api/client'
import { nonce } from '../lib/nonce'
import { assistance, complete, kindOf, surroundings, toDiagnostics, type Check, type Frame } from './assist'
import { athena } from './dialect'
import { FunctionDocs, type FunctionDoc } from './doc'
import { phrasesOf } from './phrases'
import { statementAt, statementsOf } from './statements'
import { tabCompletes } from './tab'
import { look } from './theme'

/** What is to run: the text, where it begins, and its share of the parameters. */
export interface Chosen {
  sql: string
  from: number
  params: string[]
}

export interface EditorHandle {
  /** The selection, else the statement at the cursor; null where there is none. */
  chosen(all?: boolean): Chosen | null
  insert(text: string): void
  /** Replaces the whole text, or a part of it, as one step that can be undone. */
  replace(text: string, from?: number, to?: number): void
  selection(): { from: number; to: number }
  jump(from: number, to?: number): void
  /** Shows what was wrong with a run at its place. */
  mark(list: readonly Schemas['JobDiagnostic'][], shift: number): void
  focus(): void
}

export interface EditorProps {
  /** Another tab is another key: each has its own text, cursor and undo. */
  tab: string
  text: string
  database: string
  params: readonly string[]
  functions: readonly FunctionDoc[]
  scheme: 'light' | 'dark'
  language: string
  label: string
  hint: string
  kind: (kind: string) => string
  /** What stands around the text where it is only a part of a statement. Must be the same object as long as it says the same. */
  frame?: Frame
  onChange: (text: string) => void
  onCheck: (check: Check | null, err: unknown) => void
  /** Keys that mean something to the page; true when it was dealt with. */
  keys: Record<'run' | 'runAll' | 'save' | 'format' | 'cancel', () => boolean>
  ref?: Ref<EditorHandle>
}

// The states of the tabs that were open before, so that a tab keeps its cursor and its undo.
const parked = new Map<string, unknown>()

/** The SQL editor. */
export default function Editor({ ref, ...props }: EditorProps) {
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const live = useRef<Omit<EditorProps, 'ref'>>(props)
  useLayoutEffect(() => { live.current = props })

  const parts = useRef({ language: new Compartment(), look: new Compartment(), around: new Compartment(), words: new Compartment() })
  const around = (p: Omit<EditorProps, 'ref'>) => surroundings.of({
    database: p.database, params: p.params, docs: docsOf(p.functions), kind: p.kind, frame: p.frame,
    onCheck: (check, err) => live.current.onCheck(check, err),
  })
  const words = (p: Omit<EditorProps, 'ref'>): Extension => [
    EditorState.phrases.of(phrasesOf(p.language)), EditorView.contentAttributes.of({ 'aria-label': p.label, lang: 'en', tabindex: '0' }), placeholder(p.hint),
  ]

  useLayoutEffect(() => {
    const p = live.current
    const c = parts.current
    const press = (name: keyof EditorProps['keys']) => () => live.current.keys[name]()
    const extensions: Extension = [
      EditorView.cspNonce.of(nonce()),
      // the page's own keys come first
      keymap.of([
        { key: 'Mod-Enter', run: press('run'), preventDefault: true },
        { key: 'Shift-Mod-Enter', run: press('runAll'), preventDefault: true },
        { key: 'Mod-s', run: press('save'), preventDefault: true },
        { key: 'Shift-Alt-f', run: press('format'), preventDefault: true },
        { key: 'Tab', run: tabCompletes },
      ]),
      lineNumbers(), highlightActiveLineGutter(), highlightSpecialChars(), history(), foldGutter(), drawSelection(), dropCursor(),
      EditorState.allowMultipleSelections.of(true), indentOnInput(), indentUnit.of('  '), bracketMatching(), closeBrackets(), rectangularSelection(),
      highlightSelectionMatches(), search({ top: true }), lintGutter(),
      autocompletion({ override: [complete], icons: false, activateOnTypingDelay: 60, maxRenderedOptions: 100, closeOnBlur: true, addToOptions: [{ render: kindOf, position: 20 }] }),
      c.language.of(athena(docsOf(p.functions).names)), c.look.of(look(p.scheme)), c.around.of(around(p)), c.words.of(words(p)), assistance,
      keymap.of([...closeBracketsKeymap, ...completionKeymap, ...searchKeymap, ...lintKeymap, ...foldKeymap, ...historyKeymap, ...defaultKeymap, indentWithTab]),
      // last of all: only an Esc that nothing in the editor wanted cancels the run
      keymap.of([{ key: 'Escape', run: press('cancel') }]),
      EditorView.updateListener.of((u) => { if (u.docChanged) live.current.onChange(u.state.doc.toString()) }),
    ]
    const kept = parked.get(p.tab)
    const config = { doc: p.text, extensions }
    let state: EditorState
    try {
      state = kept && (kept as { doc?: unknown }).doc === p.text ? EditorState.fromJSON(kept, { extensions }, { history: historyField }) : EditorState.create(config)
    } catch {
      state = EditorState.create(config) // a state that cannot be read costs no more than the undo
    }
    const made = new EditorView({ state, parent: host.current as HTMLDivElement })
    view.current = made
    return () => {
      if (parked.size > 50) parked.clear()
      parked.set(p.tab, made.state.toJSON({ history: historyField }))
      made.destroy()
      view.current = null
    }
    // one editor for each tab; everything else is told to it
  }, [props.tab])

  useEffect(() => { view.current?.dispatch({ effects: parts.current.look.reconfigure(look(props.scheme)) }) }, [props.scheme])
  useEffect(() => { view.current?.dispatch({ effects: parts.current.language.reconfigure(athena(docsOf(props.functions).names)) }) }, [props.functions, props.tab])
  useEffect(() => {
    view.current?.dispatch({ effects: parts.current.around.reconfigure(around(props)) })
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [props.database, props.params, props.functions, props.kind, props.frame, props.tab])
  useEffect(() => {
    view.current?.dispatch({ effects: parts.current.words.reconfigure(words(props)) })
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [props.language, props.label, props.hint, props.tab])

  // A text that came from elsewhere (a saved query, another window) replaces the present one.
  useEffect(() => {
    const v = view.current
    if (v && v.state.doc.toString() !== props.text) v.dispatch({ changes: { from: 0, to: v.state.doc.length, insert: props.text } })
  }, [props.text])

  useImperativeHandle(ref, () => handleOf(view, live), [])
  return <div ref={host} style={{ height: '100%', minHeight: 0, overflow: 'hidden' }} data-testid="editor" />
}

const known = new WeakMap<readonly FunctionDoc[], FunctionDocs>()
function docsOf(list: readonly FunctionDoc[]): FunctionDocs {
  let docs = known.get(list)
  if (!docs) known.set(list, (docs = new FunctionDocs(list)))
  return docs
}

function handleOf(view: { current: EditorView | null }, live: { current: Omit<EditorProps, 'ref'> }): EditorHandle {
  return {
    chosen(all = false) {
      const v = view.current
      if (!v) return null
      const text = v.state.doc.toString()
      const { from, to, empty } = v.state.selection.main
      const { params } = live.current
      if (!empty && !all) {
        const sql = text.slice(from, to)
        const inside = statementsOf(sql)
        const first = inside[0]
        if (!first) return null
        const before = statementsOf(text.slice(0, from)).reduce((n, s) => n + s.parameters, 0)
        const count = inside.reduce((n, s) => n + s.parameters, 0)
        return { sql: sql.slice(first.from, inside.at(-1)?.to), from: from + first.from, params: params.slice(before, before + count) }
      }
      const list = statementsOf(text)
      if (all && list[0]) return { sql: text.slice(list[0].from, list.at(-1)?.to), from: list[0].from, params: [...params] }
      const s = statementAt(list, v.state.selection.main.head)
      return s ? { sql: text.slice(s.from, s.to), from: s.from, params: params.slice(s.parametersBefore, s.parametersBefore + s.parameters) } : null
    },
    insert(text) {
      const v = view.current
      if (!v) return
      v.dispatch(v.state.replaceSelection(text), { scrollIntoView: true })
      v.focus()
    },
    replace(text, from = 0, to) {
      const v = view.current
      if (!v) return
      const end = to ?? v.state.doc.length
      const head = Math.min(v.state.selection.main.head, from + text.length)
      v.dispatch({ changes: { from, to: end, insert: text }, selection: EditorSelection.cursor(head), scrollIntoView: true })
    },
    selection() {
      const range = view.current?.state.selection.main
      return { from: range?.from ?? 0, to: range?.to ?? 0 }
    },
    jump(from, to = from) {
      const v = view.current
      if (!v) return
      const at = Math.min(Math.max(from, 0), v.state.doc.length)
      v.dispatch({ selection: EditorSelection.range(at, Math.min(Math.max(to, at), v.state.doc.length)), effects: EditorView.scrollIntoView(at, { y: 'center' }) })
      v.focus()
    },
    mark(list, shift) {
      const v = view.current
      if (v) v.dispatch(setDiagnostics(v.state, toDiagnostics(list, v.state.doc.length, shift)))
    },
    focus() {
      view.current?.focus()
    },
  }
}
