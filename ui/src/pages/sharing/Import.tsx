// A file of all records, from git or from another lake: what it would change is shown before it is changed.
import { Button, FileButton, Group, Text, Textarea } from '@mantine/core'
import { IconAlertTriangle, IconFileImport } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type DragEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, Fault, take } from '../../api/client'
import { confirm } from '../../lib/confirm'
import { notify } from '../../lib/notify'
import { useSession } from '../../lib/server'
import { FaultBox } from '../../parts/FaultBox'
import { Loaded } from '../../parts/Loaded'
import { Section } from '../../parts/Section'
import { WithCode } from '../../parts/WithCode'
import type { State } from './data'
import { DeltaList } from './DeltaList'
import { countOf, locksOut, readFile } from './importing'
import classes from './sharing.module.css'

type Chosen = { name: string; text: string }

/** Takes a file, shows what it would change, and changes it. */
export function Import({ records }: { records: State }) {
  const { t } = useTranslation('sharing')
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const [over, setOver] = useState(false)
  const [pasted, setPasted] = useState('')
  const take = (file: File | null | undefined) => { if (file) void file.text().then((text) => setChosen({ name: file.name, text }), notify.fault) }
  const drop = (e: DragEvent) => {
    e.preventDefault()
    setOver(false)
    take(e.dataTransfer.files[0])
  }
  if (chosen) return <Shown key={chosen.text} chosen={chosen} version={records.version} onClose={() => { setChosen(null); setPasted('') }} />
  return (
    <Section title={t('import.title')} note={t('import.note')}>
      <div className={classes.drop} data-over={over || undefined} onDragOver={(e) => { e.preventDefault(); setOver(true) }} onDragLeave={() => setOver(false)} onDrop={drop}>
        <IconFileImport size={28} stroke={1.4} aria-hidden />
        <Text size="sm">{t('import.drop')}</Text>
        <FileButton onChange={take} accept="application/json,.json">{(props) => <Button {...props}>{t('import.choose')}</Button>}</FileButton>
      </div>
      <form onSubmit={(e) => { e.preventDefault(); if (pasted.trim()) setChosen({ name: t('import.pasted'), text: pasted }) }}>
        <Textarea label={t('import.paste')} value={pasted} onChange={(e) => setPasted(e.currentTarget.value)} autosize minRows={3} maxRows={14} classNames={{ input: classes.mono }} spellCheck={false} mt="md" />
        <Group mt="xs"><Button type="submit" variant="default" disabled={!pasted.trim()}>{t('import.compare')}</Button></Group>
      </form>
      <Text size="sm" c="dimmed" mt="md" maw="80ch"><WithCode text={t('import.about')} /></Text>
    </Section>
  )
}

function Shown({ chosen, version, onClose }: { chosen: Chosen; version: number; onClose: () => void }) {
  const { t } = useTranslation('sharing')
  const read = readFile(chosen.text)
  const again = <Button variant="default" onClick={onClose}>{t('import.other')}</Button>
  if (!read.state) {
    return (
      <Section title={chosen.name} actions={again}>
        <div className={classes.warned} data-bad role="alert"><IconAlertTriangle size={18} aria-hidden /><div><b>{t(`import.fault.${read.fault}`)}</b> {read.says}</div></div>
      </Section>
    )
  }
  return <Difference name={chosen.name} text={chosen.text} state={read.state} version={version} onClose={onClose} />
}

function Difference({ name, text, state, version, onClose }: { name: string; text: string; state: State; version: number; onClose: () => void }) {
  const { t } = useTranslation('sharing')
  const client = useQueryClient()
  const me = useSession().data?.principal ?? ''
  const tried = useQuery({
    queryKey: ['share', 'import', version, text], staleTime: 0, gcTime: 0, retry: false,
    queryFn: ({ signal }) => take(api.PUT('/api/share', { params: { query: { dry: true, version } }, body: state, signal })),
  })
  const apply = useMutation({
    mutationFn: () => take(api.PUT('/api/share', { params: { query: { version } }, body: state })),
    onSuccess: async (done) => {
      notify.done(t('done', { count: done.deltas.length }))
      onClose()
      await Promise.all(['share', 'catalog', 'session', 'workgroups'].map((key) => client.invalidateQueries({ queryKey: [key] })))
    },
    onError: (err) => { // somebody else changed something: what there is now is compared again
      if (err instanceof Fault && err.status === 409) void client.invalidateQueries({ queryKey: ['share', 'state'] })
    },
  })
  const ask = async (gone: number) => {
    const out = locksOut(state, me)
    if (gone === 0 && !out || await confirm({ title: t('import.sure', { count: gone }), text: out ? t('import.lockedOut') : t('import.sureText'), yes: t('import.apply'), grave: true })) apply.mutate()
  }
  if (tried.isError) {
    return <Section title={name} actions={<Button variant="default" onClick={onClose}>{t('import.other')}</Button>}><FaultBox fault={tried.error} retry={() => void tried.refetch()} /></Section>
  }
  return (
    <Loaded query={tried} lines={10}>
      {(done) => {
        const count = countOf(done.deltas)
        return (
          <Section
            title={name} note={done.deltas.length > 0 ? t('import.count', { added: count.new, changed: count.other, gone: count.gone }) : undefined}
            actions={(
              <Group gap="xs">
                <Button variant="default" onClick={onClose}>{t('import.other')}</Button>
                <Button disabled={done.deltas.length === 0} loading={apply.isPending} onClick={() => void ask(count.gone)}>{t('import.apply')}</Button>
              </Group>
            )}
          >
            {apply.isError ? <FaultBox fault={apply.error} /> : null}
            {locksOut(state, me) ? <div className={classes.warned}><IconAlertTriangle size={18} aria-hidden />{t('import.lockedOut')}</div> : null}
            {(done.notes ?? []).map((note) => <Text key={note} size="sm" mb="xs">{note}</Text>)}
            {done.deltas.length === 0 ? <Text size="sm">{t('import.same')}</Text> : <div data-testid="difference"><DeltaList deltas={done.deltas} both /></div>}
          </Section>
        )
      }}
    </Loaded>
  )
}
