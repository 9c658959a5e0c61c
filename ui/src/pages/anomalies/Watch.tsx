import { Progress } from '@mantine/core'
import { IconCircleCheck, IconClock, IconAlertTriangle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../lib/format'
import classes from './anomalies.module.css'
import type { Standing } from './data'

/** How far the watch has come, and why it goes no further. */
export function Watch({ of: w }: { of: Standing }) {
  const { t } = useTranslation('anomalies')
  const f = useFormat()
  const until = w.day ? t('watch.until', { day: f.date(w.day) }) : t('watch.never')
  if (w.trouble) return <div className={classes.watch} data-bad role="status"><IconAlertTriangle size={14} aria-hidden />{until} {t('watch.trouble', { why: w.trouble })}</div>
  if (w.running) {
    return (
      <div className={classes.watch} role="status">
        <IconClock size={14} aria-hidden />{t('watch.running', { part: f.percent(w.progress, { digits: 0 }) })}
        <Progress value={w.progress * 100} size="xs" w={120} aria-label={t('watch.progress')} />
      </div>
    )
  }
  return <div className={classes.watch} role="status">{w.current ? <IconCircleCheck size={14} aria-hidden /> : <IconClock size={14} aria-hidden />}{until} {w.current || !w.day ? '' : t('watch.behind')}</div>
}
