// The limits of a workgroup, for people.
import type { Formats } from '../../lib/format'
import type { Workgroup } from './data'

type Limits = Workgroup['limits']

const kinds: readonly [keyof Limits, 'bytes' | 'seconds' | 'count'][] = [
  ['bytes', 'bytes'], ['rows', 'count'], ['seconds', 'seconds'], ['cpuSeconds', 'seconds'], ['memory', 'bytes'], ['disk', 'bytes'], ['running', 'count'], ['queued', 'count'],
  ['bytesPerDay', 'bytes'], ['cpuPerDay', 'seconds'], ['resultSeconds', 'seconds'], ['reuseSeconds', 'seconds'],
]

/** Those that there are; 0 is none. */
export function limitsOf(limits: Limits, f: Formats): { name: keyof Limits; text: string }[] {
  return kinds.flatMap(([name, kind]) => {
    const value = limits[name]
    if (!value) return []
    return [{ name, text: kind === 'bytes' ? f.bytes(value) : kind === 'seconds' ? f.duration(value * 1000) : f.number(value) }]
  })
}
