// Colours by key: the same service has the same colour wherever it stands, as long as no other one in the same chart claims it first.
import type { Tone } from './types'

export type Scheme = 'light' | 'dark'

const hues: Record<Scheme, readonly string[]> = {
  light: ['#188296', '#c8701d', '#5b8033', '#b0413e', '#75589f', '#99790f', '#2f8ac4', '#b54f84', '#5468b4', '#86634a', '#2d8a78', '#7a7f2a', '#a15bb0', '#4d7d9a'],
  dark: ['#4fb3c6', '#e69a4f', '#8fb85f', '#e07a76', '#ab8fd6', '#d4b143', '#67b4ec', '#e08ab8', '#8f9fe6', '#c09a7c', '#5fc4ae', '#b7bd5c', '#cf92dd', '#86b6d2'],
}

const tones: Record<Scheme, Record<Exclude<Tone, 'own'>, string>> = {
  light: { other: '#98a2ab', charge: '#c3c9ce', expected: '#5c6a74' },
  dark: { other: '#77828b', charge: '#4c555c', expected: '#a9b4bc' },
}

function hash(text: string): number {
  let h = 2166136261
  for (let i = 0; i < text.length; i++) {
    h ^= text.charCodeAt(i)
    h = Math.imul(h, 16777619)
  }
  return h >>> 0
}

/** Gives each key its colour. Keys that hash alike take the next free hue, in the order of their names, so the same set looks the same. */
export function colorsOf(keys: readonly string[], scheme: Scheme): Map<string, string> {
  const all = hues[scheme]
  const taken = new Set<number>()
  const colors = new Map<string, string>()
  for (const key of [...new Set(keys)].sort()) {
    const first = hash(key) % all.length
    let at = first
    if (taken.size < all.length) while (taken.has(at)) at = (at + 1) % all.length
    taken.add(at)
    colors.set(key, all[at] as string)
  }
  return colors
}

/** The colour of a series that has no hue of its own. */
export function toneColor(tone: Exclude<Tone, 'own'>, scheme: Scheme): string {
  return tones[scheme][tone]
}

/** The colours of what rose, fell and stayed. */
export function changeColors(scheme: Scheme): { up: string; down: string; total: string } {
  return scheme === 'light' ? { up: '#b0413e', down: '#2d8a5f', total: '#5c6a74' } : { up: '#e07a76', down: '#62bf94', total: '#a9b4bc' }
}

/** The shades of a heat map, from nothing to most. */
export function shades(scheme: Scheme): string[] {
  return scheme === 'light' ? ['#eef6f8', '#a6d4dc', '#4fa9ba', '#188296', '#005566'] : ['#1f2a2e', '#1c4d57', '#1f7485', '#4fa9ba', '#a6d4dc']
}

/** What text and lines of a chart look like. */
export function ink(scheme: Scheme): { text: string; dim: string; line: string; ground: string } {
  return scheme === 'light'
    ? { text: '#212529', dim: '#5c6670', line: '#dee2e6', ground: '#ffffff' }
    : { text: '#dee2e6', dim: '#a0a8b0', line: '#3b4147', ground: '#242424' }
}
