import type { ReactNode } from 'react'
import classes from './parts.module.css'

/** A word or two on a tinted ground: a state. */
export function Mark({ tone, icon, children }: { tone?: 'good' | 'warn' | 'bad'; icon?: ReactNode; children: ReactNode }) {
  return <span className={classes.mark} data-tone={tone}>{icon}{children}</span>
}
