import { IconInfoCircle } from '@tabler/icons-react'
import classes from './explorer.module.css'

/** What a reader must know of an answer. */
export function NoteList({ notes }: { notes: readonly string[] | undefined | null }) {
  if (!notes || notes.length === 0) return null
  return (
    <ul className={classes.notes}>
      {notes.map((note) => <li key={note}><IconInfoCircle size={12} aria-hidden style={{ verticalAlign: '-2px' }} /> {note}</li>)}
    </ul>
  )
}
