// One case: what happened, where, since when, how much, why, and what is done about it.
import { Button, Group, Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams, useRouter } from '@tanstack/react-router'
import { IconChevronLeft } from '@tabler/icons-react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Fault } from '../../api/client'
import { preloadCharts } from '../../charts/Chart'
import { useActions } from '../../lib/actions'
import { useFormat } from '../../lib/format'
import { useShortcuts } from '../../lib/shortcuts'
import { one, oneOf, useUrlState, type Codec } from '../../lib/url'
import { Empty } from '../../parts/Empty'
import { FaultBox } from '../../parts/FaultBox'
import { Lines } from '../../parts/Loaded'
import { PageHeader } from '../../parts/PageHeader'
import { Section } from '../../parts/Section'
import { SqlButton } from '../../parts/SqlButton'
import { Stat, Stats } from '../../parts/Stat'
import { Investigation } from '../investigate/Investigation'
import { WhatIs } from '../network/WhatIs'
import { Actions } from './Actions'
import classes from './anomalies.module.css'
import { Band } from './Band'
import { caseQuery, whyQuery, type Detail } from './data'
import { Log } from './Log'
import { ProofPart } from './Proof'
import { pathOf, whereOf } from './say'
import { Amount, ClassMark, SeverityMark, useTitle } from './Titles'
import { WhyPart } from './Why'

const tabs = ['overview', 'investigation'] as const

interface PageState {
  tab: (typeof tabs)[number]
  /** The finding that is open: null for the first one, "" for none. */
  finding: string | null
  measure: 'dollars' | 'bytes'
}

const codec: Codec<PageState> = {
  read: (p) => ({ tab: oneOf(p, 'tab', tabs), finding: one(p, 'finding') === '' ? null : one(p, 'finding').replace(/^-$/, ''), measure: oneOf(p, 'measure', ['dollars', 'bytes']) }),
  write: (s) => ({ tab: s.tab === 'overview' ? '' : s.tab, finding: s.finding === '' ? '-' : (s.finding ?? ''), measure: s.measure === 'bytes' ? 'bytes' : '' }),
}

/** The page of a case. */
export default function CasePage() {
  const { t } = useTranslation('anomalies')
  const { id = '' } = useParams({ strict: false })
  const found = useQuery(caseQuery(id))
  useEffect(preloadCharts, [])
  const back = <Link to="/anomalies" className={classes.back}><IconChevronLeft size={14} aria-hidden />{t('title')}</Link>
  if (found.data) return <>{back}<One key={found.data.id} of={found.data} /></>
  if (found.isError) {
    const absent = found.error instanceof Fault && found.error.status === 404
    return (
      <>
        {back}
        <PageHeader title={t('case')} />
        {absent ? <Empty title={t('noCase')}>{t('noCaseText')}</Empty> : <FaultBox fault={found.error} retry={() => void found.refetch()} />}
      </>
    )
  }
  return <>{back}<PageHeader title={t('case')} /><Lines count={14} height={28} /></>
}

function One({ of: c }: { of: Detail }) {
  const { t } = useTranslation('anomalies')
  const title = useTitle()
  const where = whereOf(c)
  const why = useQuery(whyQuery(c.id))
  const [state, set] = useUrlState(codec)
  const open = (tab: PageState['tab']) => set({ ...state, tab })
  useShortcuts([{ keys: 'i', label: t('caseTab.investigation'), run: () => open(state.tab === 'investigation' ? 'overview' : 'investigation') }])
  useActions(tabs.filter((tab) => tab !== state.tab).map((tab) => ({ id: `case-tab-${tab}`, label: t(`caseTab.${tab}`), words: `${tab} case`, run: () => open(tab) })))
  return (
    <>
      <PageHeader title={title(c)} beside={<Group gap={6}>{c.node.usageType ? <WhatIs usageType={c.node.usageType} product={c.node.service} /> : null}<SeverityMark severity={c.severity} /><ClassMark of={c.class} /></Group>} actions={<Links of={c} />} />
      <p className={classes.lead}>
        {where.length > 0 ? where.join(' · ') : t('wholeBill')}
        {(c.also ?? []).length > 0 ? <><br />{t('also', { nodes: (c.also ?? []).map(pathOf).join('; ') })}</> : null}
      </p>
      <Tabs value={state.tab} onChange={(tab) => { if (tab) open(tab as PageState['tab']) }} keepMounted={false}>
        <Tabs.List mb="md" className={classes.tabs} aria-label={title(c)}>
          {tabs.map((tab) => <Tabs.Tab key={tab} value={tab} fz="sm">{t(`caseTab.${tab}`)}</Tabs.Tab>)}
        </Tabs.List>
        <Tabs.Panel value="overview">
          <Figures of={c} />
          <div className={classes.columns}>
            <div className={classes.main}>
              <Section title={t('band.title')} note={t('band.note')} actions={<SqlButton sql={c.pointSQL} run label="" />}><Band of={c} /></Section>
              <ProofPart of={c} />
              <WhyPart query={why} currency={c.currency} />
            </div>
            <div className={classes.side}>
              <Actions of={c} />
              <Log of={c} />
            </div>
          </div>
        </Tabs.Panel>
        <Tabs.Panel value="investigation">
          <Investigation
            question={{ case: c.id }} finding={state.finding} onFinding={(finding) => set({ ...state, finding }, { replace: true })}
            measure={state.measure} onMeasure={(measure) => set({ ...state, measure }, { replace: true })}
          />
        </Tabs.Panel>
      </Tabs>
    </>
  )
}

/** The figures of a case; each opens as SQL. */
function Figures({ of: c }: { of: Detail }) {
  const { t } = useTranslation('anomalies')
  const f = useFormat()
  const sqlOf = (name: string) => c.figures.find((x) => x.name === name)?.sql
  const value = (name: string) => c.figures.find((x) => x.name === name)?.value
  const shown = (name: 'impact' | 'monthly' | 'actual' | 'expected' | 'before') => {
    const amount = value(name)
    if (amount === undefined) return null
    const exact = name === 'actual' || name === 'before'
    const sql = sqlOf(name)
    return (
      <Stat
        key={name} name={t(`figure.${name}`)} note={exact ? t('exact') : t('estimate')}
        value={(
          <span className={classes.figure}>
            {name === 'impact' || name === 'monthly' ? <Amount value={amount} currency={c.currency} /> : <span>{exact ? '' : '≈ '}{f.money(amount, { currency: c.currency })}</span>}
            {sql ? <SqlButton sql={sql} run /> : null}
          </span>
        )}
      />
    )
  }
  return (
    <Stats>
      {shown('impact')}
      {c.ended ? null : shown('monthly')}
      {shown('actual')}
      {shown('before')}
      {shown('expected')}
      <Stat name={t('column.start')} value={f.date(c.start)} note={c.end ? t('endedOn', { day: f.date(c.end) }) : t('lasts')} />
      <Stat name={t('found')} value={f.date(c.found)} note={t('score', { times: f.number(c.score, { digits: 1 }) })} />
    </Stats>
  )
}

/** Where to go on looking. */
function Links({ of: c }: { of: Detail }) {
  const { t } = useTranslation('anomalies')
  const router = useRouter()
  return (
    <Group gap={6}>
      {c.links.map((l) => (
        <Button
          key={l.name} component="a" href={l.href} variant="default" size="compact-xs"
          onClick={(e) => { if (!e.metaKey && !e.ctrlKey && !e.shiftKey && e.button === 0) { e.preventDefault(); router.history.push(l.href) } }}
        >{t(`link.${l.name}`)}</Button>
      ))}
    </Group>
  )
}
