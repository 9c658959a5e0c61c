import { Kbd } from '@mantine/core'
import { Fragment } from 'react'
import { keyNames } from '../lib/shortcuts'
import classes from './parts.module.css'

/** The keys of a shortcut, drawn. */
export function Keys({ keys }: { keys: string }) {
  return (
    <span className={classes.keys}>
      {keyNames(keys).map((step, at) => (
        <Fragment key={at}>
          {step.map((key) => <Kbd key={key}>{key}</Kbd>)}
        </Fragment>
      ))}
    </span>
  )
}
