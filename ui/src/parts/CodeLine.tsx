import { ActionIcon, Tooltip } from '@mantine/core'
import { IconCopy } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { notify } from '../lib/notify'
import classes from './parts.module.css'

/** A command or a short text of code with a button that copies it. */
export function CodeLine({ text }: { text: string }) {
  const { t } = useTranslation('shell')
  return (
    <div className={classes.code}>
      <code>{text}</code>
      <Tooltip label={t('copy')}>
        <ActionIcon size="sm" aria-label={t('copy')} onClick={() => void notify.copied(text)}><IconCopy size={14} /></ActionIcon>
      </Tooltip>
    </div>
  )
}
