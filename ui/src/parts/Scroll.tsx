import type { ReactNode } from 'react'
import classes from './parts.module.css'

/** What is too wide for a small window scrolls by itself, with the keyboard too. */
export function Scroll({ label, children }: { label: string; children: ReactNode }) {
  return <div className={classes.scroll} tabIndex={0} role="group" aria-label={label}>{children}</div>
}
