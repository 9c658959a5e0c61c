import { Loader } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useReachable } from '../lib/connection'
import classes from './Shell.module.css'

/** Says that the server does not answer, and goes away by itself when it does. */
export function Unreachable() {
  const { t } = useTranslation('shell')
  const reachable = useReachable()
  return (
    <div role="status" aria-live="polite">
      {reachable ? null : <div className={classes.unreachable}><Loader size={14} color="currentColor" /> {t('fault.unreachable')} {t('fault.waiting')}</div>}
    </div>
  )
}
