import { MantineProvider } from '@mantine/core'
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { useState } from 'react'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { Finder, type FinderItem } from './Finder'

// jsdom has neither; newer browsers return a promise when they scroll
beforeAll(() => {
  window.matchMedia = (() => ({ matches: false, addEventListener: () => {}, removeEventListener: () => {} })) as never
  Element.prototype.scrollIntoView = (() => Promise.resolve()) as never
})
afterEach(cleanup)

const run = vi.fn()
const item = (id: string): FinderItem => ({ id, label: id, run: () => run(id) })

/** A finder over pages of its own and what was found elsewhere. */
function Example({ found, close = () => {} }: { found: string[]; close?: () => void }) {
  const [text, setText] = useState('')
  const own = ['Dashboards', 'Data', 'Help'].filter((p) => p.toLowerCase().includes(text))
  return (
    <MantineProvider>
      <Finder
        opened onClose={close} title="Palette" placeholder="Find" nothing="Nothing" text={text} onText={setText}
        groups={[{ label: 'Pages', items: own.map(item) }, { label: 'Found', items: found.map(item) }]}
      />
    </MantineProvider>
  )
}

const box = () => screen.getByRole('combobox')
const selected = () => screen.getAllByRole('option', { selected: true }).map((o) => o.textContent)
const key = (name: string) => fireEvent.keyDown(box(), { key: name })

describe('finder', () => {
  it('has the focus and the first entry selected at once', () => {
    render(<Example found={[]} />)
    expect(document.activeElement).toBe(box())
    expect(selected()).toEqual(['Dashboards'])
    expect(box().getAttribute('aria-activedescendant')).toBe(screen.getByRole('option', { name: 'Dashboards' }).id)
  })

  it('selects the first again whenever the text changes, without waiting for what is found elsewhere', () => {
    render(<Example found={[]} />)
    fireEvent.change(box(), { target: { value: 'nothing of this name' } })
    expect(screen.getByRole('status').textContent).toBe('Nothing')
    fireEvent.change(box(), { target: { value: 'da' } })
    key('ArrowDown')
    expect(selected()).toEqual(['Data'])
    fireEvent.change(box(), { target: { value: 'dash' } })
    expect(selected()).toEqual(['Dashboards'])
  })

  it('keeps its selection when more is found later, and takes it with Enter', () => {
    const close = vi.fn()
    const { rerender } = render(<Example found={[]} close={close} />)
    key('ArrowDown')
    rerender(<Example found={['data.table', 'dashboard tile']} close={close} />)
    expect(selected()).toEqual(['Data'])
    expect(screen.getAllByRole('option').map((o) => o.textContent)).toEqual(['Dashboards', 'Data', 'Help', 'data.table', 'dashboard tile'])
    key('Enter')
    expect(run).toHaveBeenCalledExactlyOnceWith('Data')
    expect(close).toHaveBeenCalledOnce()
  })

  it('goes round at both ends', () => {
    render(<Example found={['last']} />)
    key('ArrowUp')
    expect(selected()).toEqual(['last'])
    key('ArrowDown')
    expect(selected()).toEqual(['Dashboards'])
  })
})
