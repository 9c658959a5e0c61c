import { Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTitle } from '../lib/title'
import classes from './parts.module.css'

/** The first line of a page: its name, what belongs beside it, and at the right its actions. It names the browser's tab too. */
export function PageHeader({ title, beside, actions }: { title: string; beside?: ReactNode; actions?: ReactNode }) {
  useTitle(title)
  return (
    <header className={classes.pageHeader}>
      <Title order={1}>{title}</Title>
      {beside}
      <div className={classes.grow} />
      {actions}
    </header>
  )
}
