// What is done about a case: its state, who has it, what it was worth, and notes.
import { Button, Group, Select, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useActions } from '../../lib/actions'
import { notify } from '../../lib/notify'
import { useSession } from '../../lib/server'
import { useShortcuts } from '../../lib/shortcuts'
import { Section } from '../../parts/Section'
import classes from './anomalies.module.css'
import { editCase, noteCase, states, useChange, type Detail, type State } from './data'
import { Feedback } from './Feedback'

/** State, owner, feedback and notes. Who sees as somebody else changes nothing. */
export function Actions({ of: c }: { of: Detail }) {
  const { t } = useTranslation('anomalies')
  const session = useSession().data
  const me = session?.principal ?? ''
  const edit = useChange(editCase)
  const note = useChange(noteCase)
  const [text, setText] = useState('')
  const [owner, setOwner] = useState<string | null>(null)
  const field = useRef<HTMLTextAreaElement>(null)
  const still = Boolean(session?.by)
  const since = (fixed: string) => { if (fixed && fixed !== c.proof?.fixed) edit.mutate({ id: c.id, state: 'fixed', fixed }) }
  const take = () => { if (!still) edit.mutate({ id: c.id, owner: me }, { onSuccess: () => { setOwner(null); notify.done(t('act.taken')) } }) }
  const become = (state: State) => { if (!still && state !== c.state) edit.mutate({ id: c.id, state }, { onSuccess: () => notify.done(t('act.became', { state: t(`state.${state}`) })) }) }
  const write = () => { if (text.trim()) note.mutate({ id: c.id, text: text.trim() }, { onSuccess: () => setText('') }) }
  const give = () => { if (owner !== null && owner.trim() !== (c.owner ?? '')) edit.mutate({ id: c.id, owner: owner.trim() }, { onSettled: () => setOwner(null) }); else setOwner(null) }
  useShortcuts(still ? [] : [
    { keys: 't', label: t('act.take'), run: take },
    { keys: 'n', label: t('act.note'), run: () => field.current?.focus() },
    { keys: 'x', label: t('act.fixed'), run: () => become('fixed') },
  ])
  useActions(still ? [] : [
    { id: 'case-take', label: t('act.take'), keys: 't', words: 'owner take', run: take },
    ...states.filter((s) => s !== c.state).map((s) => ({ id: `case-${s}`, label: t('act.make', { state: t(`state.${s}`) }), words: `state ${s}`, run: () => become(s) })),
  ])
  return (
    <Section title={t('act.title')}>
      <Stack gap="sm">
        <Group gap="sm" align="flex-end" grow>
          <Select label={t('filter.state')} value={c.state} disabled={still || edit.isPending} allowDeselect={false} data={states.map((value) => ({ value, label: t(`state.${value}`) }))} onChange={(value) => { if (value) become(value as State) }} />
          <TextInput
            label={t('filter.owner')} value={owner ?? c.owner ?? ''} placeholder={t('nobody')} disabled={still} onChange={(e) => setOwner(e.currentTarget.value)} onBlur={give}
            onKeyDown={(e) => { if (e.key === 'Enter') e.currentTarget.blur(); else if (e.key === 'Escape') { setOwner(null); e.stopPropagation() } }}
          />
        </Group>
        {c.state === 'fixed' && c.proof ? (
          <TextInput key={c.proof.fixed} type="date" label={t('act.since')} description={t('act.sinceHint')} defaultValue={c.proof.fixed} disabled={still || edit.isPending} onBlur={(e) => since(e.currentTarget.value)} onKeyDown={(e) => { if (e.key === 'Enter') e.currentTarget.blur() }} />
        ) : null}
        {!still && me && c.owner !== me ? <Button variant="default" onClick={take} loading={edit.isPending}>{t('act.take')}</Button> : null}
        {c.planned ? <Text size="xs" c="dimmed">{t('act.planned', { event: c.planned })}</Text> : null}
        {still ? null : <Feedback of={c} />}
        {still ? null : (
          <form className={classes.note} onSubmit={(e) => { e.preventDefault(); write() }}>
            <Textarea
              ref={field} label={t('act.note')} value={text} autosize minRows={2} maxRows={8} maxLength={10_000} onChange={(e) => setText(e.currentTarget.value)}
              onKeyDown={(e) => { if (e.key === 'Enter' && (e.metaKey || e.ctrlKey)) { e.preventDefault(); write() } else if (e.key === 'Escape') e.currentTarget.blur() }}
            />
            <Group justify="flex-end"><Button type="submit" variant="default" disabled={!text.trim()} loading={note.isPending}>{t('act.write')}</Button></Group>
          </form>
        )}
      </Stack>
    </Section>
  )
}
