// The audit log: who did what, when, and how it ended.
import { Button, Drawer, Group, Select, Switch, Table, Text, TextInput, UnstyledButton } from '@mantine/core'
import { IconCircleCheck, IconLock, IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, Fault, take, type Schemas } from '../../api/client'
import { useFormat } from '../../lib/format'
import { useShortcuts } from '../../lib/shortcuts'
import { useUrlState } from '../../lib/url'
import { Empty } from '../../parts/Empty'
import { FaultBox } from '../../parts/FaultBox'
import { Lines } from '../../parts/Loaded'
import { Mark } from '../../parts/Mark'
import { PageHeader } from '../../parts/PageHeader'
import parts from '../../parts/parts.module.css'
import { Scroll } from '../../parts/Scroll'
import { SqlButton } from '../../parts/SqlButton'
import classes from './audit.module.css'
import { Chain } from './Chain'
import { codec, events, moments, outcomes, sqlOf, type AuditState } from './filters'
import { Detail } from './Detail'

export type AuditRecord = Schemas['AuditRecord']

const tones: Record<string, 'good' | 'warn' | 'bad' | undefined> = { SUCCEEDED: 'good', FAILED: 'warn', DENIED: 'bad', CANCELLED: undefined }
const pageSize = 100

/** The page. Whoever may not read glaux.audit is told that there is no log for it. */
export default function AuditPage() {
  const { t } = useTranslation('audit')
  const [state, set] = useUrlState(codec)
  const change = (more: Partial<AuditState>) => set({ ...state, ...more }, { replace: true })
  const records = useInfiniteQuery({
    queryKey: ['audit', state], initialPageParam: 0, retry: false,
    queryFn: ({ pageParam, signal }) => {
      const { since, until } = moments(state)
      return take(api.GET('/api/audit', { signal, params: { query: {
        before: pageParam || undefined, limit: pageSize, since, until, principal: state.principal || undefined, table: state.table || undefined, text: state.text || undefined,
        event: (state.event || undefined) as never, outcome: (state.outcome || undefined) as never, begun: state.begun || undefined,
      } } }))
    },
    getNextPageParam: (last) => (last.more ? last.records.at(-1)?.sequence : undefined),
  })
  useShortcuts([{ keys: 'r', label: t('again'), run: () => void records.refetch() }])
  const refused = records.error instanceof Fault && records.error.status === 404
  const list = records.data?.pages.flatMap((p) => p.records) ?? []
  return (
    <>
      <PageHeader title={t('title')} actions={refused ? null : <SqlButton sql={sqlOf(state)} run label="" />} />
      {refused ? <Empty title={t('none')} icon={<IconLock size={32} stroke={1.4} aria-hidden />}>{t('noneText')}</Empty> : (
        <>
          <Chain />
          <Filters key={JSON.stringify([state.principal, state.table, state.text])} state={state} change={change} />
          {records.isError ? <FaultBox fault={records.error} retry={() => void records.refetch()} /> : null}
          {records.isPending ? <Lines count={12} /> : null}
          {records.data && list.length === 0 ? <Empty title={t('nothing')}>{t('nothingText')}</Empty> : null}
          {list.length > 0 ? <List records={list} /> : null}
          {records.data ? (
            <Group gap="sm" mt="sm">
              <Text size="xs" c="dimmed" data-testid="shown">{t(records.hasNextPage ? 'shownMore' : 'shownAll', { count: list.length })}</Text>
              {records.hasNextPage ? <Button variant="default" size="compact-xs" loading={records.isFetchingNextPage} onClick={() => void records.fetchNextPage()}>{t('more')}</Button> : null}
            </Group>
          ) : null}
        </>
      )}
    </>
  )
}

function Filters({ state, change }: { state: AuditState; change: (more: Partial<AuditState>) => void }) {
  const { t } = useTranslation('audit')
  const [typed, setTyped] = useState({ principal: state.principal, table: state.table, text: state.text })
  const field = (name: keyof typeof typed, width: number) => (
    <TextInput
      label={t(`filter.${name}`)} value={typed[name]} w={width} leftSection={name === 'text' ? <IconSearch size={14} aria-hidden /> : undefined}
      onChange={(e) => setTyped({ ...typed, [name]: e.currentTarget.value })} onBlur={() => { if (typed[name] !== state[name]) change(typed) }}
    />
  )
  return (
    <form className={classes.filters} onSubmit={(e) => { e.preventDefault(); change(typed) }} aria-label={t('filters')}>
      {field('principal', 150)}
      <Select label={t('filter.outcome')} value={state.outcome || null} placeholder={t('any')} clearable data={outcomes.map((value) => ({ value, label: t(`outcome.${value}`) }))} onChange={(outcome) => change({ outcome: outcome ?? '' })} w={130} />
      <Select label={t('filter.event')} value={state.event || null} placeholder={t('any')} clearable data={events.map((value) => ({ value, label: t(`event.${value}`) }))} onChange={(event) => change({ event: event ?? '' })} w={150} />
      {field('table', 170)}
      <TextInput type="date" label={t('filter.since')} value={state.since} onChange={(e) => change({ since: e.currentTarget.value })} w={140} />
      <TextInput type="date" label={t('filter.until')} value={state.until} onChange={(e) => change({ until: e.currentTarget.value })} w={140} />
      {field('text', 200)}
      <Switch label={t('filter.begun')} checked={state.begun} onChange={(e) => change({ begun: e.currentTarget.checked })} />
      <button type="submit" hidden />
    </form>
  )
}

function List({ records }: { records: AuditRecord[] }) {
  const { t } = useTranslation('audit')
  const f = useFormat()
  const [open, setOpen] = useState<number | null>(null)
  return (
    <>
      <Scroll label={t('title')}>
        <Table highlightOnHover miw={860}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th className={parts.num}>{t('number')}</Table.Th><Table.Th>{t('time')}</Table.Th><Table.Th>{t('filter.principal')}</Table.Th><Table.Th>{t('filter.event')}</Table.Th>
              <Table.Th>{t('filter.outcome')}</Table.Th><Table.Th>{t('what')}</Table.Th><Table.Th className={parts.num}>{t('rows')}</Table.Th><Table.Th className={parts.num}>{t('bytes')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {records.map((r) => (
              <Table.Tr key={r.sequence} className={classes.row} onClick={() => setOpen(r.sequence)}>
                <Table.Td className={parts.num}><UnstyledButton className={classes.number} aria-label={t('open', { number: r.sequence })} onClick={(e) => { e.stopPropagation(); setOpen(r.sequence) }}>{r.sequence}</UnstyledButton></Table.Td>
                <Table.Td className={classes.time}>{f.moment(r.time, 'second')}</Table.Td>
                <Table.Td className={classes.who}>{r.principal}{r.by ? <Text size="xs" c="dimmed">{t('by', { name: r.by })}</Text> : null}</Table.Td>
                <Table.Td>{t(`event.${r.event}`, { defaultValue: r.event })}{r.kind ? <Text size="xs" c="dimmed">{r.kind}</Text> : null}</Table.Td>
                <Table.Td><Mark tone={tones[r.outcome]}>{t(`outcome.${r.outcome}`, { defaultValue: r.outcome })}</Mark></Table.Td>
                <Table.Td className={classes.what}><code className={classes.text}>{r.text || r.message}</code>{r.tables?.length ? <Text size="xs" c="dimmed" lineClamp={1}>{r.tables.join(', ')}</Text> : null}</Table.Td>
                <Table.Td className={parts.num}>{r.rows ? f.number(r.rows) : ''}</Table.Td>
                <Table.Td className={parts.num}>{r.bytes ? f.bytes(r.bytes) : ''}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Scroll>
      {open === null ? null : <One sequence={open} onClose={() => setOpen(null)} />}
    </>
  )
}

function One({ sequence, onClose }: { sequence: number; onClose: () => void }) {
  const { t } = useTranslation('audit')
  const record = useQuery({ queryKey: ['audit', 'record', sequence], queryFn: ({ signal }) => take(api.GET('/api/audit/{sequence}', { params: { path: { sequence } }, signal })) })
  return (
    <Drawer opened onClose={onClose} position="right" size="lg" title={<><IconCircleCheck size={15} aria-hidden /> {t('record', { number: sequence })}</>}>
      {record.isError ? <FaultBox fault={record.error} /> : record.data ? <Detail record={record.data} /> : <Lines count={10} />}
    </Drawer>
  )
}
