import { describe, expect, it } from 'vitest'
import { chartColours, chartInk, trendColours, type Scheme } from './theme'

type Triple = [number, number, number]

const linear = (hex: string): Triple =>
  [1, 3, 5].map((at) => {
    const c = parseInt(hex.slice(at, at + 2), 16) / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  }) as Triple

const luminance = ([r, g, b]: Triple) => 0.2126 * r + 0.7152 * g + 0.0722 * b

function contrast(a: string, b: string): number {
  const [low, high] = [luminance(linear(a)), luminance(linear(b))].sort((x, y) => x - y) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

const times = (m: number[][], v: Triple): Triple => m.map((row) => Math.max(0, row.reduce((s, x, at) => s + x * (v[at] ?? 0), 0))) as Triple

/** A linear colour in OKLab, where distances are as people see them. */
function lab(rgb: Triple): Triple {
  const lms = times([[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566], [0.0883024619, 0.2817188376, 0.6299787005]], rgb)
  const [l, m, s] = lms.map(Math.cbrt) as Triple
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}

// How colours look without one of the three kinds of cones (Machado, Oliveira and Fernandes, 2009).
const eyes: Record<string, number[][]> = {
  'normal sight': [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}

const apart = (a: string, b: string, eye: number[][]) => Math.hypot(...lab(times(eye, linear(a))).map((x, at) => x - (lab(times(eye, linear(b)))[at] ?? 0)))

describe.each<Scheme>(['light', 'dark'])('%s', (scheme) => {
  const colours = chartColours[scheme]

  it('has twelve colours that stand out from the ground', () => {
    expect(new Set(colours).size).toBe(12)
    for (const c of colours) expect(contrast(c, chartInk[scheme].ground), c).toBeGreaterThanOrEqual(3)
  })

  it.each(Object.keys(eyes))('has colours that stay apart with %s', (eye) => {
    for (const [at, a] of colours.entries()) {
      for (const b of colours.slice(at + 1)) expect(apart(a, b, eyes[eye] ?? []), `${a} ${b}`).toBeGreaterThan(0.05)
    }
  })

  it('tells more from less for every eye, and both can be read', () => {
    const { up, down } = trendColours[scheme]
    for (const [name, eye] of Object.entries(eyes)) expect(apart(up, down, eye), name).toBeGreaterThan(0.1)
    expect(contrast(up, chartInk[scheme].ground)).toBeGreaterThanOrEqual(4.5)
    expect(contrast(down, chartInk[scheme].ground)).toBeGreaterThanOrEqual(4.5)
  })

  it('has text that can be read', () => {
    for (const text of [chartInk[scheme].text, chartInk[scheme].faint]) expect(contrast(text, chartInk[scheme].ground)).toBeGreaterThanOrEqual(4.5)
  })
})
