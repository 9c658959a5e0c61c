// Annotations: what happened when, shown on every chart.
import { ActionIcon, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { DateInput } from '@mantine/dates'
import { IconPencil, IconPinned, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../lib/format'
import { Loaded } from '../../parts/Loaded'
import { ActionButton } from './ActionButton'
import { useAnnotations, type Annotation } from './data'
import classes from './explorer.module.css'
import { fromDays, lastDay, type Days } from './periods'

/** A button with a dialog that lists, adds, changes and deletes annotations. */
export function Notes({ days, narrow }: { days: Days; narrow: boolean }) {
  const { t } = useTranslation('explorer')
  const [opened, setOpened] = useState(false)
  return (
    <>
      <ActionButton icon={<IconPinned size={14} />} label={t('annotations')} narrow={narrow} onClick={() => setOpened(true)} />
      <Modal opened={opened} onClose={() => setOpened(false)} title={t('annotations')} size="lg"><Editor days={days} /></Modal>
    </>
  )
}

interface Draft {
  id: string
  from: string | null
  to: string | null
  text: string
}

function Editor({ days }: { days: Days }) {
  const { t, i18n } = useTranslation('explorer')
  const f = useFormat()
  const { list, save, remove } = useAnnotations()
  const blank: Draft = { id: '', from: days.last, to: null, text: '' }
  const [draft, setDraft] = useState(blank)
  const ready = draft.from !== null && draft.text.trim() !== '' && (draft.to === null || draft.to >= draft.from)
  function keep() {
    if (!ready || draft.from === null) return
    const body = { id: draft.id, start: draft.from, end: draft.to ? fromDays(draft.from, draft.to).end : undefined, text: draft.text.trim() }
    save.mutate(body, { onSuccess: () => setDraft(blank) })
  }
  const edit = (a: Annotation) => setDraft({ id: a.id, from: a.start.slice(0, 10), to: a.end ? lastDay({ start: a.start, end: a.end }) : null, text: a.text })
  return (
    <Stack gap="md">
      <form onSubmit={(e) => { e.preventDefault(); keep() }}>
        <Group align="flex-end" gap="xs">
          <DateInput size="xs" w={140} label={t('from')} value={draft.from} onChange={(from) => setDraft({ ...draft, from })} valueFormat="YYYY-MM-DD" locale={i18n.language} popoverProps={{ withinPortal: true }} />
          <DateInput size="xs" w={140} label={t('toOptional')} value={draft.to} onChange={(to) => setDraft({ ...draft, to })} valueFormat="YYYY-MM-DD" clearable locale={i18n.language} minDate={draft.from ?? undefined} popoverProps={{ withinPortal: true }} />
          <TextInput style={{ flex: '1 1 200px' }} data-autofocus label={t('text')} value={draft.text} onChange={(e) => setDraft({ ...draft, text: e.currentTarget.value })} maxLength={512} />
          <Button type="submit" disabled={!ready} loading={save.isPending}>{draft.id ? t('changeNote') : t('add')}</Button>
          {draft.id && <Button variant="subtle" color="gray" onClick={() => setDraft(blank)}>{t('cancel')}</Button>}
        </Group>
      </form>
      <Loaded query={list} lines={3}>
        {(all) => all.length === 0 ? <Text size="sm" c="dimmed">{t('noAnnotations')}</Text> : (
          <Stack gap={2}>
            {all.map((a) => (
              <Group key={a.id} gap="xs" wrap="nowrap">
                <Text size="xs" c="dimmed" className={classes.num}>{f.date(a.start)}{a.end ? ` – ${f.date(lastDay({ start: a.start, end: a.end }))}` : ''}</Text>
                <Text size="sm" className={classes.valueName}>{a.text}</Text>
                <ActionIcon aria-label={t('editNote', { text: a.text })} onClick={() => edit(a)}><IconPencil size={14} /></ActionIcon>
                <ActionIcon aria-label={t('remove', { name: a.text })} onClick={() => remove.mutate(a.id)}><IconTrash size={14} /></ActionIcon>
              </Group>
            ))}
          </Stack>
        )}
      </Loaded>
    </Stack>
  )
}
