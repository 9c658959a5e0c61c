import classes from './parts.module.css'

/** What a reader must know of an answer, above it: what is missing, what was assumed. */
export function Notes({ texts, tone }: { texts: readonly string[]; tone?: 'warn' }) {
  if (texts.length === 0) return null
  return <div className={classes.notes} data-tone={tone} role="note">{texts.map((text) => <p key={text}>{text}</p>)}</div>
}
