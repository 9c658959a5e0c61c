// What the command palette can do on the present page.
import type { ReactNode } from 'react'
import { Registry, useContribution, useRegistry } from './registry'

export type Action = {
  /** Unique among the actions shown together. */
  id: string
  label: string
  /** A second line, or where it belongs. */
  detail?: string
  icon?: ReactNode
  /** The shortcut that does the same, as in useShortcuts. */
  keys?: string
  /** Further words by which it is found. */
  words?: string
  run: () => void
}

const registry = new Registry<Action>()

/** Offers actions in the command palette while the component is mounted. The newest page's come first. */
export function useActions(actions: readonly Action[]): void {
  useContribution(registry, actions, actions.map((a) => `${a.id}\t${a.label}\t${a.detail ?? ''}\t${a.keys ?? ''}`).join('\n'), (a, live, at) => ({
    ...a,
    run: () => live()[at]?.run(),
  }))
}

/** The actions that are offered now. */
export function useOfferedActions(): readonly Action[] {
  return useRegistry(registry)
}
