import { Button, Code, Drawer, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

/** A button that shows the file a dashboard is made of. */
export function SourceDrawer({ title, source, icon }: { title: string; source: string; icon: ReactNode }) {
  const { t } = useTranslation('dashboards')
  const [opened, { open, close }] = useDisclosure()
  return (
    <>
      <Button variant="subtle" leftSection={icon} onClick={open}>{t('source')}</Button>
      <Drawer opened={opened} onClose={close} position="right" size="xl" title={title} closeButtonProps={{ 'aria-label': t('close') }}>
        <Text size="sm" c="dimmed" mb="sm">{t('sourceAbout')}</Text>
        <Code block tabIndex={0}>{source}</Code>
      </Drawer>
    </>
  )
}
