// Monitors, what was told, and how e-mail is sent. For administrators.
import { ActionIcon, Button, Group, Modal, Select, Stack, Table, Text, Tooltip, UnstyledButton } from '@mantine/core'
import { IconBell, IconLock, IconPlus, IconSend, IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, Fault, take } from '../../api/client'
import { confirm } from '../../lib/confirm'
import { useFormat } from '../../lib/format'
import { useShortcuts } from '../../lib/shortcuts'
import { CodeLine } from '../../parts/CodeLine'
import { Empty } from '../../parts/Empty'
import { FaultBox } from '../../parts/FaultBox'
import { Lines } from '../../parts/Loaded'
import { Mark } from '../../parts/Mark'
import parts from '../../parts/parts.module.css'
import { Scroll } from '../../parts/Scroll'
import { Section } from '../../parts/Section'
import classes from './anomalies.module.css'
import { MailPart } from './Mail'
import { MonitorDialog } from './MonitorDialog'
import { blankMonitor, deliveriesQuery, deliveryStates, monitorsQuery, occasionOf, secretsOf, type Delivery, type Monitor } from './monitors'
import { useMonitorText } from './monitorText'

/** The page's part. */
export function Monitors() {
  const { t } = useTranslation('anomalies')
  const list = useQuery(monitorsQuery)
  if (list.isError && list.error instanceof Fault && list.error.status === 403) return <Empty title={t('monitor.refused')} icon={<IconLock size={32} stroke={1.4} aria-hidden />}>{t('monitor.refusedText')}</Empty>
  if (list.isError) return <FaultBox fault={list.error} retry={() => void list.refetch()} />
  if (!list.data) return <Lines count={10} />
  return <><List all={list.data} /><Deliveries monitors={list.data} /><MailPart /></>
}

function List({ all }: { all: Monitor[] }) {
  const { t } = useTranslation('anomalies')
  const say = useMonitorText()
  const client = useQueryClient()
  const fresh = () => client.invalidateQueries({ queryKey: ['alerts'] })
  const [draft, setDraft] = useState<Monitor | null>(null)
  const [secrets, setSecrets] = useState<ReturnType<typeof secretsOf>>([])
  const drop = useMutation({ mutationFn: (id: string) => take(api.DELETE('/api/alerts/monitors/{id}', { params: { path: { id } } })), onSettled: fresh })
  const test = useMutation({ mutationFn: (m: Monitor) => take(api.POST('/api/alerts/monitors/{id}/test', { params: { path: { id: m.id ?? '' } } })), onSettled: fresh })
  useShortcuts([{ keys: 'n', label: t('monitor.add'), run: () => setDraft(blankMonitor()) }])
  const remove = async (m: Monitor) => {
    if (await confirm({ title: t('monitor.deleteTitle', { name: m.name }), text: t('monitor.deleteText'), yes: t('delete'), grave: true })) drop.mutate(m.id ?? '')
  }
  return (
    <Section title={t('tab.monitors')} note={t('monitor.note')} actions={<Button leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setDraft(blankMonitor())}>{t('monitor.add')}</Button>}>
      {all.length === 0 ? <Empty title={t('monitor.none')} icon={<IconBell size={28} stroke={1.4} aria-hidden />}>{t('monitor.noneText')}</Empty> : (
        <Scroll label={t('tab.monitors')}>
          <Table miw={820} data-testid="monitors">
            <Table.Thead><Table.Tr><Table.Th>{t('monitor.name')}</Table.Th><Table.Th>{t('monitor.which')}</Table.Th><Table.Th>{t('monitor.when')}</Table.Th><Table.Th>{t('monitor.whom')}</Table.Th><Table.Th aria-label={t('actions')} /></Table.Tr></Table.Thead>
            <Table.Tbody>
              {all.map((m) => (
                <Table.Tr key={m.id}>
                  <Table.Td className={classes.value}><UnstyledButton className={classes.titleLink} onClick={() => setDraft(m)}>{m.name}</UnstyledButton> {m.enabled ? null : <Mark>{t('monitor.off')}</Mark>}</Table.Td>
                  <Table.Td><Text size="xs">{say.which(m)}</Text></Table.Td>
                  <Table.Td><Text size="xs">{say.when(m)}</Text></Table.Td>
                  <Table.Td>{m.recipients.map((r, at) => <Text key={r.id ?? at} size="xs" className={classes.address}>{t(`channel.${r.channel}`)} {r.address}</Text>)}</Table.Td>
                  <Table.Td>
                    <Group gap={4} wrap="nowrap" justify="flex-end">
                      <Button size="compact-xs" variant="default" leftSection={<IconSend size={13} aria-hidden />} loading={test.isPending && test.variables.id === m.id} onClick={() => test.mutate(m)} aria-label={t('monitor.testOf', { name: m.name })}>{t('monitor.test')}</Button>
                      <Tooltip label={t('delete')}><ActionIcon size="sm" aria-label={t('deleteName', { name: m.name })} onClick={() => void remove(m)}><IconTrash size={15} /></ActionIcon></Tooltip>
                    </Group>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Scroll>
      )}
      {test.data && test.variables ? (
        <div className={classes.learned} role="status" data-testid="tested">
          <Text size="sm" fw={600}>{t('monitor.tested', { name: test.variables.name })}</Text>
          {test.data.map((d) => <Text key={d.id} size="sm" className={classes.address}><DeliveryMark of={d} /> {t(`channel.${d.channel}`, { defaultValue: d.channel })} {d.address}{d.problem ? ` – ${d.problem}` : ''}</Text>)}
          {test.data.length === 0 ? <Text size="sm">{t('monitor.testedNobody')}</Text> : null}
        </div>
      ) : null}
      {draft ? <MonitorDialog draft={draft} onClose={() => setDraft(null)} onKept={(kept) => { setDraft(null); setSecrets(secretsOf(kept)); void fresh() }} /> : null}
      <Modal opened={secrets.length > 0} onClose={() => setSecrets([])} title={t('monitor.secrets')} size="lg" closeOnClickOutside={false}>
        <Stack gap="sm">
          <Text size="sm">{t('monitor.secretsText')}</Text>
          {secrets.map((s) => <div key={s.secret}><Text size="xs" className={classes.address}>{s.address}</Text><CodeLine text={s.secret} /></div>)}
          <Group justify="flex-end"><Button onClick={() => setSecrets([])}>{t('access:kept')}</Button></Group>
        </Stack>
      </Modal>
    </Section>
  )
}

const tones: Record<Delivery['state'], 'good' | 'warn' | 'bad' | undefined> = { queued: undefined, sending: undefined, sent: 'good', failed: 'bad', dropped: 'warn' }

function DeliveryMark({ of: d }: { of: Delivery }) {
  const { t } = useTranslation('anomalies')
  return <Mark tone={tones[d.state]}>{t(`delivery.${d.state}`)}</Mark>
}

/** What was told, newest first; what failed can be tried again. */
function Deliveries({ monitors }: { monitors: Monitor[] }) {
  const { t } = useTranslation('anomalies')
  const f = useFormat()
  const client = useQueryClient()
  const [wanted, setWanted] = useState<{ state: Delivery['state'] | ''; monitor: string }>({ state: '', monitor: '' })
  const list = useQuery(deliveriesQuery(wanted.state, wanted.monitor))
  const retry = useMutation({ mutationFn: (id: string) => take(api.POST('/api/alerts/deliveries/{id}/retry', { params: { path: { id } } })), onSettled: () => client.invalidateQueries({ queryKey: ['alerts'] }) })
  return (
    <Section
      title={t('delivery.title')} note={t('delivery.note')}
      actions={(
        <Group gap={6}>
          <Select aria-label={t('delivery.monitor')} value={wanted.monitor || null} placeholder={t('delivery.monitor')} clearable w={170} data={monitors.map((m) => ({ value: m.id ?? '', label: m.name }))} onChange={(value) => setWanted({ ...wanted, monitor: value ?? '' })} />
          <Select aria-label={t('filter.state')} value={wanted.state || null} placeholder={t('filter.state')} clearable w={130} data={deliveryStates.map((value) => ({ value, label: t(`delivery.${value}`) }))} onChange={(value) => setWanted({ ...wanted, state: (value ?? '') as typeof wanted.state })} />
        </Group>
      )}
    >
      {list.isError ? <FaultBox fault={list.error} retry={() => void list.refetch()} /> : null}
      {list.isPending ? <Lines count={4} /> : null}
      {list.data?.length === 0 ? <Text size="sm" c="dimmed">{t('delivery.none')}</Text> : null}
      {list.data && list.data.length > 0 ? (
        <Scroll label={t('delivery.title')}>
          <Table miw={820} data-testid="deliveries">
            <Table.Thead><Table.Tr><Table.Th>{t('delivery.time')}</Table.Th><Table.Th>{t('delivery.monitor')}</Table.Th><Table.Th>{t('monitor.whom')}</Table.Th><Table.Th>{t('delivery.what')}</Table.Th><Table.Th>{t('filter.state')}</Table.Th><Table.Th className={parts.num}>{t('delivery.attempts')}</Table.Th><Table.Th aria-label={t('actions')} /></Table.Tr></Table.Thead>
            <Table.Tbody>
              {list.data.map((d) => (
                <Table.Tr key={d.id}>
                  <Table.Td className={classes.nowrap}>{f.moment(d.created, 'minute')}</Table.Td>
                  <Table.Td>{d.name}</Table.Td>
                  <Table.Td className={classes.address}>{t(`channel.${d.channel}`, { defaultValue: d.channel })} {d.address}</Table.Td>
                  <Table.Td>{t(`occasion.${occasionOf(d)}`, { defaultValue: d.occasion })}{d.occasion === 'trial' ? null : d.cases.slice(0, 3).map((id) => <div key={id}><Link to="/anomalies/$id" params={{ id }} className={classes.caseId}>{id}</Link></div>)}{d.cases.length > 3 ? <Text size="xs" c="dimmed">+{d.cases.length - 3}</Text> : null}</Table.Td>
                  <Table.Td><DeliveryMark of={d} />{d.problem ? <Text size="xs" c="dimmed" className={classes.problem}>{d.problem}</Text> : null}{d.next ? <Text size="xs" c="dimmed">{t('delivery.next', { when: f.ago(d.next) })}</Text> : null}</Table.Td>
                  <Table.Td className={parts.num}>{d.attempts}</Table.Td>
                  <Table.Td ta="right">{d.state === 'failed' ? <Button size="compact-xs" variant="default" loading={retry.isPending && retry.variables === d.id} onClick={() => retry.mutate(d.id)}>{t('shell:retry')}</Button> : null}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Scroll>
      ) : null}
    </Section>
  )
}
