import { describe, expect, it } from 'vitest'
import type { Answer } from './data'
import { heightOf, knownShare, pictureOf, residualOf, seriesOf, ties } from './figures'
import { codec, type PageState } from './state'

const step = (name: string, kind: string, cost: string) => ({ step: name, kind, cost, share: 0, lines: 1, says: { en: '', ja: '' } })
const value = (name: string, steps: string[], more = {}) => ({ value: name, own: '', received: '0', savings: '0', total: '', shown: '', share: 0, months: ['1', '2'], steps, lines: 1, ...more })
const answer = {
  months: ['2025-10', '2025-11'], total: '10', billed: '10.00', steps: [step('profile', 'profile_tag', '6'), step('account', 'accounts', '2.5'), step('Unallocated', 'residual', '1.5')],
  values: [value('Sales', ['4', '0.5', '0']), value('Dev', ['2', '2', '0']), value('Unallocated', ['0', '0', '1.5'], { residual: true })],
} as unknown as Answer
const words = { step: (s: { step: string }) => s.step, other: (count: number) => `${count} others` }

describe('the address of the allocation', () => {
  it('is empty where nothing was chosen', () => expect(Object.values(codec.write(codec.read({}))).join('')).toBe(''))
  it('holds what was chosen', () => {
    const state: PageState = { key: 'team', period: '3m', over: 'genai', unsplit: true, value: 'Sales', step: 'profile' }
    expect(codec.read(codec.write(state))).toEqual(state)
  })
  it('bears any text', () => expect(codec.read({ period: '1..2', over: 'all', unsplit: 'x' })).toEqual(codec.read({})))
})

describe('an allocation', () => {
  it('is the bill when all sums are', () => {
    expect(ties(answer)).toBe(true)
    expect(ties({ ...answer, billed: '10.01' })).toBe(false)
    expect(ties({ ...answer, steps: answer.steps.slice(1) })).toBe(false)
  })
  it('knows what no step found', () => {
    expect(residualOf(answer)?.cost).toBe('1.5')
    expect(knownShare(answer)).toBe(0.85)
    expect(knownShare({ ...answer, steps: [] })).toBeUndefined()
  })
  it('has values over months, many of them as one', () => {
    expect(seriesOf(answer, words).map((s) => [s.name, s.tone])).toEqual([['Sales', 'own'], ['Dev', 'own'], ['Unallocated', 'other']])
    const many = { ...answer, values: Array.from({ length: 20 }, (_, i) => value(`v${i}`, [])) } as unknown as Answer
    expect(seriesOf(many, words).at(-1)).toEqual({ key: '\u0000other', name: '7 others', tone: 'other', values: ['7', '14'] })
  })
  it('is drawn from steps to values', () => {
    const drawn = pictureOf(answer, words)
    expect(drawn.flows).toEqual([{ from: 's0', to: 'v0', value: '4' }, { from: 's1', to: 'v0', value: '0.5' }, { from: 's0', to: 'v1', value: '2' }, { from: 's1', to: 'v1', value: '2' }, { from: 's2', to: 'v2', value: '1.5' }])
    expect(drawn.places.filter((p) => p.group === 'rest').map((p) => p.name)).toEqual(['Unallocated', 'Unallocated'])
    expect(heightOf(drawn)).toBe(160)
  })
})
