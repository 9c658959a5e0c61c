import { Autocomplete, Button, Group, Stack, Text } from '@mantine/core'
import { IconEye } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, take } from '../api/client'
import { useSession } from '../lib/server'
import { viewAs, viewedAs } from '../lib/viewas'
import classes from './Shell.module.css'

/** Says as whom everything is shown, and leads back. It stands for as long as that is so, even where the server refuses. */
export function ViewAsBanner() {
  const { t } = useTranslation('sharing')
  const session = useSession().data
  const name = viewedAs()
  if (!name) return null
  return (
    <div className={classes.viewAs} role="status">
      <IconEye size={16} aria-hidden />
      <span><b>{t('viewAs.banner', { principal: name })}</b> {session?.by ? t('viewAs.by', { name: session.by }) : null}</span>
      <Button size="compact-xs" variant="default" onClick={() => viewAs('')}>{t('viewAs.back')}</Button>
    </div>
  )
}

/** Chooses as whom to see, among those who are known. */
export function ViewAsChooser() {
  const { t } = useTranslation('sharing')
  const [name, setName] = useState('')
  const records = useQuery({ queryKey: ['share', 'state'], queryFn: ({ signal }) => take(api.GET('/api/share', { signal })) })
  const go = () => { if (name.trim()) viewAs(name.trim()) }
  return (
    <form onSubmit={(e) => { e.preventDefault(); go() }}>
      <Stack gap={4}>
        <Text size="xs" c="dimmed">{t('viewAs.title')}</Text>
        <Group gap="xs" wrap="nowrap">
          <Autocomplete
            aria-label={t('viewAs.title')} placeholder={t('principal')} value={name} onChange={setName} data={(records.data?.principals ?? []).map((p) => p.name)}
            onOptionSubmit={(chosen) => viewAs(chosen)} comboboxProps={{ withinPortal: false }} flex={1}
          />
          <Button type="submit" disabled={!name.trim()}>{t('viewAs.go')}</Button>
        </Group>
      </Stack>
    </form>
  )
}
