import { Button, Checkbox, Code, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, take } from '../../api/client'
import { notify } from '../../lib/notify'
import { FaultBox } from '../../parts/FaultBox'
import type { Job } from './useJob'

/** Makes the statement of a result a named view. */
export function PinDialog({ job, onClose }: { job: Job; onClose: () => void }) {
  const { t } = useTranslation('sql')
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [replace, setReplace] = useState(false)
  const pin = useMutation({
    mutationFn: () => take(api.POST('/api/sql/view', { body: { sql: job.sql, database: job.database, params: job.params, name: name.trim(), replace } })),
    onSuccess: () => {
      notify.done(t('pin.done', { name: name.trim() }))
      void client.invalidateQueries({ queryKey: ['catalog'] })
      onClose()
    },
    onError: () => undefined,
  })
  return (
    <Modal opened onClose={onClose} title={t('pin.title')} size="lg">
      <form onSubmit={(e) => { e.preventDefault(); if (name.trim()) pin.mutate() }}>
        <Stack gap="sm">
          <Text size="sm" c="dimmed">{t('pin.about')}</Text>
          <TextInput label={t('pin.name')} description={t('pin.nameHint')} value={name} onChange={(e) => setName(e.currentTarget.value)} maxLength={511} required data-autofocus />
          <Checkbox label={t('pin.replace')} checked={replace} onChange={(e) => setReplace(e.currentTarget.checked)} />
          <Code block mah={180} style={{ overflow: 'auto' }}>{job.sql}</Code>
          {pin.isError && <FaultBox fault={pin.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>{t('cancel')}</Button>
            <Button type="submit" loading={pin.isPending} disabled={!name.trim()}>{t('pin.create')}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
