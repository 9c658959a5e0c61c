// Who pays: each dollar of the bill goes to one value of a key, down the steps of a waterfall; then what is shared is split.
import { Button, Select, Switch } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { preloadCharts } from '../../charts/Chart'
import { useActions } from '../../lib/actions'
import { billDays } from '../../lib/server'
import { useShortcuts } from '../../lib/shortcuts'
import { useUrlState } from '../../lib/url'
import { CodeLine } from '../../parts/CodeLine'
import { Empty } from '../../parts/Empty'
import { FaultBox } from '../../parts/FaultBox'
import { Lines, Loaded } from '../../parts/Loaded'
import { PageHeader } from '../../parts/PageHeader'
import { Segmented } from '../../parts/Segmented'
import { SqlButton } from '../../parts/SqlButton'
import explorer from '../explorer/explorer.module.css'
import { PeriodPicker } from '../explorer/PeriodPicker'
import { periodOf, presets, type Days } from '../explorer/periods'
import { allocationQuery, rulesQuery, type Asked } from './data'
import { Shown } from './Shown'
import { codec, type PageState } from './state'
import classes from './allocation.module.css'

/** The page. */
export default function AllocationPage() {
  const { t } = useTranslation('allocation')
  const bill = useQuery(billDays)
  const first = bill.data?.first
  const last = bill.data?.last
  const days = useMemo(() => (first && last ? { first, last } : null), [first, last])
  useEffect(preloadCharts, [])
  if (days) return <Page days={days} />
  return (
    <>
      <PageHeader title={t('title')} />
      <Loaded query={bill} lines={12} height={28}>{() => <Empty title={t('noBill')} action={<CodeLine text="glaux demo" />}>{t('noBillText')}</Empty>}</Loaded>
    </>
  )
}

function Page({ days }: { days: Days }) {
  const { t } = useTranslation('allocation')
  const [state, set] = useUrlState(codec)
  const period = periodOf(state.period, days)
  const asked: Asked = { key: state.key, from: period.start.slice(0, 10), to: period.end.slice(0, 10), over: state.over, unsplit: state.unsplit }
  const answer = useQuery(allocationQuery(asked))
  useActions([{ id: 'allocation-splits', label: t(state.unsplit ? 'withSplits' : 'withoutSplits'), words: 'allocation split', run: () => set({ ...state, unsplit: !state.unsplit }) }])
  return (
    <>
      <PageHeader title={t('title')} actions={answer.data ? <SqlButton sql={answer.data.sql} run label="" /> : null} />
      <Controls state={state} set={set} days={days} />
      {answer.data ? <div className={answer.isPlaceholderData ? classes.busy : undefined} aria-busy={answer.isFetching} data-testid="allocation"><Shown of={answer.data} state={state} set={set} asked={asked} /></div>
        : answer.isError ? <FaultBox fault={answer.error} retry={() => void answer.refetch()} /> : <Lines count={14} height={28} />}
    </>
  )
}

function Controls({ state, set, days }: { state: PageState; set: (next: PageState) => void; days: Days }) {
  const { t } = useTranslation('allocation')
  const { t: explored } = useTranslation('explorer')
  const [picking, setPicking] = useState(false)
  const rules = useQuery(rulesQuery).data
  useShortcuts([
    { keys: 'p', label: explored('period'), run: () => setPicking(true) },
    { keys: 's', label: t('splits'), run: () => set({ ...state, unsplit: !state.unsplit }) },
  ])
  const keys = rules?.keys ?? []
  const change = (more: Partial<PageState>) => set({ ...state, value: null, step: '', ...more })
  return (
    <div className={explorer.bar} role="group" aria-label={t('controls')}>
      {keys.length > 1 ? <Select aria-label={t('key')} value={state.key || keys[0]?.name || null} allowDeselect={false} w={180} data={keys.map((k) => k.name)} onChange={(key) => change({ key: key === keys[0]?.name ? '' : (key ?? '') })} /> : null}
      <PeriodPicker label={explored('period')} text={state.period} period={periodOf(state.period, days)} days={days} presets={presets.map((value) => ({ value, label: explored(`preset.${value}`) }))} opened={picking} onOpen={setPicking} onChange={(text) => change({ period: text })} />
      <Segmented label={t('over')} value={state.over} choices={(['', 'bill', 'genai'] as const).map((value) => ({ value, label: t(`overs.${value || 'rules'}`) }))} onChange={(over) => change({ over })} />
      <Switch size="xs" label={t('splits')} checked={!state.unsplit} onChange={(e) => change({ unsplit: !e.currentTarget.checked })} />
      {state.value !== null || state.step ? <Button variant="subtle" color="gray" size="compact-xs" onClick={() => change({})}>{t('closeExplanation')}</Button> : null}
    </div>
  )
}
