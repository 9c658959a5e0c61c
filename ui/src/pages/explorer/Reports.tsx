// Saved reports: named states of the explorer.
import { Button, Group, Menu, Modal, Stack, TextInput } from '@mantine/core'
import { IconFolder, IconTrash } from '@tabler/icons-react'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { confirm } from '../../lib/confirm'
import { notify } from '../../lib/notify'
import { stringifySearch } from '../../lib/url'
import { ActionButton } from './ActionButton'
import { useReports, type Report } from './data'
import classes from './explorer.module.css'
import { codec, type State } from './state'

/** A menu that opens and deletes reports, and saves the present state as one. A name that is there already is written over. */
export function Reports({ state, narrow }: { state: State; narrow: boolean }) {
  const { t } = useTranslation('explorer')
  const router = useRouter()
  const { list, save, remove } = useReports()
  const [naming, setNaming] = useState(false)
  const [name, setName] = useState('')
  const [folder, setFolder] = useState('')
  const reports = list.data ?? []
  const present = stringifySearch(codec.write(state)).replace(/^\?/, '')
  const same = reports.find((r) => r.name === name.trim() && (r.folder ?? '') === folder.trim())
  function keep() {
    const report = { id: same?.id, name: name.trim(), folder: folder.trim() || undefined, state: present }
    save.mutate(report, { onSuccess: () => { setNaming(false); notify.done(t('reportSaved', { name: report.name })) } })
  }
  async function drop(report: Report) {
    if (await confirm({ title: t('deleteReport', { name: report.name }), yes: t('delete'), grave: true })) remove.mutate(report.id)
  }
  return (
    <>
      <Menu width={320} closeOnItemClick>
        <Menu.Target><ActionButton icon={<IconFolder size={14} />} label={t('reports')} narrow={narrow} /></Menu.Target>
        <Menu.Dropdown mah={420} style={{ overflowY: 'auto' }}>
          <Menu.Item onClick={() => setNaming(true)}>{t('saveReport')}</Menu.Item>
          <Menu.Divider />
          {reports.length === 0 && <Menu.Label>{t('noReports')}</Menu.Label>}
          {reports.map((r) => (
            <Group key={r.id} gap={0} wrap="nowrap">
              <Menu.Item className={classes.valueName} onClick={() => router.history.push(`/explorer${r.state ? `?${r.state}` : ''}`)} fw={r.state === present ? 600 : undefined}>{r.folder ? `${r.folder} / ${r.name}` : r.name}</Menu.Item>
              <Menu.Item w={34} px="xs" onClick={() => void drop(r)} aria-label={t('deleteReport', { name: r.name })}><IconTrash size={14} /></Menu.Item>
            </Group>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Modal opened={naming} onClose={() => setNaming(false)} title={t('saveReport')}>
        <form onSubmit={(e) => { e.preventDefault(); if (name.trim()) keep() }}>
          <Stack gap="sm">
            <TextInput data-autofocus label={t('name')} value={name} onChange={(e) => setName(e.currentTarget.value)} maxLength={128} description={same ? t('overwrites') : undefined} />
            <TextInput label={t('folder')} value={folder} onChange={(e) => setFolder(e.currentTarget.value)} maxLength={256} />
            <Group justify="flex-end"><Button type="submit" disabled={!name.trim()} loading={save.isPending}>{t('save')}</Button></Group>
          </Stack>
        </form>
      </Modal>
    </>
  )
}
