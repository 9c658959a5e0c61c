// Where the rows stand when there are more of them than a browser lets an element be high.
//
// The scrolled element is at most `highest` pixels high. Its position is stretched to the virtual height where a scroll is a jump (the
// scrollbar is dragged), and taken pixel by pixel where it is small (a wheel, a key), so that a line is a line on every result. Small
// steps let the two positions drift apart; `settled` brings the scrollbar back to where the virtual position says, without moving a row.
import { debounce, type Rect, type Virtualizer } from '@tanstack/react-virtual'

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

function end(e: Extent): number {
  return Math.min(e.height, highest) - e.view
}

function ratio(e: Extent): number {
  return end(e) <= 0 ? 1 : (e.height - e.view) / end(e)
}

function clamp(value: number, to: number): number {
  return Math.min(Math.max(value, 0), Math.max(to, 0))
}

/** The place after the scrollbar moved to `top`. */
export function moved(e: Extent, from: Place, top: number): Place {
  if (e.height <= highest) {
    const virtual = clamp(top, e.height - e.view)
    return { top: virtual, virtual }
  }
  if (top <= 0) return { top: 0, virtual: 0 }
  if (top >= end(e) - 1) return { top, virtual: e.height - e.view }
  const step = top - from.top
  if (Math.abs(step) < e.view) return { top, virtual: clamp(from.virtual + step, e.height - e.view) }
  return { top, virtual: clamp(Math.round(top * ratio(e)), e.height - e.view) }
}

/** The place with the scrollbar where the rows say. The ends belong to the ends alone, else the next small step would jump. */
export function settled(e: Extent, at: Place): Place {
  const virtual = clamp(at.virtual, e.height - e.view)
  if (e.height <= highest) return { top: virtual, virtual }
  if (virtual <= 0) return { top: 0, virtual: 0 }
  if (virtual >= e.height - e.view) return { top: end(e), virtual }
  // a screen of room to either side, so that a small step stays a small step
  const room = Math.min(e.view, end(e) / 4)
  const top = Math.round(virtual / ratio(e))
  return { top: Math.min(Math.max(top, Math.min(room, virtual)), Math.max(end(e) - room, end(e) - (e.height - e.view - virtual))), virtual }
}

type Rows = Virtualizer<HTMLElement, Element>

/** What a virtualizer of rows scrolls: an element that seems as high as its rows and begins below a head that stays. */
export class Stretched {
  private readonly head: number
  private real: HTMLElement | null = null
  private seen: HTMLElement | null = null
  private place: Place = { top: 0, virtual: 0 }
  private height = () => 0
  private tell: () => void = () => undefined
  private readonly listeners = new Set<() => void>()

  constructor(head: number) {
    this.head = head
  }

  /** How many pixels above their virtual position the rows are drawn. */
  readonly drift = (): number => this.place.virtual - this.place.top

  /** Tells when the drift changes. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** The element as the virtualizer is to see it. */
  over(real: HTMLElement | null): HTMLElement | null {
    if (real === this.real) return this.seen
    this.real = real
    this.seen = real && new Proxy(real, {
      get: (el, key) => {
        switch (key) {
          case 'scrollTop': return this.place.virtual
          case 'scrollHeight': return this.extent(el).height
          case 'clientHeight': return this.extent(el).view
        }
        const value: unknown = Reflect.get(el, key, el)
        return typeof value === 'function' ? value.bind(el) : value
      },
    })
    return this.seen
  }

  /** The virtualizer's `observeElementRect`. */
  readonly observeRect = (_: Rows, tell: (rect: Rect) => void): (() => void) | undefined => {
    const el = this.real
    if (!el) return
    const measure = () => tell({ width: el.clientWidth, height: this.extent(el).view })
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(el)
    return () => observer.disconnect()
  }

  /** The virtualizer's `observeElementOffset`. Scroll events come once a frame; when they stop, the scrollbar goes to where the rows say. */
  readonly observeOffset = (rows: Rows, tell: (offset: number, scrolling: boolean) => void): (() => void) | undefined => {
    const el = this.real
    if (!el || !rows.targetWindow) return
    this.height = rows.getTotalSize
    this.tell = () => tell(this.place.virtual, false)
    const rest = debounce(rows.targetWindow, () => this.scrollTo(this.place.virtual), rows.options.isScrollingResetDelay)
    const onScroll = () => {
      if (Math.abs(el.scrollTop - this.place.top) >= 0.5) this.put(moved(this.extent(el), this.place, el.scrollTop))
      tell(this.place.virtual, true)
      rest()
    }
    el.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      el.removeEventListener('scroll', onScroll)
      rest.cancel()
    }
  }

  /** The virtualizer's `scrollToFn`. */
  readonly scrollTo = (offset: number, { adjustments = 0 } = {}): void => {
    const el = this.real
    if (!el) return
    const goal = settled(this.extent(el), { top: 0, virtual: offset + adjustments })
    if (Math.abs(goal.top - el.scrollTop) >= 1) el.scrollTop = goal.top
    this.put({ top: el.scrollTop, virtual: goal.virtual })
    this.tell()
  }

  private extent(el: HTMLElement): Extent {
    const view = Math.max(el.clientHeight - this.head, 1)
    return { height: Math.max(this.height(), view), view }
  }

  private put(place: Place): void {
    const before = this.drift()
    this.place = place
    if (this.drift() !== before) for (const listener of this.listeners) listener()
  }
}
