import type { Schemas } from '../../api/client'

type Month = Schemas['MonthStatus']

/** The months of a source in their order, with the names of those that are missing between the first and the last. */
export function withGaps(months: readonly Month[]): (Month | string)[] {
  const all: (Month | string)[] = []
  let next = ''
  for (const m of [...months].sort((a, b) => a.month.localeCompare(b.month))) {
    while (next && next < m.month) {
      all.push(next)
      next = after(next)
    }
    all.push(m)
    next = after(m.month)
  }
  return all
}

function after(month: string): string {
  const [year = 0, m = 0] = month.split('-').map(Number)
  return m === 12 ? `${year + 1}-01` : `${year}-${String(m + 1).padStart(2, '0')}`
}
