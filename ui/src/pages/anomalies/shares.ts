// Shares and parts of a change, for bars and percentages only: amounts stay decimal texts.
import { ratio, sign } from '../../lib/decimal'
import type { Cause, Changed } from './data'

/** By how many per cent something changed, undefined from nothing. */
export function percentOf({ before, change }: { before: string; change: string }): number | undefined {
  const part = ratio(change, sign(before) < 0 ? before.slice(1) : before)
  return part === undefined ? undefined : part * 100
}

/** The lengths of the bars of price and quantity; they fill the whole. Both are 0 where nothing changed. */
export function partsOf(c: Pick<Cause, 'price' | 'quantity'>): { price: number; quantity: number } {
  const [price, quantity] = [Math.abs(Number(c.price)), Math.abs(Number(c.quantity))]
  const whole = price + quantity
  return whole === 0 ? { price: 0, quantity: 0 } : { price: price / whole, quantity: quantity / whole }
}

/** The dimensions along which something changed, in the server's order. */
export function dimensionsOf(changed: readonly Changed[]): string[] {
  return [...new Set(changed.map((c) => c.dimension))]
}
