// What a case is called, where it is, and in which order cases stand.
import { compare } from '../../lib/decimal'
import type { Case, Node } from './data'

type Placed = Pick<Case, 'node' | 'accountName'>

/** The most exact name of a node, "" for the whole bill. */
export function whatOf({ node, accountName }: Placed): string {
  return node.usageType || node.service || accountName || node.account || node.region || ''
}

/** The rest of where it is, from the widest to the narrowest; what the first name says already is left out. */
export function whereOf({ node, accountName }: Placed): string[] {
  const account = accountName && node.account && accountName !== node.account ? `${accountName} (${node.account})` : node.account
  const what = whatOf({ node, accountName })
  return [what === accountName || what === node.account ? (what === accountName ? node.account : undefined) : account, node.usageType ? node.service : undefined, what === node.region ? undefined : node.region]
    .filter((x): x is string => Boolean(x))
}

/** All names of a node in one line, "" for the whole bill. */
export function pathOf(node: Node): string {
  return [node.account, node.service, node.usageType, node.region].filter(Boolean).join(' › ')
}

export const sortKeys = ['size', 'severity', 'what', 'monthly', 'impact', 'start', 'state', 'owner'] as const
export type SortKey = (typeof sortKeys)[number]
export type Sort = { key: SortKey; down: boolean }

const weight = { high: 2, medium: 1, low: 0 } as const
const size = (amount: string) => (amount.startsWith('-') ? amount.slice(1) : amount)

const orders: Record<Exclude<SortKey, 'size'>, (a: Case, b: Case) => number> = {
  severity: (a, b) => weight[a.severity] - weight[b.severity],
  what: (a, b) => whatOf(a).localeCompare(whatOf(b)),
  monthly: (a, b) => compare(size(a.monthly), size(b.monthly)),
  impact: (a, b) => compare(size(a.impact), size(b.impact)),
  start: (a, b) => a.start.localeCompare(b.start),
  state: (a, b) => a.state.localeCompare(b.state),
  owner: (a, b) => (a.owner ?? '').localeCompare(b.owner ?? ''),
}

/** Cases in an order; "size" is the server's own. Those that are equal stay as the server has them. */
export function sorted(cases: readonly Case[], { key, down }: Sort): Case[] {
  if (key === 'size') return [...cases]
  const order = orders[key]
  return [...cases].sort((a, b) => (down ? order(b, a) : order(a, b)))
}

/** What a click on a column's head makes of the order: figures and days begin with the largest; a second click turns it, a third ends it. */
export function turned(now: Sort, key: SortKey): Sort {
  const first = key !== 'what' && key !== 'owner' && key !== 'state'
  if (now.key !== key) return { key, down: first }
  return now.down === first ? { key, down: !first } : { key: 'size', down: true }
}

/** Whether a case has every word in its names. */
export function fits(c: Case, text: string): boolean {
  const all = [whatOf(c), ...whereOf(c), c.id, c.owner, c.class, ...(c.also ?? []).map(pathOf)].join(' ').toLowerCase()
  return text.toLowerCase().split(/\s+/).every((word) => all.includes(word))
}

/** A text without a minus, and whether it had one: what fell is said in words. */
export function magnitude(amount: string): { text: string; less: boolean } {
  return { text: size(amount), less: amount.startsWith('-') && /[1-9]/.test(amount) }
}
