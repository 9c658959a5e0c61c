import { Fragment, type ReactNode } from 'react'
import classes from './parts.module.css'

/** Names and values in two columns. Pairs without a value are left out. */
export function KeyValue({ pairs }: { pairs: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className={classes.keyValue}>
      {pairs.map(([key, value]) =>
        value === undefined || value === null || value === '' ? null : (
          <Fragment key={key}>
            <dt>{key}</dt>
            <dd>{value}</dd>
          </Fragment>
        ),
      )}
    </dl>
  )
}
