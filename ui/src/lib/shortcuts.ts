// Keyboard shortcuts: "mod+Enter", "shift+?", "/", or two keys after another as "g e". mod is ⌘ on a Mac and Ctrl elsewhere.
import { useLayoutEffect } from 'react'
import { Registry, useContribution, useRegistry } from './registry'

export type Shortcut = {
  keys: string
  label: string
  run: () => void
  /** It works while a text is being written too. Those with mod do so anyway. */
  inText?: boolean
  /** It is listed but handled elsewhere, for instance by the editor. */
  listed?: boolean
  /** It works everywhere; listed apart from those of the page. */
  everywhere?: boolean
}

const registry = new Registry<Shortcut>()

/** Whether this is a Mac, where ⌘ takes the place of Ctrl. */
export const mac = typeof navigator !== 'undefined' && /Mac|iP(hone|ad)/.test(navigator.platform)

/** Makes shortcuts work, and lists them in the help, while the component is mounted. The newest component's win. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  useContribution(registry, shortcuts, shortcuts.map((s) => `${s.keys}\t${s.label}`).join('\n'), (s, live, at) => ({
    ...s,
    run: () => live()[at]?.run(),
  }))
}

/** The shortcuts that work now. */
export function useOfferedShortcuts(): readonly Shortcut[] {
  return useRegistry(registry)
}

/** The keys of a shortcut as they stand on the keyboard, one list for each step: [["Ctrl", "K"]], [["g"], ["e"]]. */
export function keyNames(keys: string, onMac: boolean = mac): string[][] {
  const names: Record<string, string> = {
    mod: onMac ? '⌘' : 'Ctrl', shift: onMac ? '⇧' : 'Shift', alt: onMac ? '⌥' : 'Alt', enter: '↵', escape: 'Esc',
    arrowup: '↑', arrowdown: '↓', arrowleft: '←', arrowright: '→', space: '␣',
  }
  return keys.split(' ').map((step) =>
    split(step).map((key) => names[key.toLowerCase()] ?? (key.length === 1 && step.length > 1 ? key.toUpperCase() : key)),
  )
}

function split(step: string): string[] {
  return step === '+' ? ['+'] : step.split('+')
}

/** Whether a key press is a step of a shortcut. */
export function matches(step: string, event: KeyboardEvent, onMac: boolean = mac): boolean {
  const parts = split(step)
  const key = parts.at(-1) ?? ''
  const held = new Set(parts.slice(0, -1).map((p) => p.toLowerCase()))
  const mod = onMac ? event.metaKey : event.ctrlKey
  if (mod !== held.has('mod') || event.altKey !== held.has('alt')) return false
  // A sign such as ? needs Shift on some keyboards and not on others.
  const isSign = key.length === 1 && key.toLowerCase() === key.toUpperCase()
  if (!isSign && event.shiftKey !== held.has('shift')) return false
  // With Alt (⌥) the keyboard may give another letter: the key itself counts.
  if (event.altKey && /^(Key|Digit).$/.test(event.code) && event.code.slice(-1).toLowerCase() === key.toLowerCase()) return true
  return event.key.toLowerCase() === key.toLowerCase() || (key.toLowerCase() === 'space' && event.key === ' ')
}

function inText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit', 'range'].includes(target.type)
}

/** Listens to the keyboard. Mounted once, by the shell. */
export function useKeyboard(): void {
  useLayoutEffect(() => {
    let first = ''
    let timer: ReturnType<typeof setTimeout> | undefined
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return
      if (['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) return
      const began = first
      first = ''
      const text = inText(event.target)
      for (const s of registry.all()) {
        if (s.listed) continue
        const steps = s.keys.split(' ')
        if (text && !s.inText && !steps[0]?.startsWith('mod+')) continue
        if (steps.length === 1 ? !matches(s.keys, event) : began !== steps[0] || !matches(steps[1] ?? '', event)) continue
        event.preventDefault()
        s.run()
        return
      }
      const begins = registry.all().some((s) => s.keys.includes(' ') && matches(s.keys.split(' ')[0] ?? '', event))
      if (begins && !text) {
        first = event.key
        clearTimeout(timer)
        timer = setTimeout(() => (first = ''), 1500)
      }
    }
    document.addEventListener('keydown', onKey)
    return () => {
      document.removeEventListener('keydown', onKey)
      clearTimeout(timer)
    }
  }, [])
}
