// Tab and the list of completions. CodeMirror gives no key to a list in its first moments, so that nobody takes by accident
// what he has not yet seen; an accident with Tab, though, would be to indent. So Tab waits for the list instead.
import { acceptCompletion } from '@codemirror/autocomplete'
import type { EditorView } from '@codemirror/view'

/** How often Tab tries again, and how long it waits each time, in milliseconds. */
const tries = 40
const pause = 25

/** Takes the completion that is selected; while a list is open, Tab never means anything else. */
export function tabCompletes(view: EditorView): boolean {
  if (acceptCompletion(view)) return true
  if (!listOpen(view)) return false
  later(view, tries)
  return true
}

function later(view: EditorView, left: number): void {
  const { doc, selection } = view.state
  setTimeout(() => {
    const same = view.state.doc === doc && view.state.selection.eq(selection)
    if (same && listOpen(view) && !acceptCompletion(view) && left > 1) later(view, left - 1)
  }, pause)
}

const listOpen = (view: EditorView): boolean => view.dom.querySelector('.cm-tooltip-autocomplete') !== null
