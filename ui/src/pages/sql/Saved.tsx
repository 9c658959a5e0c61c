import { ActionIcon, Autocomplete, Button, Group, Menu, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { IconDots, IconFileText, IconFolder, IconSearch } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, take, type Schemas } from '../../api/client'
import { confirm } from '../../lib/confirm'
import { notify } from '../../lib/notify'
import { useSession } from '../../lib/server'
import { FaultBox } from '../../parts/FaultBox'
import { Lines } from '../../parts/Loaded'
import css from './sql.module.css'

export type SavedQuery = Schemas['StoreSavedQuery']

export const savedQuery = { queryKey: ['saved'], queryFn: ({ signal }: { signal: AbortSignal }) => take(api.GET('/api/saved', { signal })) }

/** What is kept of a saved query; the server adds the rest. */
export type Draft = Schemas['QueryDraft']

/** Keeps a query. */
export function putSaved(body: Draft): Promise<SavedQuery> {
  const { id, name, folder, description, database, sql, chart } = body // of a whole record, what its owner says
  return take(api.PUT('/api/saved', { body: { id, name, folder, description, database, sql, chart } }))
}

/** Saved queries by folder. */
export function Saved({ onOpen, onDeleted }: { onOpen: (q: SavedQuery) => void; onDeleted: (id: string) => void }) {
  const { t } = useTranslation('sql')
  const client = useQueryClient()
  const list = useQuery(savedQuery)
  const session = useSession()
  const [text, setText] = useState('')
  const [editing, setEditing] = useState<SavedQuery | null>(null)
  const refresh = () => void client.invalidateQueries({ queryKey: ['saved'] })
  const remove = useMutation({
    mutationFn: (id: string) => take(api.DELETE('/api/saved/{id}', { params: { path: { id } } })),
    onSuccess: (_, id) => { onDeleted(id); notify.done(t('saved.deleted')) },
    onSettled: refresh,
  })
  const wanted = text.trim().toLowerCase()
  const shown = (list.data ?? []).filter((q) => wanted === '' || [q.name, q.folder, q.description, q.sql].some((x) => x?.toLowerCase().includes(wanted)))
  const folders = [...new Set(shown.map((q) => q.folder ?? ''))].sort((a, b) => a.localeCompare(b))
  const askDelete = async (q: SavedQuery) => {
    if (await confirm({ title: t('saved.deleteTitle', { name: q.name }), text: t('saved.deleteText'), yes: t('saved.delete'), grave: true })) remove.mutate(q.id)
  }
  return (
    <>
      <div className={css.sideHead}>
        <TextInput value={text} onChange={(e) => setText(e.currentTarget.value)} placeholder={t('saved.search')} aria-label={t('saved.search')} leftSection={<IconSearch size={14} />} />
      </div>
      <div className={css.sideBody}>
        {list.isPending && <Lines count={6} height={30} />}
        {list.isError && <FaultBox fault={list.error} retry={() => void list.refetch()} />}
        {list.data && shown.length === 0 && <p className={css.entryMeta}>{wanted ? t('saved.noMatch') : t('saved.empty')}</p>}
        {folders.map((folder) => (
          <section key={folder} aria-label={folder || t('saved.top')}>
            {folder && <Group gap={4} px={6} pt={6} c="dimmed"><IconFolder size={14} aria-hidden /><Text size="xs" fw={600}>{folder}</Text></Group>}
            {shown.filter((q) => (q.folder ?? '') === folder).sort((a, b) => a.name.localeCompare(b.name)).map((q) => (
              <div key={q.id} className={css.entryRow} style={{ paddingLeft: folder ? 12 : 0 }}>
                <button type="button" className={css.entry} onClick={() => onOpen(q)} title={q.sql}>
                  <Group gap={6} wrap="nowrap"><IconFileText size={14} style={{ flex: 'none' }} aria-hidden /><Text size="sm" truncate>{q.name}</Text></Group>
                  {q.description && <Text component="span" display="block" className={css.entryMeta} lineClamp={2}>{q.description}</Text>}
                </button>
                {(!session.data || q.owner === session.data.principal) && (
                  <Menu withinPortal>
                    <Menu.Target><ActionIcon size="sm" aria-label={t('saved.actions', { name: q.name })} mt={5}><IconDots size={14} /></ActionIcon></Menu.Target>
                    <Menu.Dropdown>
                      <Menu.Item onClick={() => setEditing(q)}>{t('saved.edit')}</Menu.Item>
                      <Menu.Item color="red" onClick={() => void askDelete(q)}>{t('saved.delete')}</Menu.Item>
                    </Menu.Dropdown>
                  </Menu>
                )}
              </div>
            ))}
          </section>
        ))}
      </div>
      {editing && <SaveDialog draft={editing} title={t('saved.editTitle')} onClose={() => setEditing(null)} onSaved={() => { setEditing(null); refresh() }} />}
    </>
  )
}

/** Asks for name, folder and description, and keeps the query. */
export function SaveDialog({ draft, title, onClose, onSaved }: { draft: Draft; title: string; onClose: () => void; onSaved: (q: SavedQuery) => void }) {
  const { t } = useTranslation('sql')
  const list = useQuery(savedQuery)
  const [name, setName] = useState(draft.name)
  const [folder, setFolder] = useState(draft.folder ?? '')
  const [description, setDescription] = useState(draft.description ?? '')
  const save = useMutation({
    mutationFn: () => putSaved({ ...draft, name: name.trim(), folder: folder.trim().replace(/^\/+|\/+$/g, '') || undefined, description: description.trim() || undefined }),
    onSuccess: onSaved,
    onError: () => undefined,
  })
  const folders = [...new Set((list.data ?? []).flatMap((q) => (q.folder ? [q.folder] : [])))].sort()
  return (
    <Modal opened onClose={onClose} title={title}>
      <form onSubmit={(e) => { e.preventDefault(); if (name.trim()) save.mutate() }}>
        <Stack gap="sm">
          <TextInput label={t('saved.name')} value={name} onChange={(e) => setName(e.currentTarget.value)} maxLength={128} required data-autofocus onFocus={(e) => e.currentTarget.select()} />
          <Autocomplete label={t('saved.folder')} description={t('saved.folderHint')} value={folder} onChange={setFolder} data={folders} maxLength={256} />
          <Textarea label={t('saved.description')} value={description} onChange={(e) => setDescription(e.currentTarget.value)} maxLength={1024} autosize minRows={2} maxRows={6} />
          {save.isError && <FaultBox fault={save.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>{t('cancel')}</Button>
            <Button type="submit" loading={save.isPending} disabled={!name.trim()}>{t('save')}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
