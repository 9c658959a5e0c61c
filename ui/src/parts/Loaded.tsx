import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { FaultBox } from './FaultBox'
import classes from './parts.module.css'

/** Grey lines in the place of what is on its way. They have the height of what comes, so that nothing jumps. */
export function Lines({ count = 6, height = 22 }: { count?: number; height?: number }) {
  const { t } = useTranslation('shell')
  return (
    <div className={classes.lines} aria-busy="true" aria-label={t('loading')} role="status">
      {Array.from({ length: count }, (_, at) => <div key={at} className={classes.line} style={{ height }} />)}
    </div>
  )
}

/** The answer of a query: grey lines while it is on its way, the fault when there is one, else what the children make of it. */
export function Loaded<T>({ query, lines, height, children }: { query: UseQueryResult<T>; lines?: number; height?: number; children: (data: T) => ReactNode }) {
  if (query.data !== undefined) return children(query.data)
  if (query.isError) return <FaultBox fault={query.error} retry={() => void query.refetch()} />
  return <Lines count={lines} height={height} />
}
