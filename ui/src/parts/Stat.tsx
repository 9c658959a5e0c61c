import type { ReactNode } from 'react'
import classes from './parts.module.css'

/** A row of Stat. */
export function Stats({ children }: { children: ReactNode }) {
  return <dl className={classes.stats}>{children}</dl>
}

/** A figure with its name above and what it needs to be read below. */
export function Stat({ name, value, note, tone }: { name: string; value: ReactNode; note?: ReactNode; tone?: 'good' | 'warn' | 'bad' | 'up' | 'down' }) {
  return (
    <div className={classes.stat}>
      <dt>{name}</dt>
      <dd className={tone ? classes[tone] : undefined}>
        {value}
        {note ? <div className={classes.statNote}>{note}</div> : null}
      </dd>
    </div>
  )
}
