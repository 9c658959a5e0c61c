// Workgroups: their limits, what runs in them by now, and what ran.
import { Button, Group, Progress, Select, Table, Text, TextInput, UnstyledButton } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useActions } from '../../lib/actions'
import { useFormat, type Formats } from '../../lib/format'
import { useShortcuts } from '../../lib/shortcuts'
import { useUrlState } from '../../lib/url'
import { Empty } from '../../parts/Empty'
import { FaultBox } from '../../parts/FaultBox'
import { Lines, Loaded } from '../../parts/Loaded'
import { Mark } from '../../parts/Mark'
import { PageHeader } from '../../parts/PageHeader'
import parts from '../../parts/parts.module.css'
import { Scroll } from '../../parts/Scroll'
import { Section } from '../../parts/Section'
import { chosen, codec, historyOf, jobStates, ranFor, unfinished, workgroupsQuery, type GroupState, type Job, type Workgroup } from './data'
import { JobDrawer } from './JobDrawer'
import { limitsOf } from './limits'
import { tones } from './tones'
import classes from './workgroups.module.css'

/** The page. */
export default function WorkgroupsPage() {
  const { t } = useTranslation('workgroups')
  const [state, set] = useUrlState(codec)
  const all = useQuery(workgroupsQuery)
  const open = (name: string) => set({ name, text: '', owner: '', state: '', job: '' })
  useActions((all.data ?? []).map((g) => ({ id: `workgroup-${g.name}`, label: `${t('title')}: ${g.name}`, words: 'workgroup history queries', run: () => open(g.name) })))
  return (
    <>
      <PageHeader title={t('title')} />
      <Loaded query={all} lines={12}>
        {(groups) => {
          const group = chosen(groups, state.name)
          if (!group) return <Empty title={t('none')}>{t('noneText')}</Empty>
          return (
            <>
              <Groups all={groups} chosen={group} open={open} />
              <History key={group.name} group={group} state={state} change={(more) => set({ ...state, name: group.name, ...more }, { replace: true })} />
            </>
          )
        }}
      </Loaded>
    </>
  )
}

function Groups({ all, chosen: now, open }: { all: Workgroup[]; chosen: Workgroup; open: (name: string) => void }) {
  const { t } = useTranslation('workgroups')
  const f = useFormat()
  return (
    <Section title={t('where')} note={t('whereNote')}>
      <Scroll label={t('where')}>
        <Table miw={720} highlightOnHover>
          <Table.Thead>
            <Table.Tr><Table.Th>{t('workgroup')}</Table.Th><Table.Th className={parts.num}>{t('running')}</Table.Th><Table.Th className={parts.num}>{t('queued')}</Table.Th><Table.Th>{t('today')}</Table.Th><Table.Th>{t('limits')}</Table.Th></Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {all.map((g) => (
              <Table.Tr key={g.name} className={classes.group} data-chosen={g.name === now.name || undefined} onClick={() => open(g.name)}>
                <Table.Td>
                  <UnstyledButton className={classes.name} aria-pressed={g.name === now.name} onClick={(e) => { e.stopPropagation(); open(g.name) }}>{g.name}</UnstyledButton>{' '}
                  {g.own ? <Mark>{t('own')}</Mark> : null} {g.administered ? <Mark>{t('administered')}</Mark> : null}
                  {g.description ? <Text size="xs" c="dimmed">{g.description}</Text> : null}
                </Table.Td>
                <Table.Td className={parts.num}>{f.number(g.running)}</Table.Td>
                <Table.Td className={parts.num}>{f.number(g.queued)}</Table.Td>
                <Table.Td><Today of={g} f={f} /></Table.Td>
                <Table.Td><Text size="xs">{sayLimits(g, t, f)}</Text></Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Scroll>
    </Section>
  )
}

/** What was used of the day's limits. */
function Today({ of: g, f }: { of: Workgroup; f: Formats }) {
  const { t } = useTranslation('workgroups')
  const used = [
    ...(g.limits.bytesPerDay ? [{ name: t('limit.bytesPerDay'), part: g.today / g.limits.bytesPerDay, says: `${f.bytes(g.today)} / ${f.bytes(g.limits.bytesPerDay)}` }] : []),
    ...(g.limits.cpuPerDay ? [{ name: t('limit.cpuPerDay'), part: g.cpuToday / g.limits.cpuPerDay, says: `${f.duration(g.cpuToday * 1000)} / ${f.duration(g.limits.cpuPerDay * 1000)}` }] : []),
  ]
  if (used.length === 0) return <span className={classes.faint}>{t('noLimit')}</span>
  return used.map((u) => (
    <div key={u.name} className={classes.today}>
      <Progress value={Math.min(100, u.part * 100)} size="sm" color={u.part >= 0.9 ? 'red' : undefined} aria-label={u.name} />
      <span>{u.says}</span>
    </div>
  ))
}

function sayLimits(g: Workgroup, t: (key: string) => string, f: Formats): string {
  const said = limitsOf(g.limits, f).map(({ name, text }) => `${t(`limit.${name}`)} ${text}`)
  if (said.length === 0) return t('noLimits')
  return said.join(' · ') + (g.enforced ? ` · ${t('enforced')}` : '')
}

function History({ group, state, change }: { group: Workgroup; state: GroupState; change: (more: Partial<GroupState>) => void }) {
  const { t } = useTranslation('workgroups')
  const list = useInfiniteQuery(historyOf(group.name, state))
  useShortcuts([{ keys: 'r', label: t('again'), run: () => void list.refetch() }])
  const jobs = list.data?.pages.flat() ?? []
  const filtered = state.text !== '' || state.owner !== '' || state.state !== ''
  return (
    <Section title={t('history', { name: group.name })} note={t(group.administered ? 'historyAll' : 'historyOwn')}>
      <Filters key={`${state.text}\t${state.owner}`} group={group} state={state} change={change} />
      {list.isError ? <FaultBox fault={list.error} retry={() => void list.refetch()} /> : null}
      {list.isPending ? <Lines count={10} /> : null}
      {list.data && jobs.length === 0 ? <Empty title={t(filtered ? 'nothing' : 'empty')}>{t(filtered ? 'nothingText' : 'emptyText')}</Empty> : null}
      {jobs.length > 0 ? <Jobs jobs={jobs} owners={group.administered} open={(job) => change({ job })} /> : null}
      {jobs.length > 0 ? (
        <Group gap="sm" mt="sm">
          <Text size="xs" c="dimmed" data-testid="shown">{t(list.hasNextPage ? 'shownMore' : 'shownAll', { count: jobs.length })}</Text>
          {list.hasNextPage ? <Button variant="default" size="compact-xs" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('more')}</Button> : null}
        </Group>
      ) : null}
      {state.job ? <JobDrawer key={state.job} id={state.job} group={group} onClose={() => change({ job: '' })} /> : null}
    </Section>
  )
}

function Filters({ group, state, change }: { group: Workgroup; state: GroupState; change: (more: Partial<GroupState>) => void }) {
  const { t } = useTranslation('workgroups')
  const [typed, setTyped] = useState({ text: state.text, owner: state.owner })
  const leave = (name: keyof typeof typed) => { if (typed[name] !== state[name]) change(typed) }
  return (
    <form className={classes.filters} aria-label={t('filters')} onSubmit={(e) => { e.preventDefault(); change(typed) }}>
      <TextInput label={t('text')} value={typed.text} leftSection={<IconSearch size={14} aria-hidden />} w={240} onChange={(e) => setTyped({ ...typed, text: e.currentTarget.value })} onBlur={() => leave('text')} />
      {group.administered ? <TextInput label={t('owner')} value={typed.owner} w={160} onChange={(e) => setTyped({ ...typed, owner: e.currentTarget.value })} onBlur={() => leave('owner')} /> : null}
      <Select label={t('state')} value={state.state || null} placeholder={t('any')} clearable w={150} data={jobStates.map((value) => ({ value, label: t(`sql:state.${value}`) }))} onChange={(value) => change({ state: (value ?? '') as GroupState['state'] })} />
      <button type="submit" hidden />
    </form>
  )
}

function Jobs({ jobs, owners, open }: { jobs: Job[]; owners: boolean; open: (id: string) => void }) {
  const { t } = useTranslation('workgroups')
  const f = useFormat()
  return (
    <Scroll label={t('queries')}>
      <Table miw={owners ? 900 : 780} highlightOnHover data-testid="history">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('time')}</Table.Th>{owners ? <Table.Th>{t('owner')}</Table.Th> : null}<Table.Th>{t('query')}</Table.Th><Table.Th>{t('state')}</Table.Th>
            <Table.Th className={parts.num}>{t('took')}</Table.Th><Table.Th className={parts.num}>{t('rows')}</Table.Th><Table.Th className={parts.num}>{t('bytes')}</Table.Th><Table.Th className={parts.num}>{t('cpu')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {jobs.map((j) => {
            const ran = ranFor(j, new Date())
            return (
              <Table.Tr key={j.id} className={classes.job} onClick={() => open(j.id)}>
                <Table.Td className={classes.time}><UnstyledButton className={classes.open} aria-label={t('open', { time: f.moment(j.submitted, 'second') })} onClick={(e) => { e.stopPropagation(); open(j.id) }}>{f.moment(j.submitted, 'second')}</UnstyledButton></Table.Td>
                {owners ? <Table.Td className={classes.owner}>{j.owner}</Table.Td> : null}
                <Table.Td className={classes.what}><code className={classes.text}>{j.sql}</code>{j.error ? <Text size="xs" c="dimmed" lineClamp={1}>{j.error.code}</Text> : null}</Table.Td>
                <Table.Td className={classes.time}><Mark tone={tones[j.state]}>{t(`sql:state.${j.state}`)}</Mark>{j.reused ? <Text size="xs" c="dimmed">{t('reused')}</Text> : null}</Table.Td>
                <Table.Td className={parts.num}>{ran === undefined ? '' : f.duration(ran)}</Table.Td>
                <Table.Td className={parts.num}>{j.state === 'SUCCEEDED' ? f.number(j.found) : unfinished(j) ? '…' : ''}</Table.Td>
                <Table.Td className={parts.num}>{j.bytes ? f.bytes(j.bytes) : ''}</Table.Td>
                <Table.Td className={parts.num}>{j.cpuSeconds ? f.duration(j.cpuSeconds * 1000) : ''}</Table.Td>
              </Table.Tr>
            )
          })}
        </Table.Tbody>
      </Table>
    </Scroll>
  )
}
