// A set of lists that parts of the page contribute while they are shown; the newest contribution comes first.
import { useLayoutEffect, useRef, useSyncExternalStore } from 'react'

export class Registry<T> {
  readonly #lists = new Map<symbol, readonly T[]>()
  readonly #listeners = new Set<() => void>()
  #all: readonly T[] = []

  put(key: symbol, list: readonly T[]): void {
    this.#lists.delete(key)
    this.#lists.set(key, list)
    this.#changed()
  }

  drop(key: symbol): void {
    if (this.#lists.delete(key)) this.#changed()
  }

  readonly all = (): readonly T[] => this.#all

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #changed(): void {
    this.#all = [...this.#lists.values()].reverse().flat()
    for (const l of this.#listeners) l()
  }
}

/** Contributes a list while the component is mounted. `signature` tells when the visible part of the list has changed. */
export function useContribution<T>(registry: Registry<T>, list: readonly T[], signature: string, proxy: (item: T, live: () => readonly T[], at: number) => T): void {
  const live = useRef(list)
  useLayoutEffect(() => {
    live.current = list
  })
  // with the drawing, so that what can be seen can be used
  useLayoutEffect(() => {
    const key = Symbol()
    registry.put(key, live.current.map((item, at) => proxy(item, () => live.current, at)))
    return () => registry.drop(key)
    // The signature stands for the list: handlers are taken from the live list when they are called.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [registry, signature])
}

export function useRegistry<T>(registry: Registry<T>): readonly T[] {
  return useSyncExternalStore(registry.subscribe, registry.all)
}
