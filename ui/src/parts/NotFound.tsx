import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useTitle } from '../lib/title'
import { Empty } from './Empty'
import { Owl } from './Owl'

/** What stands at an address that leads nowhere. */
export function NotFound() {
  const { t } = useTranslation('shell')
  useTitle(t('notFound.title'))
  return (
    <Empty title={t('notFound.title')} icon={<Owl size={40} />} action={<Button component={Link} to="/explorer" variant="default">{t('notFound.home')}</Button>}>
      {t('notFound.text')}
    </Empty>
  )
}
