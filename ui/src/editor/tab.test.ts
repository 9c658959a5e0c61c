import { autocompletion, startCompletion, type CompletionSource } from '@codemirror/autocomplete'
import { indentWithTab } from '@codemirror/commands'
import { EditorState } from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { tabCompletes } from './tab'

let view: EditorView

/** An editor that has just shown the list of completions. */
async function editor(source: CompletionSource): Promise<void> {
  view = new EditorView({
    parent: document.body,
    state: EditorState.create({
      doc: 'SELECT da', selection: { anchor: 9 },
      extensions: [keymap.of([{ key: 'Tab', run: tabCompletes }]), autocompletion({ override: [source], interactionDelay: 300 }), keymap.of([indentWithTab])],
    }),
  })
  startCompletion(view)
  await vi.waitFor(() => expect(view.dom.querySelector('.cm-tooltip-autocomplete')).not.toBeNull(), { interval: 5 })
}

const tab = () => view.contentDOM.dispatchEvent(new KeyboardEvent('keydown', { key: 'Tab', keyCode: 9, bubbles: true, cancelable: true }))
const text = () => view.state.doc.toString()
const offers: CompletionSource = () => ({ from: 7, options: [{ label: 'date_trunc' }] })

beforeAll(() => { Range.prototype.getClientRects = () => [] as unknown as DOMRectList }) // jsdom lays nothing out
afterEach(() => view.destroy())

describe('Tab', () => {
  it('takes the completion of a list that has only just opened, and does not indent', async () => {
    await editor(offers)
    tab()
    expect(text()).toBe('SELECT da')
    await vi.waitFor(() => expect(text()).toBe('SELECT date_trunc'))
  })

  it('takes nothing when the text changed in the meantime', async () => {
    await editor(offers)
    tab()
    view.dispatch({ changes: { from: 9, insert: ' ' }, selection: { anchor: 10 } })
    await new Promise((done) => setTimeout(done, 400))
    expect(text()).toBe('SELECT da ')
  })

  it('indents where no list is open', async () => {
    await editor(offers)
    view.dispatch({ changes: { from: 0, to: 9, insert: '1' }, selection: { anchor: 1 } })
    await vi.waitFor(() => expect(view.dom.querySelector('.cm-tooltip-autocomplete')).toBeNull())
    tab()
    expect(text()).toBe('  1')
  })
})
