// One question at a time: `if (await confirm({ title, yes })) …`. The dialog stands in the shell.
import { useSyncExternalStore } from 'react'

export type Question = {
  title: string
  text?: string
  /** What the button says that goes ahead: a verb. */
  yes: string
  /** What follows cannot be undone. */
  grave?: boolean
}

type Asked = Question & { answer: (yes: boolean) => void }

let asked: Asked | undefined
const listeners = new Set<() => void>()

function set(next: Asked | undefined): void {
  asked = next
  for (const l of listeners) l()
}

/** Asks the reader, and tells whether the answer was yes. A second question answers the first with no. */
export function confirm(question: Question): Promise<boolean> {
  asked?.answer(false)
  return new Promise((resolve) => {
    set({
      ...question,
      answer: (yes) => {
        set(undefined)
        resolve(yes)
      },
    })
  })
}

export function useQuestion(): Asked | undefined {
  return useSyncExternalStore(
    (l) => {
      listeners.add(l)
      return () => listeners.delete(l)
    },
    () => asked,
  )
}
