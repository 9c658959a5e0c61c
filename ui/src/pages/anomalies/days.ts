// Days as YYYY-MM-DD. A window's end is the first day that is not in it; people name its last day.
const day = 86_400_000

function moved(text: string, by: number): string {
  const at = Date.parse(`${text}T00:00:00Z`)
  return Number.isNaN(at) ? text : new Date(at + by * day).toISOString().slice(0, 10)
}

/** The last day of a window that ends before a day. */
export function lastDay(end: string): string {
  return moved(end, -1)
}

/** The end of a window with a last day. */
export function nextDay(last: string): string {
  return moved(last, 1)
}
