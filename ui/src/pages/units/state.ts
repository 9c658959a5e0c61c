// What the pages of units show, as their address holds it: /units/click?period=last&compare=year.
import { one, oneOf, stringifySearch, type Codec } from '../../lib/url'
import { beforeOf, periodOf, presets, readRange, type Days } from '../explorer/periods'
import type { Asked } from './data'

export const compares = ['previous', 'month', 'year'] as const
export const drawings = ['costPer', 'cost', 'quantity'] as const
export type Drawing = (typeof drawings)[number]
export const grains = ['month', 'day'] as const

export interface PageState {
  /** "" is the newest month that the server chooses; else a preset's name or start..end. */
  period: string
  /** What the period is compared with: a preset's name or start..end. */
  compare: string
  /** A named change of the unit, or a day. */
  change: string
  draw: Drawing
  grain: (typeof grains)[number]
  /** How a change is taken apart. */
  by: 'effects' | 'causes'
}

const period = (text: string) => ((presets as readonly string[]).includes(text) || readRange(text) ? text : '')

export const codec: Codec<PageState> = {
  read: (p) => ({
    period: period(one(p, 'period')), compare: (compares as readonly string[]).includes(one(p, 'compare')) || readRange(one(p, 'compare')) ? one(p, 'compare') : 'previous',
    change: one(p, 'change').slice(0, 100), draw: oneOf(p, 'draw', drawings), grain: oneOf(p, 'grain', grains), by: oneOf(p, 'by', ['effects', 'causes']),
  }),
  write: (s) => ({ period: s.period, compare: s.compare === 'previous' ? '' : s.compare, change: s.change, draw: s.draw === 'costPer' ? '' : s.draw, grain: s.grain === 'month' ? '' : s.grain, by: s.by === 'effects' ? '' : s.by }),
}

/** The question of a state. Without a period of its own the server chooses both times. */
export function askedOf(s: Pick<PageState, 'period' | 'compare' | 'change'>, days: Days | null): Asked {
  if (s.period === '' || !days) return { from: '', to: '', beforeFrom: '', beforeTo: '', change: s.change }
  const after = periodOf(s.period, days)
  const before = beforeOf(s.compare, after)
  const day = (text: string) => text.slice(0, 10)
  return { from: day(after.start), to: day(after.end), beforeFrom: day(before.start), beforeTo: day(before.end), change: s.change }
}

/** The page of a unit, with the times that are looked at. */
export function pageOf(id: string, s: Pick<PageState, 'period' | 'compare'>): string {
  return `/units/${encodeURIComponent(id)}${stringifySearch({ period: s.period, compare: s.compare === 'previous' ? '' : s.compare })}`
}
