import { Button, Group, Modal, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useQuestion } from '../lib/confirm'

/** The dialog of lib/confirm. Mounted once, by the shell. */
export function Confirm() {
  const { t } = useTranslation('shell')
  const q = useQuestion()
  return (
    <Modal opened={q !== undefined} onClose={() => q?.answer(false)} title={q?.title} size="sm" centered zIndex={300}>
      {q?.text ? <Text size="sm" mb="md">{q.text}</Text> : null}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={() => q?.answer(false)}>{t('cancel')}</Button>
        <Button color={q?.grave ? 'red' : undefined} onClick={() => q?.answer(true)} data-autofocus>{q?.yes}</Button>
      </Group>
    </Modal>
  )
}
