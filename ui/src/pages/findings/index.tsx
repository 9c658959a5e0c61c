// What the network costs without need: each finding with its evidence, its price now and after, and the change that ends it.
import { Button, Select, Text, TextInput } from '@mantine/core'
import { IconCheck, IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../lib/format'
import { useShortcuts } from '../../lib/shortcuts'
import { useUrlState } from '../../lib/url'
import { Empty } from '../../parts/Empty'
import { FaultBox } from '../../parts/FaultBox'
import { Lines } from '../../parts/Loaded'
import { PageHeader } from '../../parts/PageHeader'
import { Queries } from '../../parts/Queries'
import { Stat, Stats } from '../../parts/Stat'
import { lastDay, nextDay } from '../anomalies/days'
import { useTold } from '../network/told'
import { findingsQuery, type Found } from './data'
import { Findings } from './Findings'
import classes from './findings.module.css'
import { codec, fits, savesOf, valuesOf, type PageState } from './state'

/** The page. */
export default function FindingsPage() {
  const { t } = useTranslation('fixes')
  const [state, set] = useUrlState(codec)
  const change = (more: Partial<PageState>) => set({ ...state, ...more }, { replace: true })
  const asked = useQuery(findingsQuery(state))
  return (
    <>
      <PageHeader title={t('title')} beside={<Text size="xs" c="dimmed">{t('about')}</Text>} />
      <Filters key={JSON.stringify([state.text, state.from, state.to])} state={state} change={change} of={asked.data} />
      {asked.data ? <Shown of={asked.data} state={state} change={change} /> : asked.isError ? <FaultBox fault={asked.error} retry={() => void asked.refetch()} /> : (
        <>
          <Text size="sm" c="dimmed" mb="sm" role="status">{t('reading')}</Text>
          <Lines count={12} height={30} />
        </>
      )}
    </>
  )
}

interface Props {
  state: PageState
  change: (more: Partial<PageState>) => void
}

function Filters({ state, change, of }: Props & { of: Found | undefined }) {
  const { t, i18n } = useTranslation('fixes')
  const [typed, setTyped] = useState({ text: state.text, first: state.from, last: state.to ? lastDay(state.to) : '' })
  const search = useRef<HTMLInputElement>(null)
  useShortcuts([{ keys: 'f', label: t('search'), run: () => search.current?.focus() }])
  const kinds = valuesOf(of?.findings ?? [], 'kind').map((value) => ({ value, label: i18n.exists(`kind.${value}`, { ns: 'fixes' }) ? t(`kind.${value}`) : value }))
  const ask = () => change({ text: typed.text, from: typed.first, to: typed.last ? nextDay(typed.last) : '' })
  return (
    <form className={classes.filters} aria-label={t('filters')} onSubmit={(e) => { e.preventDefault(); ask() }}>
      <TextInput ref={search} label={t('search')} value={typed.text} w={200} leftSection={<IconSearch size={14} aria-hidden />} onChange={(e) => setTyped({ ...typed, text: e.currentTarget.value })} onBlur={() => { if (typed.text !== state.text) ask() }} />
      <Select label={t('kindLabel')} value={state.kind || null} placeholder={t('any')} clearable w={250} data={kinds} onChange={(kind) => change({ kind: kind ?? '' })} />
      <Select label={t('account')} value={state.account || null} placeholder={t('any')} clearable w={150} data={valuesOf(of?.findings ?? [], 'account')} onChange={(account) => change({ account: account ?? '' })} />
      <TextInput type="date" label={t('firstDay')} value={typed.first} w={140} onChange={(e) => setTyped({ ...typed, first: e.currentTarget.value })} />
      <TextInput type="date" label={t('lastDay')} value={typed.last} w={140} onChange={(e) => setTyped({ ...typed, last: e.currentTarget.value })} />
      <Button type="submit" variant="default">{t('look')}</Button>
    </form>
  )
}

function Shown({ of: found, state, change }: Props & { of: Found }) {
  const { t } = useTranslation('fixes')
  const f = useFormat()
  const tell = useTold()
  const shown = found.findings.filter((x) => fits(x, state))
  const money = (amount: string) => f.money(amount, { currency: found.currency })
  return (
    <>
      <Stats>
        <Stat name={t('saves')} value={`≈ ${money(savesOf(shown))}`} note={t('aMonthEstimate')} tone="good" />
        <Stat name={t('count')} value={f.number(shown.length)} note={shown.length < found.findings.length ? t('ofAll', { count: found.findings.length }) : t('all')} />
        <Stat name={t('days')} value={f.date(found.to)} note={t('since', { day: f.date(found.from) })} />
      </Stats>
      {(found.missing ?? []).length > 0 ? <div className={classes.missing} role="note">{(found.missing ?? []).map((m) => <p key={m.en}>{tell(m)}</p>)}</div> : null}
      {shown.length > 0 ? <Findings findings={shown} currency={found.currency} open={state.open} onOpen={(open) => change({ open })} /> : (
        <Empty title={t(found.findings.length > 0 ? 'noneFit' : 'none')} icon={found.findings.length > 0 ? undefined : <IconCheck size={28} stroke={1.4} aria-hidden />}>{t(found.findings.length > 0 ? 'noneFitText' : 'noneText')}</Empty>
      )}
      <Queries sql={found.sql} />
    </>
  )
}
