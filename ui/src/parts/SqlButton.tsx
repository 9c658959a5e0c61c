import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { IconCode } from '@tabler/icons-react'
import { useRouter } from '@tanstack/react-router'
import type { MouseEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { sqlLink, type SqlLink } from '../lib/url'

/** </>: opens the SQL behind a figure in the console. A link, so that it opens in another tab as well. */
export function SqlButton({ label, ...link }: SqlLink & { label?: string }) {
  const { t } = useTranslation('shell')
  const router = useRouter()
  const href = sqlLink(link)
  const go = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    router.history.push(href)
  }
  if (label !== undefined) {
    return <Button component="a" href={href} onClick={go} variant="default" size="compact-xs" leftSection={<IconCode size={14} />}>{label || t('openSql')}</Button>
  }
  return (
    <Tooltip label={t('openSql')}>
      <ActionIcon component="a" href={href} onClick={go} size="sm" aria-label={t('openSql')}><IconCode size={15} /></ActionIcon>
    </Tooltip>
  )
}
