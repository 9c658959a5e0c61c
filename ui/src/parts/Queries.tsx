import { useTranslation } from 'react-i18next'
import classes from './parts.module.css'
import { SqlButton } from './SqlButton'

/** The queries that an answer was made of, folded away below it. */
export function Queries({ sql }: { sql: readonly string[] | null | undefined }) {
  const { t } = useTranslation('shell')
  if (!sql || sql.length === 0) return null
  return (
    <details className={classes.queries}>
      <summary>{t('queries', { count: sql.length })}</summary>
      <ol>{sql.map((text, at) => <li key={at}><SqlButton sql={text} run /> <code>{text.replace(/\s+/g, ' ').slice(0, 200)}</code></li>)}</ol>
    </details>
  )
}
