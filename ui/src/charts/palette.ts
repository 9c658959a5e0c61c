// Colours by key: the same service has the same colour wherever it stands, as long as no other one in the same chart claims it first.
import { chartColours, chartInk, chartRest, trendColours, type Scheme } from '../theme'
import type { Tone } from './types'

export type { Scheme }

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
  const all = chartColours[scheme]
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

// Charges stay behind the usage: a pale ground, hatched where bars are large enough.
const chargeGround: Record<Scheme, string> = { light: '#cdd5d8', dark: '#46535a' }

/** The colour of a series that has no hue of its own. */
export function toneColor(tone: Exclude<Tone, 'own'>, scheme: Scheme): string {
  return tone === 'expected' ? chartInk[scheme].faint : tone === 'charge' ? chargeGround[scheme] : chartRest[scheme].other
}

/** The colours of what rose, fell and stayed. */
export function changeColors(scheme: Scheme): { up: string; down: string; total: string } {
  return { ...trendColours[scheme], total: chartRest[scheme].other }
}

/** The shades of a heat map, from nothing to most. */
export function shades(scheme: Scheme): string[] {
  return scheme === 'light' ? ['#eef6f8', '#a6d4dc', '#4fa9ba', '#188296', '#005566'] : ['#1f2a2e', '#1c4d57', '#1f7485', '#4fa9ba', '#a6d4dc']
}

/** What text and lines of a chart look like. */
export function ink(scheme: Scheme): { text: string; dim: string; line: string; ground: string } {
  const { text, faint, line, ground } = chartInk[scheme]
  return { text, dim: faint, line, ground }
}
