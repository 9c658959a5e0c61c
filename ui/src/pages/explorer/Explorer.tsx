// The explorer's page once it is known what the bill has.
import { Button, Drawer, Group, Stack, Text } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconAdjustments, IconArrowsDiff, IconChevronRight } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Schemas } from '../../api/client'
import type { ChartHandle } from '../../charts/types'
import { useShortcuts } from '../../lib/shortcuts'
import { sqlLink } from '../../lib/url'
import { PageHeader } from '../../parts/PageHeader'
import { SqlButton } from '../../parts/SqlButton'
import { NewsCard } from '../anomalies/NewsCard'
import { explainRow } from '../network/explain'
import { Changes } from './Changes'
import { Controls, type Opened } from './Controls'
import { Costs } from './Costs'
import { Crumbs } from './Crumbs'
import { comparison, costs, useDimensions } from './data'
import { drill, type Dimension } from './drill'
import classes from './explorer.module.css'
import { useNames } from './names'
import { ExportMenu } from './ExportMenu'
import { Notes } from './Notes'
import { Reports } from './Reports'
import { compareRequest, request } from './request'
import type { Days } from './periods'
import type { State } from './state'

interface Props {
  state: State
  set: (next: State | ((now: State) => State), options?: { replace?: boolean }) => void
  days: Days
  status: Schemas['Status'] | undefined
}

const none: Dimension[] = []

export function Explorer({ state, set, days, status }: Props) {
  const { t } = useTranslation('explorer')
  const router = useRouter()
  const client = useQueryClient()
  const narrow = useMediaQuery('(max-width: 48em)') ?? false
  const [opened, setOpened] = useState<Opened>('')
  const [sheet, setSheet] = useState(false)
  const [chart, setChart] = useState<ChartHandle | null>(null)
  const dimensions = useDimensions()
  const known = dimensions.data ?? none
  const names = useNames(known)
  const body = useMemo(() => request(state, days), [state, days])
  const compared = useMemo(() => compareRequest(state, days), [state, days])
  const answer = useQuery({ ...costs(body), enabled: state.compare === '' })
  const changes = useQuery({ ...comparison(compared), enabled: state.compare !== '' })
  const sql = state.compare === '' ? answer.data?.sql : changes.data?.sql

  const open = (what: Opened) => { setSheet(narrow); setOpened(what) }
  const toggleTable = () => set((s) => ({ ...s, view: s.view === 'table' ? 'bars' : 'table' }))
  const toggleCompare = () => { if (state.compare === '') set((s) => ({ ...s, compare: 'previous' })); else open('compare') }
  useShortcuts([
    { keys: 'b', label: t('groupBy'), run: () => open('by') },
    { keys: 'f', label: t('addFilter'), run: () => open('filter') },
    { keys: 'p', label: t('period'), run: () => open('period') },
    { keys: 'm', label: t('metric'), run: () => open('metric') },
    { keys: 'c', label: t('compare'), run: toggleCompare },
    { keys: 'v', label: t('tableOrChart'), run: toggleTable },
    { keys: 'i', label: t('network:explainRow'), run: explainRow },
    { keys: 'o', label: t('openAsSql'), run: () => { if (sql) router.history.push(sqlLink({ sql, run: true })) } },
  ])

  const drilled = (values: string[]) => set((s) => drill(s, values, known))
  const near = (values: string[]) => { void client.prefetchQuery(costs(request(drill(state, values, known), days))) }
  const controls = <Controls state={state} set={set} days={days} known={known} complete={!dimensions.isPlaceholderData} names={names} opened={opened} onOpen={setOpened} />
  return (
    <>
      <PageHeader title={t('title')} actions={
        <Group gap={6}>
          <Reports state={state} narrow={narrow} />
          <Notes days={days} narrow={narrow} />
          <ExportMenu narrow={narrow} state={state} body={body} compared={compared} chart={chart} />
          {sql && <SqlButton sql={sql} run label={narrow ? undefined : t('openAsSql')} />}
        </Group>
      } />
      <NewsCard />
      {narrow ? (
        <Group gap={6} mb={6}>
          <Button variant="default" leftSection={<IconAdjustments size={14} />} onClick={() => setSheet(true)}>{t('settings')}</Button>
          <Button variant={state.compare ? 'light' : 'default'} leftSection={<IconArrowsDiff size={14} />} onClick={toggleCompare}>{t('compare')}</Button>
          <Text size="xs" c="dimmed" truncate>{state.by.map(names.dimension).join(' · ')}</Text>
          <Drawer opened={sheet} onClose={() => { setSheet(false); setOpened('') }} position="bottom" size="65%" title={t('settings')}><Stack gap="md">{controls}</Stack></Drawer>
        </Group>
      ) : controls}
      <Crumbs state={state} set={set} days={days} known={known} names={names} narrow={narrow} />
      {state.compare === ''
        ? <Costs state={state} set={set} days={days} query={answer} names={names} status={status} onChart={setChart} onDrill={drilled} onNear={near} />
        : <Changes state={state} set={set} query={changes} names={names} onChart={setChart} onDrill={drilled} />}
      {narrow ? null : <div className={classes.foot}><IconChevronRight size={12} aria-hidden />{t('keys')}</div>}
    </>
  )
}
