// A fix as files.
import type { Plan } from './data'

export const forms = ['terraform', 'cloudformation', 'cli'] as const
export type Form = (typeof forms)[number]

const endings: Record<Form, string> = { terraform: 'tf', cloudformation: 'yaml', cli: 'sh' }

/** The forms that a fix has, in their order. */
export function formsOf(fix: Plan): Form[] {
  return forms.filter((form) => Boolean(fix[form]))
}

/** The name of the file of a form. */
export function fileOf(fix: Plan, form: Form): string {
  return `${fix.id.replace(/[^\w-]+/g, '-') || 'fix'}.${endings[form]}`
}

/** The text of a form with one line break at its end. */
export function textOf(fix: Plan, form: Form): string {
  return `${(fix[form] ?? '').replace(/\s+$/, '')}\n`
}
