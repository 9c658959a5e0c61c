// Where the rows stand when there are more of them than a browser lets an element be high.
//
// The scrolled element is at most `highest` pixels high. Its position is stretched to the virtual height where a scroll is a jump (the
// scrollbar is dragged), and taken pixel by pixel where it is small (a wheel, a key), so that a line is a line on every result. Small
// steps let the two positions drift apart; `settled` brings the scrollbar back to where the virtual position says, without moving a row.

/** Firefox stops at about 17.8 million pixels, Chromium at 33.5 million; half of the smaller leaves room for zoomed pages. */
export const highest = 8_000_000

/** What is scrolled: the height of all rows and of the window on them, in pixels. */
export interface Extent {
  height: number
  view: number
}

/** Where one is: the scrollbar's position and that of the rows, in pixels. */
export interface Place {
  top: number
  virtual: number
}

/** The height that the scrolled element gets. */
export function elementHeight(e: Extent): number {
  return Math.min(e.height, highest)
}

function ratio(e: Extent): number {
  const real = elementHeight(e) - e.view
  return real <= 0 ? 1 : (e.height - e.view) / real
}

function clamp(value: number, to: number): number {
  return Math.min(Math.max(value, 0), Math.max(to, 0))
}

/** The place after the scrollbar moved to `top`. */
export function moved(e: Extent, from: Place, top: number): Place {
  const end = elementHeight(e) - e.view
  if (e.height <= highest) return { top, virtual: clamp(top, e.height - e.view) }
  if (top <= 0) return { top: 0, virtual: 0 }
  if (top >= end - 1) return { top, virtual: e.height - e.view }
  const step = top - from.top
  if (Math.abs(step) < e.view) return { top, virtual: clamp(from.virtual + step, e.height - e.view) }
  return { top, virtual: clamp(top * ratio(e), e.height - e.view) }
}

/** The place with the scrollbar where the rows say. The ends belong to the ends alone, else the next small step would jump. */
export function settled(e: Extent, at: Place): Place {
  const virtual = clamp(at.virtual, e.height - e.view)
  if (e.height <= highest) return { top: virtual, virtual }
  const end = elementHeight(e) - e.view
  const top = virtual / ratio(e)
  if (virtual <= 0) return { top: 0, virtual: 0 }
  if (virtual >= e.height - e.view) return { top: end, virtual }
  // a screen of room to either side, so that a small step stays a small step
  const room = Math.min(e.view, end / 4)
  return { top: Math.min(Math.max(top, Math.min(room, virtual)), Math.max(end - room, end - (e.height - e.view - virtual))), virtual }
}

/** The rows in the window: the first, and the one after the last. */
export function shown(virtual: number, view: number, rowHeight: number, rows: number): [number, number] {
  const from = Math.floor(virtual / rowHeight)
  const to = Math.ceil((virtual + view) / rowHeight)
  return [clamp(from, rows), clamp(to, rows)]
}

/** The position at which a row is wholly in the window, as near as possible to where one is. */
export function reveal(virtual: number, view: number, rowHeight: number, row: number): number {
  const top = row * rowHeight
  if (top < virtual) return top
  if (top + rowHeight > virtual + view) return top + rowHeight - view
  return virtual
}
