import type { ReactNode } from 'react'
import classes from './parts.module.css'

/** What stands where nothing is: why, and what to do about it. */
export function Empty({ title, children, icon, action }: { title: string; children?: ReactNode; icon?: ReactNode; action?: ReactNode }) {
  return (
    <div className={classes.empty}>
      {icon}
      <div className={classes.emptyTitle}>{title}</div>
      {children ? <div className={classes.emptyText}>{children}</div> : null}
      {action}
    </div>
  )
}
