import { Button, Group } from '@mantine/core'
import { IconMoodConfuzed } from '@tabler/icons-react'
import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { onReturn, unanswered } from '../lib/connection'
import { Empty } from './Empty'
import { FaultBox } from './FaultBox'

/** What stands in the place of a page that broke. The frame stays usable. */
export function PageFault({ error, reset }: { error: unknown; reset: () => void }) {
  const { t } = useTranslation('shell')
  const router = useRouter()
  const unloaded = error instanceof Error && /dynamically imported module|preload CSS|module script/i.test(error.message)
  useEffect(() => {
    if (!unloaded) return
    // The page's own file did not come: the server is away, or was updated. The address holds the page's state, so it is opened anew.
    unanswered()
    return onReturn(() => window.location.reload())
  }, [unloaded])
  const again = () => {
    reset()
    void router.invalidate()
  }
  return (
    <Empty title={t('broken.title')} icon={<IconMoodConfuzed size={32} stroke={1.4} aria-hidden />}>
      <p>{t('broken.text')}</p>
      <FaultBox fault={error} />
      <Group justify="center" mt="md">
        <Button variant="default" onClick={again}>{t('retry')}</Button>
        <Button onClick={() => window.location.reload()}>{t('reload')}</Button>
      </Group>
    </Empty>
  )
}
