// The editor's colours, from the interface's own variables, so that one theme serves light and dark.
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

interface Ink {
  keyword: string
  builtin: string
  type: string
  text: string
  number: string
  comment: string
  name: string
}

const inks: Record<'light' | 'dark', Ink> = {
  light: { keyword: '#7a2fa0', builtin: '#0b5c8a', type: '#0f6b4f', text: '#8a3b12', number: '#1c54b2', comment: '#5d6b72', name: '#1d2529' },
  dark: { keyword: '#d3a4f0', builtin: '#7cc4ee', type: '#7fd6b1', text: '#f0b387', number: '#9dbcff', comment: '#93a0a6', name: '#d5dcdf' },
}

/** The look of the editor in a colour scheme. */
export function look(scheme: 'light' | 'dark'): Extension {
  const ink = inks[scheme]
  const style = HighlightStyle.define([
    { tag: tags.keyword, color: ink.keyword, fontWeight: '600' },
    { tag: [tags.standard(tags.name), tags.special(tags.name)], color: ink.builtin },
    { tag: tags.typeName, color: ink.type },
    { tag: [tags.string, tags.special(tags.string)], color: ink.text },
    { tag: [tags.number, tags.bool, tags.null], color: ink.number },
    { tag: tags.comment, color: ink.comment, fontStyle: 'italic' },
    { tag: tags.name, color: ink.name },
  ])
  return [syntaxHighlighting(style), EditorView.theme(rules(scheme), { dark: scheme === 'dark' })]
}

function rules(scheme: 'light' | 'dark'): Parameters<typeof EditorView.theme>[0] {
  const light = scheme === 'light'
  return {
    '&': { height: '100%', fontSize: '13px', backgroundColor: 'var(--mantine-color-body)', color: 'var(--mantine-color-text)' },
    '&.cm-focused': { outline: 'none' },
    '.cm-scroller': { fontFamily: 'var(--mantine-font-family-monospace)', lineHeight: '1.55' },
    '.cm-content': { caretColor: 'var(--mantine-color-text)', paddingBlock: '8px' },
    '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--mantine-color-text)', borderLeftWidth: '2px' },
    '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: light ? '#bfe0e6' : '#1f4b54' },
    '.cm-gutters': { backgroundColor: 'var(--glaux-surface)', color: 'var(--mantine-color-dimmed)', borderRight: '1px solid var(--glaux-line)' },
    '.cm-activeLine': { backgroundColor: 'transparent' },
    '.cm-activeLineGutter': { backgroundColor: 'transparent', color: 'var(--mantine-color-text)', fontWeight: '600' },
    '.cm-statement': { backgroundColor: light ? '#f3f8f9' : '#1a2327' },
    '.cm-selectionMatch': { backgroundColor: light ? '#e2efd9' : '#2c3d24' },
    '.cm-searchMatch': { backgroundColor: light ? '#ffe8a3' : '#5c4a12' },
    '.cm-searchMatch-selected': { backgroundColor: light ? '#ffcf5c' : '#7d6413' },
    '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': { backgroundColor: light ? '#cfe8ec' : '#24505a', outline: 'none' },
    '.cm-tooltip': { backgroundColor: 'var(--mantine-color-body)', border: '1px solid var(--glaux-line)', borderRadius: '6px', boxShadow: 'var(--mantine-shadow-md)', color: 'var(--mantine-color-text)', zIndex: '250' },
    '.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '12.5px', maxHeight: '16em' },
    '.cm-tooltip-autocomplete > ul > li': { padding: '2px 8px', display: 'flex', alignItems: 'baseline', gap: '6px' },
    '.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--mantine-primary-color-filled)', color: 'var(--mantine-primary-color-contrast)' },
    '.cm-tooltip-autocomplete > ul > li[aria-selected] .cm-completionDetail, .cm-tooltip-autocomplete > ul > li[aria-selected] .cm-kind': { color: 'inherit' },
    '.cm-completionLabel': { overflow: 'hidden', textOverflow: 'ellipsis' },
    '.cm-completionDetail': { marginLeft: 'auto', paddingLeft: '16px', fontStyle: 'normal', color: 'var(--mantine-color-dimmed)', fontFamily: 'var(--mantine-font-family)', fontSize: '12px', maxWidth: '22em', overflow: 'hidden', textOverflow: 'ellipsis' },
    '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700' },
    '.cm-kind': { fontFamily: 'var(--mantine-font-family)', fontSize: '11px', color: 'var(--mantine-color-dimmed)', flex: '0 0 5.4em', overflow: 'hidden', textOverflow: 'ellipsis' },
    '.cm-completionInfo, .cm-doc': { padding: '8px 10px', maxWidth: '30em', maxHeight: '20em', overflow: 'auto', fontFamily: 'var(--mantine-font-family)', fontSize: '12.5px', lineHeight: '1.5' },
    '.cm-doc code, .cm-completionInfo code, .cm-doc pre, .cm-completionInfo pre': { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '12px', whiteSpace: 'pre-wrap', margin: '0 0 6px', display: 'block' },
    '.cm-doc p code, .cm-completionInfo p code': { display: 'inline', margin: '0' },
    '.cm-doc p, .cm-completionInfo p': { margin: '0 0 6px' },
    '.cm-signature': { padding: '3px 8px', fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '12px', maxWidth: '44em' },
    '.cm-signature b': { color: 'var(--mantine-color-anchor)' },
    '.cm-diagnostic': { padding: '5px 10px', fontFamily: 'var(--mantine-font-family)', fontSize: '12.5px', maxWidth: '42em', borderLeftWidth: '3px' },
    '.cm-diagnostic-error': { borderLeftColor: 'var(--glaux-bad)' },
    '.cm-diagnostic-warning': { borderLeftColor: 'var(--glaux-warn)' },
    '.cm-hint': { color: 'var(--mantine-color-dimmed)', display: 'block' },
    '.cm-panels': { backgroundColor: 'var(--glaux-surface)', color: 'var(--mantine-color-text)', borderColor: 'var(--glaux-line)' },
    '.cm-panels input, .cm-panels button': { fontFamily: 'var(--mantine-font-family)', fontSize: '12px' },
    '.cm-textfield': { backgroundColor: 'var(--mantine-color-body)', color: 'var(--mantine-color-text)', border: '1px solid var(--glaux-line)', borderRadius: '4px' },
    '.cm-button': { backgroundImage: 'none', backgroundColor: 'var(--mantine-color-default)', color: 'var(--mantine-color-text)', border: '1px solid var(--glaux-line)', borderRadius: '4px' },
    '.cm-placeholder': { color: 'var(--mantine-color-placeholder)' },
  }
}
