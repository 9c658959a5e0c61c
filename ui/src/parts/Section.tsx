import { Text, Title } from '@mantine/core'
import { useId, type ReactNode } from 'react'
import classes from './parts.module.css'

/** A part of a page under a heading. */
export function Section({ title, note, actions, children }: { title: string; note?: ReactNode; actions?: ReactNode; children: ReactNode }) {
  const id = useId()
  return (
    <section className={classes.section} aria-labelledby={id}>
      <div className={classes.sectionHead}>
        <Title order={2} id={id}>{title}</Title>
        {note ? <Text size="xs" c="dimmed" component="div">{note}</Text> : null}
        <div className={classes.grow} />
        {actions}
      </div>
      {children}
    </section>
  )
}
