// What models cost: who spends what on which, at which price, what is dear, and what it would cost otherwise.
import { ActionIcon, Button, Group, Menu, MultiSelect, Tabs } from '@mantine/core'
import { IconArrowsDiff, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { preloadCharts } from '../../charts/Chart'
import { useActions } from '../../lib/actions'
import { billDays } from '../../lib/server'
import { useShortcuts } from '../../lib/shortcuts'
import { useUrlState } from '../../lib/url'
import { CodeLine } from '../../parts/CodeLine'
import { Empty } from '../../parts/Empty'
import { Loaded } from '../../parts/Loaded'
import { PageHeader } from '../../parts/PageHeader'
import explorer from '../explorer/explorer.module.css'
import { PeriodPicker } from '../explorer/PeriodPicker'
import { periodOf, presets, type Days } from '../explorer/periods'
import { useDimensions } from '../explorer/data'
import { Costs } from './Costs'
import type { Try } from './data'
import { Found } from './Found'
import classes from './genai.module.css'
import { Models } from './Models'
import { SetUp } from './SetUp'
import { codec, compares, dimensions, firstTop, scopes, tabs, tiers, type PageState, type Tab } from './state'
import { WhatIf } from './WhatIf'
import { useWords } from './words'

/** The page. */
export default function GenAIPage() {
  const { t } = useTranslation('genai')
  const bill = useQuery(billDays)
  const first = bill.data?.first
  const last = bill.data?.last
  const days = useMemo(() => (first && last ? { first, last } : null), [first, last])
  useEffect(preloadCharts, [])
  return (
    <>
      <PageHeader title={t('title')} actions={<Group gap={6}><Button component={Link} to="/dashboards/genai" variant="default" size="compact-xs">{t('dashboard')}</Button><Button component={Link} to="/allocation" search={{ over: 'genai' } as never} variant="default" size="compact-xs">{t('allocation')}</Button></Group>} />
      {days ? <Page days={days} /> : <Loaded query={bill} lines={12} height={28}>{() => <Empty title={t('noBill')} action={<CodeLine text="glaux demo" />}>{t('noBillText')}</Empty>}</Loaded>}
    </>
  )
}

function Page({ days }: { days: Days }) {
  const { t } = useTranslation('genai')
  const [state, set] = useUrlState(codec)
  const period = periodOf(state.period, days)
  const lines = { period, filters: state.filters }
  const open = (tab: Tab) => set({ ...state, tab })
  useShortcuts(tabs.map((tab, at) => ({ keys: String(at + 1), label: t(`tab.${tab}`), run: () => open(tab) })))
  useActions(tabs.map((tab) => ({ id: `genai-${tab}`, label: `${t('title')}: ${t(`tab.${tab}`)}`, words: `genai models ${tab}`, run: () => open(tab) })))
  const tryIt = (q: Try) => set({
    ...state, tab: 'what-if', filters: q.where, model: q.model ?? '', tier: tiers.find((x) => x === q.tier) ?? '', scope: scopes.find((x) => x === q.scope) ?? '', cache: -1,
  })
  return (
    <>
      {state.tab === 'setup' ? null : <Controls state={state} set={set} days={days} />}
      <Tabs value={state.tab} onChange={(tab) => { if (tab) open(tab as Tab) }} keepMounted={false}>
        <Tabs.List mb="md" className={classes.tabs} aria-label={t('title')}>
          {tabs.map((tab) => <Tabs.Tab key={tab} value={tab} fz="sm">{t(`tab.${tab}`)}</Tabs.Tab>)}
        </Tabs.List>
        <Tabs.Panel value="costs"><Costs state={state} set={set} lines={lines} days={days} /></Tabs.Panel>
        <Tabs.Panel value="models"><Models lines={lines} onModel={(model) => set({ ...state, tab: 'what-if', filters: [...state.filters.filter((x) => x.dimension !== 'model'), { dimension: 'model', values: [model] }] })} /></Tabs.Panel>
        <Tabs.Panel value="what-if"><WhatIf state={state} set={set} lines={lines} /></Tabs.Panel>
        <Tabs.Panel value="findings"><Found lines={lines} open={state.open} onOpen={(id) => set({ ...state, open: id }, { replace: true })} onTry={tryIt} /></Tabs.Panel>
        <Tabs.Panel value="setup"><SetUp /></Tabs.Panel>
      </Tabs>
    </>
  )
}

/** The days, what is grouped by, what is compared with, and what is kept: they hold for all tabs. */
function Controls({ state, set, days }: { state: PageState; set: (next: PageState) => void; days: Days }) {
  const { t } = useTranslation('genai')
  const { t: explored } = useTranslation('explorer')
  const words = useWords()
  const [picking, setPicking] = useState(false)
  const tags = (useDimensions().data ?? []).filter((d) => d.group === 'tags').map((d) => d.name)
  useShortcuts([{ keys: 'p', label: explored('period'), run: () => setPicking(true) }])
  const say = (d: string, values: string[]) => `${words.dimension(d)}: ${values.slice(0, 2).map((v) => words.value(d, v)).join(', ')}${values.length > 2 ? ` +${values.length - 2}` : ''}`
  return (
    <div className={explorer.bar} role="group" aria-label={t('controls')}>
      <PeriodPicker label={explored('period')} text={state.period} period={periodOf(state.period, days)} days={days} presets={presets.map((value) => ({ value, label: explored(`preset.${value}`) }))} opened={picking} onOpen={setPicking} onChange={(text) => set({ ...state, period: text })} />
      {state.tab === 'costs' ? (
        <>
          <MultiSelect
            aria-label={t('groupBy')} value={state.by} maxValues={3} hidePickedOptions searchable w={{ base: '100%', xs: 260 }} className={classes.by}
            data={[{ group: t('ofModels'), items: dimensions.map((value) => ({ value, label: words.dimension(value) })) }, { group: t('tags'), items: [...new Set([...tags, ...state.by.filter((b) => b.startsWith('tag:'))])].map((value) => ({ value, label: words.dimension(value) })) }]}
            onChange={(by) => { if (by.length > 0) set({ ...state, by, top: firstTop }) }}
          />
          <Menu position="bottom-start">
            <Menu.Target><Button variant="default" leftSection={<IconArrowsDiff size={14} />}>{t(`compare.${state.compare}`)}</Button></Menu.Target>
            <Menu.Dropdown>{compares.map((compare) => <Menu.Item key={compare} fw={compare === state.compare ? 600 : undefined} aria-current={compare === state.compare || undefined} onClick={() => set({ ...state, compare })}>{t(`compare.${compare}`)}</Menu.Item>)}</Menu.Dropdown>
          </Menu>
        </>
      ) : null}
      {state.filters.map((filter) => (
        <span key={filter.dimension} className={explorer.chip}>
          <span className={explorer.chipText}>{say(filter.dimension, filter.values)}</span>
          <ActionIcon size={18} aria-label={t('remove', { name: say(filter.dimension, filter.values) })} onClick={() => set({ ...state, filters: state.filters.filter((x) => x !== filter), top: firstTop })}><IconX size={12} /></ActionIcon>
        </span>
      ))}
    </div>
  )
}
