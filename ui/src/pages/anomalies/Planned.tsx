// Events that people plan: a migration, a sale. Cases that begin in one are not news.
import { ActionIcon, Button, Group, Modal, Stack, Table, Text, TextInput, Tooltip, UnstyledButton } from '@mantine/core'
import { IconCalendarEvent, IconPlus, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { confirm } from '../../lib/confirm'
import { useFormat } from '../../lib/format'
import { useSession } from '../../lib/server'
import { useShortcuts } from '../../lib/shortcuts'
import { Empty } from '../../parts/Empty'
import { FaultBox } from '../../parts/FaultBox'
import { Loaded } from '../../parts/Loaded'
import { Scroll } from '../../parts/Scroll'
import { Section } from '../../parts/Section'
import classes from './anomalies.module.css'
import { planEvent, plannedQuery, unplanEvent, useChange, type PlannedEvent } from './data'
import { lastDay, nextDay } from './days'
import { NodeFields } from './NodeFields'
import { pathOf } from './say'

const blank: PlannedEvent = { node: {}, start: '', end: '', note: '' }

/** The list, the latest first. */
export function Planned() {
  const { t } = useTranslation('anomalies')
  const f = useFormat()
  const list = useQuery(plannedQuery)
  const session = useSession().data
  const drop = useChange(unplanEvent)
  const [draft, setDraft] = useState<PlannedEvent | null>(null)
  const may = !session?.by
  const add = () => { if (may) setDraft(blank) }
  useShortcuts(may ? [{ keys: 'n', label: t('planned.add'), run: add }] : [])
  const remove = async (e: PlannedEvent) => {
    if (await confirm({ title: t('planned.deleteTitle', { note: e.note }), text: t('planned.deleteText'), yes: t('delete'), grave: true })) drop.mutate(e.id ?? '')
  }
  return (
    <Section title={t('tab.planned')} note={t('planned.note')} actions={may ? <Button leftSection={<IconPlus size={14} aria-hidden />} onClick={add}>{t('planned.add')}</Button> : null}>
      <Loaded query={list} lines={8}>
        {(all) => all.length === 0 ? <Empty title={t('planned.none')} icon={<IconCalendarEvent size={28} stroke={1.4} aria-hidden />}>{t('planned.noneText')}</Empty> : (
          <Scroll label={t('tab.planned')}>
            <Table miw={640} data-testid="planned">
              <Table.Thead><Table.Tr><Table.Th>{t('planned.what')}</Table.Th><Table.Th>{t('planned.when')}</Table.Th><Table.Th>{t('planned.where')}</Table.Th><Table.Th>{t('planned.who')}</Table.Th>{may ? <Table.Th aria-label={t('actions')} /> : null}</Table.Tr></Table.Thead>
              <Table.Tbody>
                {[...all].sort((a, b) => b.start.localeCompare(a.start)).map((e) => (
                  <Table.Tr key={e.id}>
                    <Table.Td className={classes.value}>{may ? <UnstyledButton className={classes.titleLink} onClick={() => setDraft(e)}>{e.note}</UnstyledButton> : e.note}</Table.Td>
                    <Table.Td className={classes.nowrap}>{f.date(e.start)} – {f.date(lastDay(e.end))}</Table.Td>
                    <Table.Td>{pathOf(e.node) || t('everything')}</Table.Td>
                    <Table.Td>{e.who}{e.at ? <Text size="xs" c="dimmed">{f.moment(e.at, 'day')}</Text> : null}</Table.Td>
                    {may ? <Table.Td ta="right"><Tooltip label={t('delete')}><ActionIcon size="sm" aria-label={t('deleteName', { name: e.note })} onClick={() => void remove(e)}><IconTrash size={15} /></ActionIcon></Tooltip></Table.Td> : null}
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Scroll>
        )}
      </Loaded>
      {draft ? <EventDialog draft={draft} onClose={() => setDraft(null)} /> : null}
    </Section>
  )
}

function EventDialog({ draft, onClose }: { draft: PlannedEvent; onClose: () => void }) {
  const { t } = useTranslation('anomalies')
  const [e, setE] = useState(draft)
  const [last, setLast] = useState(draft.end ? lastDay(draft.end) : '')
  const plan = useChange(planEvent, true)
  const whole = e.note.trim() !== '' && e.start !== '' && last !== '' && last >= e.start
  const save = () => { if (whole) plan.mutate({ id: e.id, node: e.node, start: e.start, end: nextDay(last), note: e.note.trim() }, { onSuccess: onClose }) }
  return (
    <Modal opened onClose={onClose} title={t(draft.id ? 'planned.change' : 'planned.add')} size="lg">
      <form onSubmit={(event) => { event.preventDefault(); save() }}>
        <Stack gap="sm">
          <Text size="sm" c="dimmed">{t('planned.about')}</Text>
          <TextInput data-autofocus label={t('planned.what')} value={e.note} maxLength={1000} required onChange={(x) => setE({ ...e, note: x.currentTarget.value })} />
          <Group grow gap="sm">
            <TextInput type="date" label={t('planned.first')} value={e.start} required onChange={(x) => setE({ ...e, start: x.currentTarget.value })} />
            <TextInput type="date" label={t('planned.last')} value={last} required error={last !== '' && e.start !== '' && last < e.start ? t('planned.turned') : undefined} onChange={(x) => setLast(x.currentTarget.value)} />
          </Group>
          <NodeFields node={e.node} onChange={(node) => setE({ ...e, node })} />
          {plan.isError ? <FaultBox fault={plan.error} /> : null}
          <Group justify="flex-end" gap="xs"><Button variant="default" onClick={onClose}>{t('shell:cancel')}</Button><Button type="submit" disabled={!whole} loading={plan.isPending}>{t('save')}</Button></Group>
        </Stack>
      </form>
    </Modal>
  )
}
