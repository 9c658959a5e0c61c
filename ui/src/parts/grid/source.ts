// Where a grid's rows come from: from memory, or window by window from a server that may still be adding to them.
import type { Column, Row } from './types'

/** Rows that can be asked for from any row on. `row` answers undefined for what is not here yet. */
export interface RowSource {
  readonly columns: readonly Column[]
  /** How many rows there are by now. */
  readonly count: number
  readonly version: number
  row(index: number): Row | undefined
  /** Says which rows are looked at, so that they and what lies before them are loaded. */
  want(from: number, to: number): void
  /** All rows of a range, loaded where they are not here. */
  range(from: number, to: number, signal?: AbortSignal): Promise<Row[]>
  subscribe(listener: () => void): () => void
}

/** Rows that are all in memory. */
export class MemorySource implements RowSource {
  readonly version = 0
  readonly columns: readonly Column[]
  private readonly rows: readonly Row[]

  constructor(columns: readonly Column[], rows: readonly Row[]) {
    this.columns = columns
    this.rows = rows
  }

  get count() { return this.rows.length }
  row(index: number) { return this.rows[index] }
  want() { /* all is here */ }
  range(from: number, to: number) { return Promise.resolve(this.rows.slice(from, to)) }
  subscribe() { return () => undefined }
}

/** Loads so many rows from one on; fewer come where there are no more yet. */
export type Load = (from: number, n: number, signal: AbortSignal) => Promise<{ rows: Row[] }>

/** The bounds of a window source. */
export interface Bounds {
  /** Rows of one block: the unit that is loaded and dropped. */
  block: number
  /** Blocks kept in memory. */
  keep: number
  /** Blocks that are loaded at the same time. */
  parallel: number
}

const usual: Bounds = { block: 250, keep: 160, parallel: 2 }

/**
 * Rows that are loaded block by block as they are looked at. What is looked at last is loaded first, what was asked for and is out of
 * sight again is not loaded at all, and the blocks that were not seen for the longest time are dropped.
 */
export class WindowSource implements RowSource {
  columns: readonly Column[]
  count = 0
  version = 0
  /** What went wrong when rows were last loaded; the grid shows it and asks again on `retry`. */
  fault: unknown = null

  private readonly load: Load
  private readonly bounds: Bounds
  private readonly blocks = new Map<number, Row[]>()
  private readonly running = new Map<number, AbortController>()
  private wanted: number[] = []
  private direction = 1
  private lastFrom = 0
  private readonly listeners = new Set<() => void>()

  constructor(columns: readonly Column[], load: Load, bounds: Partial<Bounds> = {}) {
    this.columns = columns
    this.load = load
    this.bounds = { ...usual, ...bounds }
  }

  /** Tells that there are so many rows by now. */
  grow(count: number): void {
    if (count === this.count) return
    this.count = count
    this.changed()
    this.pump()
  }

  row(index: number): Row | undefined {
    const { block } = this.bounds
    return this.blocks.get(Math.floor(index / block))?.[index % block]
  }

  want(from: number, to: number): void {
    const { block } = this.bounds
    if (from !== this.lastFrom) this.direction = from > this.lastFrom ? 1 : -1
    this.lastFrom = from
    const first = Math.floor(from / block)
    const last = Math.max(first, Math.floor((to - 1) / block))
    const list: number[] = []
    for (let b = first; b <= last; b++) list.push(b)
    list.push(this.direction > 0 ? last + 1 : first - 1)
    this.wanted = list.filter((b) => b >= 0 && b * block < this.count)
    for (const b of this.wanted) this.touch(b)
    for (const [b, control] of this.running) if (!this.wanted.includes(b)) control.abort()
    this.pump()
  }

  async range(from: number, to: number, signal?: AbortSignal): Promise<Row[]> {
    const end = Math.min(to, this.count)
    const rows: Row[] = []
    let at = from
    while (at < end) {
      const known = this.row(at)
      if (known) {
        rows.push(known)
        at++
        continue
      }
      const got = await this.load(at, Math.min(10_000, end - at), signal ?? new AbortController().signal)
      if (got.rows.length === 0) break
      rows.push(...got.rows)
      at += got.rows.length
    }
    return rows
  }

  /** Asks again for what could not be loaded. */
  retry(): void {
    this.fault = null
    this.changed()
    this.pump()
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Ends what is being loaded. The source stays usable. */
  close(): void {
    this.wanted = []
    for (const control of this.running.values()) control.abort()
  }

  /** How many rows are in memory. */
  get held(): number {
    let n = 0
    for (const rows of this.blocks.values()) n += rows.length
    return n
  }

  private touch(b: number): void {
    const rows = this.blocks.get(b)
    if (!rows) return
    this.blocks.delete(b)
    this.blocks.set(b, rows)
  }

  private lacks(b: number): boolean {
    const { block } = this.bounds
    return (this.blocks.get(b)?.length ?? 0) < Math.min(block, this.count - b * block)
  }

  private pump(): void {
    if (this.fault) return
    for (const b of this.wanted) {
      if (this.running.size >= this.bounds.parallel) return
      if (!this.running.has(b) && this.lacks(b)) void this.fetch(b)
    }
  }

  private async fetch(b: number): Promise<void> {
    const control = new AbortController()
    this.running.set(b, control)
    try {
      const got = await this.load(b * this.bounds.block, this.bounds.block, control.signal)
      if (control.signal.aborted) return
      if (got.rows.length <= (this.blocks.get(b)?.length ?? 0)) throw new Error('the server has fewer rows than it said')
      this.blocks.delete(b)
      this.blocks.set(b, got.rows)
      this.drop()
    } catch (err) {
      if (!control.signal.aborted) this.fault = err
    } finally {
      this.running.delete(b)
      if (!control.signal.aborted) this.changed()
      this.pump()
    }
  }

  private drop(): void {
    for (const b of this.blocks.keys()) {
      if (this.blocks.size <= this.bounds.keep) return
      if (!this.wanted.includes(b)) this.blocks.delete(b)
    }
  }

  private changed(): void {
    this.version++
    for (const listener of this.listeners) listener()
  }
}
