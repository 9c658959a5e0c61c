// The masks that have names, and the expressions that they are.
import { quoteName } from '../../parts/grid'

export const maskKinds = ['null', 'hash', 'last', 'expression'] as const
export type MaskKind = (typeof maskKinds)[number]

/** The expression of a mask for a column. An expression of one's own begins with the column itself. */
export function maskOf(kind: MaskKind, column: string): string {
  const name = quoteName(column)
  switch (kind) {
    case 'null': return `mask_null(${name})`
    case 'hash': return `mask_hash(${name})`
    case 'last': return `mask_last(${name}, 4)`
  }
  return name
}

/** Which of the masks an expression is. */
export function kindOfMask(column: string, text: string): MaskKind {
  const plain = text.replace(/\s+/g, '').toLowerCase()
  if (plain === 'null') return 'null'
  return maskKinds.find((kind) => kind !== 'expression' && maskOf(kind, column).replace(/\s+/g, '').toLowerCase() === plain) ?? 'expression'
}
