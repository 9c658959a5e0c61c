import { IconInfoCircle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import classes from './explorer.module.css'
import { said, type Note } from './said'

/** What a reader must know of an answer. */
export function NoteList({ notes }: { notes: readonly Note[] | undefined | null }) {
  const { i18n } = useTranslation()
  if (!notes || notes.length === 0) return null
  return (
    <ul className={classes.notes}>
      {notes.map((note) => <li key={note.text}><IconInfoCircle size={12} aria-hidden style={{ verticalAlign: '-2px' }} /> {said(i18n.language, note)}</li>)}
    </ul>
  )
}
