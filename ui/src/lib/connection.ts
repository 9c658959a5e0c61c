// Whether the server answers. A call that reached nobody says so here; until the server answers again it is asked, more and more rarely.
import { useSyncExternalStore } from 'react'

type Listener = () => void

const listeners = new Set<Listener>()
const returned = new Set<Listener>()
let reachable = true
let timer: ReturnType<typeof setTimeout> | undefined

function tell(): void {
  for (const l of listeners) l()
}

async function ask(wait: number): Promise<void> {
  try {
    const answer = await fetch('/api/session', { cache: 'no-store' })
    if (answer.status < 500) {
      answered()
      return
    }
  } catch {
    // Still nobody there; that is what is being found out.
  }
  timer = setTimeout(() => void ask(Math.min(wait * 1.5, 10_000)), wait)
}

/** To be called when a call reached nobody. */
export function unanswered(): void {
  if (!reachable) return
  reachable = false
  timer = setTimeout(() => void ask(1000), 500)
  tell()
}

/** To be called when the server has answered. */
export function answered(): void {
  if (reachable) return
  reachable = true
  clearTimeout(timer)
  tell()
  for (const l of returned) l()
}

/** Calls when the server answers again after it did not. */
export function onReturn(listener: Listener): () => void {
  returned.add(listener)
  return () => returned.delete(listener)
}

/** Whether the server answered the last call. */
export function useReachable(): boolean {
  return useSyncExternalStore(
    (l) => {
      listeners.add(l)
      return () => listeners.delete(l)
    },
    () => reachable,
  )
}
