// Monitors: whom to tell of which cases. What the forms hold, and what is sent of it.
import { queryOptions } from '@tanstack/react-query'
import { api, take, type Schemas } from '../../api/client'
import { isDecimal, sign } from '../../lib/decimal'

export type Monitor = Schemas['AlertMonitor']
export type Recipient = Schemas['AlertRecipient']
export type Scope = Schemas['AlertScope']
export type Delivery = Schemas['AlertDelivery']
export type Mail = Schemas['AlertMail']

export const channels = ['email', 'slack', 'webhook', 'sns'] as const
export const rhythms = ['immediate', 'daily', 'weekly'] as const
export const deliveryStates = ['queued', 'sending', 'sent', 'failed', 'dropped'] as const

export const monitorsQuery = queryOptions<Monitor[]>({ queryKey: ['alerts', 'monitors'], retry: false, queryFn: ({ signal }) => take(api.GET('/api/alerts/monitors', { signal })) })

export function deliveriesQuery(state: Delivery['state'] | '', monitor: string) {
  return queryOptions<Delivery[]>({
    queryKey: ['alerts', 'deliveries', state, monitor], retry: false, staleTime: 2000,
    queryFn: ({ signal }) => take(api.GET('/api/alerts/deliveries', { params: { query: { state: state || undefined, monitor: monitor || undefined, limit: 100 } }, signal })),
    refetchInterval: (q) => (q.state.data?.some((d) => d.state === 'queued' || d.state === 'sending') ? 3000 : 30_000),
  })
}

export const mailQuery = queryOptions<Mail>({ queryKey: ['alerts', 'mail'], retry: false, queryFn: ({ signal }) => take(api.GET('/api/alerts/mail', { signal })) })

/** A new monitor, with one recipient to be filled in. */
export function blankMonitor(): Monitor {
  return { name: '', enabled: true, rhythm: { kind: 'immediate' }, threshold: { amount: '100', of: 'monthly' }, recipients: [blankRecipient()] }
}

export function blankRecipient(): Recipient {
  return { channel: 'email', address: '' }
}

/** What is wrong with a monitor, by place; empty where it can be kept. */
export function problemsOf(m: Monitor): { name?: true; amount?: true; percent?: true; recipients: Record<number, 'address' | 'email' | 'url' | 'secret'> } {
  const recipients: Record<number, 'address' | 'email' | 'url' | 'secret'> = {}
  m.recipients.forEach((r, at) => {
    const found = wrongWith(r)
    if (found) recipients[at] = found
  })
  const amount = m.threshold?.amount
  const percent = m.threshold?.percent
  return {
    ...(m.name.trim() === '' ? { name: true as const } : {}),
    ...(amount !== undefined && amount !== '' && (!isDecimal(amount) || sign(amount) < 0) ? { amount: true as const } : {}),
    ...(percent !== undefined && (!Number.isFinite(percent) || percent < 0) ? { percent: true as const } : {}),
    recipients,
  }
}

function wrongWith(r: Recipient): 'address' | 'email' | 'url' | 'secret' | undefined {
  const address = (r.address ?? '').trim()
  switch (r.channel) {
    case 'email': return address === 'owner' || /^[^\s@]+@[^\s@]+$/.test(address) ? undefined : 'email'
    case 'slack': return r.hasSecret || r.secret?.trim() ? undefined : 'secret'
    default: return /^https?:\/\/[^\s/]+/.test(address) ? undefined : 'url'
  }
}

/** Whether a monitor can be kept. */
export function complete(m: Monitor): boolean {
  const { recipients, ...rest } = problemsOf(m)
  return Object.keys(rest).length === 0 && Object.keys(recipients).length === 0 && (m.recipients.length > 0 || !m.enabled)
}

/** A scope without what is empty; undefined where it chooses all. */
export function scopeOf(s: Scope | undefined): Scope | undefined {
  if (!s) return undefined
  const list = (x: string[] | undefined) => (x && x.length > 0 ? x : undefined)
  const keyed = (x: Scope['tag']) => (x?.key.trim() ? { key: x.key.trim(), values: list(x.values) } : undefined)
  const out: Scope = { accounts: list(s.accounts), services: list(s.services), owners: list(s.owners), classes: list(s.classes), tag: keyed(s.tag), category: keyed(s.category) }
  return Object.values(out).some((x) => x !== undefined) ? out : undefined
}

/** What is sent of a monitor: without what is empty and what only the server says. */
export function sent(m: Monitor): Monitor {
  const { kind, zone, hour, weekday } = m.rhythm
  const t = m.threshold ?? {}
  return {
    name: m.name.trim(), enabled: m.enabled, version: m.version, scope: scopeOf(m.scope),
    rhythm: kind === 'immediate' ? { kind } : { kind, zone: zone?.trim() || undefined, hour: hour ?? 0, weekday: kind === 'weekly' ? (weekday ?? 1) : undefined },
    threshold: { amount: t.amount || undefined, percent: t.percent || undefined, both: t.amount && t.percent ? t.both : undefined, of: t.of, drops: t.drops || undefined },
    recipients: m.recipients.map((r) => ({ id: r.id, channel: r.channel, address: r.address?.trim() || undefined, language: r.language, only: scopeOf(r.only), secret: r.secret?.trim() || undefined })),
  }
}

/** Why something was told, without the mark that tells two occasions of one sort apart. */
export function occasionOf(d: Pick<Delivery, 'occasion'>): string {
  return d.occasion.split(':')[0] ?? d.occasion
}

/** The secrets that an answer shows, and no later one will. */
export function secretsOf(m: Monitor): { address: string; secret: string }[] {
  return m.recipients.flatMap((r) => (r.secret ? [{ address: r.address ?? r.channel, secret: r.secret }] : []))
}
