import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { useActions, useOfferedActions } from './actions'
import { keyNames, matches, useKeyboard, useOfferedShortcuts, useShortcuts, type Shortcut } from './shortcuts'

afterEach(cleanup)

function Page({ shortcuts }: { shortcuts: Shortcut[] }) {
  useShortcuts(shortcuts)
  return null
}

function Frame({ children }: { children?: React.ReactNode }) {
  useKeyboard()
  const all = useOfferedShortcuts()
  return <><input aria-label="text" /><ul>{all.map((s) => <li key={s.label}>{s.label}</li>)}</ul>{children}</>
}

const press = (key: string, more: object = {}, on: Element = document.body) => fireEvent.keyDown(on, { key, ...more })

describe('shortcuts', () => {
  it('work while their component is there', () => {
    const run = vi.fn()
    const { rerender } = render(<Frame><Page shortcuts={[{ keys: 'r', label: 'run', run }]} /></Frame>)
    press('r')
    expect(run).toHaveBeenCalledTimes(1)
    expect(screen.getByText('run')).toBeTruthy()
    rerender(<Frame />)
    press('r')
    expect(run).toHaveBeenCalledTimes(1)
    expect(screen.queryByText('run')).toBeNull()
  })

  it('call what the component has now, not what it had first', () => {
    const [first, second] = [vi.fn(), vi.fn()]
    const { rerender } = render(<Frame><Page shortcuts={[{ keys: 'r', label: 'run', run: first }]} /></Frame>)
    rerender(<Frame><Page shortcuts={[{ keys: 'r', label: 'run', run: second }]} /></Frame>)
    press('r')
    expect(first).not.toHaveBeenCalled()
    expect(second).toHaveBeenCalledTimes(1)
  })

  it('leave text alone, except with Ctrl', () => {
    const [plain, mod] = [vi.fn(), vi.fn()]
    render(<Frame><Page shortcuts={[{ keys: 'r', label: 'r', run: plain }, { keys: 'mod+k', label: 'k', run: mod }]} /></Frame>)
    const text = screen.getByLabelText('text')
    press('r', {}, text)
    press('k', { ctrlKey: true }, text)
    expect(plain).not.toHaveBeenCalled()
    expect(mod).toHaveBeenCalledTimes(1)
  })

  it('take two keys after another', () => {
    const go = vi.fn()
    render(<Frame><Page shortcuts={[{ keys: 'g e', label: 'go', run: go }]} /></Frame>)
    press('e')
    press('g')
    press('x')
    press('e')
    expect(go).not.toHaveBeenCalled()
    press('g')
    press('e')
    expect(go).toHaveBeenCalledTimes(1)
  })

  it('let the newest component win', () => {
    const [old, page] = [vi.fn(), vi.fn()]
    render(<Frame><Page shortcuts={[{ keys: '/', label: 'a', run: old }]} /><Page shortcuts={[{ keys: '/', label: 'b', run: page }]} /></Frame>)
    press('/')
    expect(page).toHaveBeenCalledTimes(1)
    expect(old).not.toHaveBeenCalled()
  })

  it('leave keys to input methods and to those who took them', () => {
    const run = vi.fn()
    render(<Frame><Page shortcuts={[{ keys: 'r', label: 'run', run }]} /></Frame>)
    press('r', { isComposing: true })
    expect(run).not.toHaveBeenCalled()
  })

  it('know Shift, signs and the Mac', () => {
    const event = (init: KeyboardEventInit) => new KeyboardEvent('keydown', init)
    expect(matches('?', event({ key: '?', shiftKey: true }), false)).toBe(true)
    expect(matches('r', event({ key: 'R', shiftKey: true }), false)).toBe(false)
    expect(matches('shift+r', event({ key: 'R', shiftKey: true }), false)).toBe(true)
    expect(matches('mod+Enter', event({ key: 'Enter', metaKey: true }), true)).toBe(true)
    expect(matches('mod+Enter', event({ key: 'Enter', metaKey: true }), false)).toBe(false)
    expect(matches('r', event({ key: 'r', ctrlKey: true }), false)).toBe(false)
  })

  it('are written as they stand on the keyboard', () => {
    expect(keyNames('mod+Enter', false)).toEqual([['Ctrl', '↵']])
    expect(keyNames('mod+shift+f', true)).toEqual([['⌘', '⇧', 'F']])
    expect(keyNames('g e', false)).toEqual([['g'], ['e']])
  })
})

describe('actions', () => {
  it('are offered by the page, its own first', () => {
    const run = vi.fn()
    function List() {
      return <>{useOfferedActions().map((a) => <button key={a.id} onClick={a.run}>{a.label}</button>)}</>
    }
    function Own({ label }: { label: string }) {
      useActions([{ id: label, label, run }])
      return null
    }
    render(<><List /><Own label="one" /><Own label="two" /></>)
    expect(screen.getAllByRole('button').map((b) => b.textContent)).toEqual(['two', 'one'])
    fireEvent.click(screen.getByText('one'))
    expect(run).toHaveBeenCalledTimes(1)
  })
})
