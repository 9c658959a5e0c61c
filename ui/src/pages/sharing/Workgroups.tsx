// Where statements run: limits, members and administrators.
import { ActionIcon, Anchor, Button, Group, Modal, MultiSelect, Stack, Switch, Table, Text, TextInput, Tooltip } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Schemas } from '../../api/client'
import { useFormat } from '../../lib/format'
import { confirm } from '../../lib/confirm'
import { useShortcuts } from '../../lib/shortcuts'
import { FaultBox } from '../../parts/FaultBox'
import parts from '../../parts/parts.module.css'
import { Scroll } from '../../parts/Scroll'
import { Section } from '../../parts/Section'
import { useEdit, workgroupsQuery, type State, type Workgroup } from './data'
import { NameField } from './GrantDialog'
import { limits, readLimit, writeLimit, type LimitName } from './limits'
import classes from './sharing.module.css'

/** The list of workgroups; primary is always there. */
export function Workgroups({ records }: { records: State }) {
  const { t } = useTranslation('sharing')
  const edit = useEdit()
  const f = useFormat()
  const [draft, setDraft] = useState<{ workgroup: Workgroup; known: boolean } | null>(null)
  const live = useQuery(workgroupsQuery).data ?? []
  const kept = records.workgroups ?? []
  const all = kept.some((w) => w.name === 'primary') ? kept : [{ name: 'primary', limits: {} } satisfies Workgroup, ...kept]
  const add = () => setDraft({ workgroup: { name: '', limits: {} }, known: false })
  useShortcuts([{ keys: 'n', label: t('workgroups.add'), run: add }])
  const remove = async (w: Workgroup) => {
    if (await confirm({ title: t('workgroups.deleteTitle', { name: w.name }), yes: t('delete'), grave: true })) edit.mutate({ remove: { workgroups: [w.name] } })
  }
  return (
    <>
      <Section title={t('tab.workgroups')} note={t('workgroups.note')} actions={<Button leftSection={<IconPlus size={14} aria-hidden />} onClick={add}>{t('workgroups.add')}</Button>}>
        <Scroll label={t('tab.workgroups')}>
          <Table miw={720}>
            <Table.Thead><Table.Tr><Table.Th>{t('name')}</Table.Th><Table.Th>{t('workgroups.limits')}</Table.Th><Table.Th className={parts.num}>{t('workgroups.running')}</Table.Th><Table.Th className={parts.num}>{t('workgroups.queued')}</Table.Th><Table.Th className={parts.num}>{t('workgroups.today')}</Table.Th><Table.Th>{t('workgroups.members')}</Table.Th><Table.Th>{t('workgroups.administrators')}</Table.Th><Table.Th aria-label={t('actions')} /></Table.Tr></Table.Thead>
            <Table.Tbody>
              {all.map((w) => (
                <Table.Tr key={w.name}>
                  <Table.Td>
                    <Anchor component="button" type="button" size="sm" fw={600} onClick={() => setDraft({ workgroup: w, known: true })}>{w.name}</Anchor>
                    {w.description ? <Text size="xs" c="dimmed">{w.description}</Text> : null}
                  </Table.Td>
                  <Table.Td><Text size="xs">{sayLimits(w, t, f)}</Text></Table.Td>
                  <Now of={live.find((x) => x.name === w.name)} />
                  <Table.Td><Text size="xs" lineClamp={2}>{w.name === 'primary' ? t('workgroups.everybody') : (w.members ?? []).join(', ')}</Text></Table.Td>
                  <Table.Td><Text size="xs" lineClamp={2}>{(w.administrators ?? []).join(', ')}</Text></Table.Td>
                  <Table.Td ta="right">{kept.includes(w) ? <Tooltip label={t('delete')}><ActionIcon size="sm" aria-label={t('deleteName', { name: w.name })} onClick={() => void remove(w)}><IconTrash size={15} /></ActionIcon></Tooltip> : null}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Scroll>
      </Section>
      {draft ? <WorkgroupDialog {...draft} records={records} onClose={() => setDraft(null)} /> : null}
    </>
  )
}

/** What runs and waits by now, where who asks may know it. */
function Now({ of }: { of: Schemas['Workgroup'] | undefined }) {
  const f = useFormat()
  return (
    <>
      <Table.Td className={parts.num}>{of ? f.number(of.running) : '–'}</Table.Td>
      <Table.Td className={parts.num}>{of ? f.number(of.queued) : '–'}</Table.Td>
      <Table.Td className={parts.num}>{[of?.limits.bytesPerDay ? f.bytes(of.today) : '', of?.limits.cpuPerDay ? f.duration(of.cpuToday * 1000) : ''].filter(Boolean).join(' · ') || '–'}</Table.Td>
    </>
  )
}

function sayLimits(w: Workgroup, t: (key: string, options?: Record<string, unknown>) => string, f: ReturnType<typeof useFormat>): string {
  const said = limits.flatMap(({ name, kind }) => {
    const value = w.limits[name]
    if (!value) return []
    const text = kind === 'bytes' ? f.bytes(value) : kind === 'time' ? f.duration(value / 1e6) : f.number(value)
    return [`${t(`limit.${name}`)} ${text}`]
  })
  if (w.noReuse) said.push(t('workgroups.noReuse'))
  if (said.length === 0) return t('workgroups.noLimits')
  return said.join(' · ') + (w.enforced ? ` · ${t('workgroups.enforced')}` : '')
}

function WorkgroupDialog({ workgroup, known, records, onClose }: { workgroup: Workgroup; known: boolean; records: State; onClose: () => void }) {
  const { t } = useTranslation('sharing')
  const [w, setW] = useState(workgroup)
  const [texts, setTexts] = useState(() => Object.fromEntries(limits.map(({ name, kind }) => [name, writeLimit(kind, workgroup.limits[name])])) as Record<LimitName, string>)
  const edit = useEdit()
  const read = limits.map(({ name, kind }) => [name, readLimit(kind, texts[name])] as const)
  const wrong = read.some(([, value]) => value === null)
  const names = (records.principals ?? []).map((p) => p.name)
  const save = () => {
    const made = Object.fromEntries(read.filter(([, value]) => value)) as Workgroup['limits']
    edit.mutate({ put: { workgroups: [{ ...w, name: w.name.trim(), limits: made }] } }, { onSuccess: onClose, onError: () => undefined })
  }
  return (
    <Modal opened onClose={onClose} title={known ? w.name : t('workgroups.add')} size="lg">
      <form onSubmit={(e) => { e.preventDefault(); if (!wrong) save() }}>
        <Stack gap="sm">
          {known ? null : <NameField label={t('name')} value={w.name} onChange={(name) => setW({ ...w, name })} />}
          <TextInput label={t('workgroups.description')} value={w.description ?? ''} onChange={(e) => setW({ ...w, description: e.currentTarget.value })} />
          {w.name === 'primary' ? null : <MultiSelect label={t('workgroups.members')} searchable value={w.members ?? []} data={names} onChange={(members) => setW({ ...w, members })} />}
          <MultiSelect label={t('workgroups.administrators')} description={t('workgroups.administratorsHint')} searchable value={w.administrators ?? []} data={names} onChange={(administrators) => setW({ ...w, administrators })} />
          <div className={classes.limits} role="group" aria-label={t('workgroups.limits')}>
            {limits.map(({ name, kind, example }, at) => (
              <TextInput
                key={name} label={t(`limit.${name}`)} placeholder={t('workgroups.none', { example })} value={texts[name]} error={read[at]?.[1] === null ? t(`workgroups.wrong.${kind}`) : undefined}
                onChange={(e) => setTexts({ ...texts, [name]: e.currentTarget.value })}
              />
            ))}
          </div>
          <Switch label={t('workgroups.enforcedLabel')} checked={w.enforced ?? false} onChange={(e) => setW({ ...w, enforced: e.currentTarget.checked })} />
          <Switch label={t('workgroups.reuseLabel')} description={t('workgroups.reuseHint')} checked={!w.noReuse} onChange={(e) => setW({ ...w, noReuse: !e.currentTarget.checked })} />
          {edit.isError ? <FaultBox fault={edit.error} /> : null}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>{t('shell:cancel')}</Button>
            <Button type="submit" loading={edit.isPending} disabled={w.name.trim() === '' || wrong}>{t('save')}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
