// The limits of a workgroup as people write them: 2GB, 5m, 1000.
import type { Workgroup } from './data'

export type LimitName = keyof Workgroup['limits']
export type LimitKind = 'bytes' | 'time' | 'count'

export const limits: readonly { name: LimitName; kind: LimitKind; example: string }[] = [
  { name: 'bytesScanned', kind: 'bytes', example: '10GB' },
  { name: 'rows', kind: 'count', example: '1000000' },
  { name: 'time', kind: 'time', example: '5m' },
  { name: 'cpu', kind: 'time', example: '10m' },
  { name: 'memory', kind: 'bytes', example: '2GB' },
  { name: 'disk', kind: 'bytes', example: '20GB' },
  { name: 'running', kind: 'count', example: '5' },
  { name: 'queued', kind: 'count', example: '50' },
  { name: 'bytesPerDay', kind: 'bytes', example: '1TB' },
  { name: 'cpuPerDay', kind: 'time', example: '5h' },
  { name: 'resultAge', kind: 'time', example: '24h' },
  { name: 'reuseAge', kind: 'time', example: '1h' },
]

const sizes = ['', 'K', 'M', 'G', 'T', 'P']
const seconds: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400 }

/** A limit as a number, in bytes, nanoseconds or pieces; 0 for none, null for what is no limit. */
export function readLimit(kind: LimitKind, text: string): number | null {
  const plain = text.trim().toUpperCase().replaceAll(',', '')
  if (plain === '') return 0
  if (kind === 'count') return /^\d{1,15}$/.test(plain) ? Number(plain) : null
  if (kind === 'time') {
    const whole = /^(?:\d+(?:\.\d+)?[SMHD]\s*)+$/.test(plain) ? [...plain.matchAll(/(\d+(?:\.\d+)?)([SMHD])/g)] : []
    const sum = whole.reduce((n, [, count, unit = '']) => n + Number(count) * (seconds[unit.toLowerCase()] ?? 0), 0)
    return sum > 0 && sum < 9e6 ? Math.round(sum * 1e9) : null
  }
  const [, count, unit = ''] = /^(\d+(?:\.\d+)?)\s*([KMGTP]?)I?B?$/.exec(plain) ?? []
  if (count === undefined) return null
  const bytes = Math.round(Number(count) * 1024 ** sizes.indexOf(unit))
  return bytes <= Number.MAX_SAFE_INTEGER ? bytes : null
}

/** A limit as a text that reads back as the same number; '' for none. */
export function writeLimit(kind: LimitKind, value: number | undefined): string {
  if (!value) return ''
  if (kind === 'count') return String(value)
  if (kind === 'bytes') {
    let at = 0
    let n = value
    while (at < sizes.length - 1 && n % 1024 === 0) {
      n /= 1024
      at++
    }
    return `${n}${sizes[at] ?? ''}B`
  }
  const whole = value / 1e9
  for (const unit of ['h', 'm'] as const) if (whole % (seconds[unit] ?? 1) === 0) return `${whole / (seconds[unit] ?? 1)}${unit}`
  return `${whole}s`
}
