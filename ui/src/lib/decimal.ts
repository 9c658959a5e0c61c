// Exact decimals. The server sends amounts as decimal text; they are summed and compared as such, never as floating-point numbers.

type Parts = { digits: bigint; scale: number }

function parse(text: string): Parts {
  const found = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text.trim())
  if (!found || (found[2] === '' && !found[3])) throw new RangeError(`not a decimal: ${JSON.stringify(text)}`)
  const [, sign, whole = '', fraction = '', exponent = '0'] = found
  let digits = BigInt((whole || '0') + fraction)
  let scale = fraction.length - Number(exponent)
  if (scale < 0) {
    digits *= 10n ** BigInt(-scale)
    scale = 0
  }
  return { digits: sign === '-' ? -digits : digits, scale }
}

function print({ digits, scale }: Parts): string {
  const negative = digits < 0n
  const text = (negative ? -digits : digits).toString().padStart(scale + 1, '0')
  const whole = scale ? text.slice(0, -scale) : text
  const fraction = scale ? text.slice(-scale).replace(/0+$/, '') : ''
  return (negative ? '-' : '') + whole + (fraction ? '.' + fraction : '')
}

function align(a: Parts, b: Parts): [bigint, bigint, number] {
  const scale = Math.max(a.scale, b.scale)
  return [a.digits * 10n ** BigInt(scale - a.scale), b.digits * 10n ** BigInt(scale - b.scale), scale]
}

/** Tells whether a text is a decimal number. */
export function isDecimal(text: string): boolean {
  return /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$/.test(text.trim())
}

/** The exact sum of decimal texts; "0" of none. */
export function sum(values: Iterable<string>): string {
  let total: Parts = { digits: 0n, scale: 0 }
  for (const v of values) {
    const [x, y, scale] = align(total, parse(v))
    total = { digits: x + y, scale }
  }
  return print(total)
}

/** The exact difference a - b. */
export function minus(a: string, b: string): string {
  const [x, y, scale] = align(parse(a), parse(b))
  return print({ digits: x - y, scale })
}

/** Negative when a < b, positive when a > b, else 0. */
export function compare(a: string, b: string): number {
  const [x, y] = align(parse(a), parse(b))
  return x < y ? -1 : x > y ? 1 : 0
}

/** The sign of a decimal text: -1, 0 or 1. */
export function sign(a: string): number {
  return compare(a, '0')
}

/** Part of whole as a fraction, for shares and bars only; undefined when whole is zero. */
export function ratio(part: string, whole: string): number | undefined {
  return sign(whole) === 0 ? undefined : Number(part) / Number(whole)
}
