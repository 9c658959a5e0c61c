// Why a usage type costs more in some days: an investigation without a case.
import { Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../lib/format'
import { billDays } from '../../lib/server'
import { useUrlState } from '../../lib/url'
import { Empty } from '../../parts/Empty'
import { PageHeader } from '../../parts/PageHeader'
import { lastDay, nextDay } from '../anomalies/days'
import { WhatIs } from '../network/WhatIs'
import type { Question } from './data'
import { Investigation } from './Investigation'
import classes from './investigate.module.css'
import { codec, isWhole, newest } from './state'

/** The page. */
export default function InvestigatePage() {
  const { t } = useTranslation('investigate')
  const f = useFormat()
  const [state, set] = useUrlState(codec)
  const { question: q } = state
  const bill = useQuery(billDays).data
  const whole = isWhole(q)
  const title = whole ? t('titleOf', { what: q.usageType }) : t('title')
  return (
    <>
      <PageHeader title={title} beside={q.usageType ? <WhatIs usageType={q.usageType} product={q.service} region={q.region} /> : null} />
      {whole ? <p className={classes.lead}>{[`${f.date(q.from ?? '')} – ${f.date(lastDay(q.to ?? ''))}`, q.service, q.account, q.region].filter(Boolean).join(' · ')}</p> : null}
      <Ask key={JSON.stringify([q, bill?.last])} question={q.from || q.to || !bill?.last ? q : { ...q, ...newest(bill.last) }} onAsk={(question) => set({ ...state, question, finding: '' })} />
      {whole
        ? <Investigation key={JSON.stringify(q)} question={q} finding={state.finding === '' ? null : state.finding === '-' ? '' : state.finding} onFinding={(id) => set({ ...state, finding: id || '-' }, { replace: true })} measure={state.measure} onMeasure={(measure) => set({ ...state, measure }, { replace: true })} />
        : <Empty title={t('none')}>{t('noneText')}</Empty>}
    </>
  )
}

function Ask({ question: q, onAsk }: { question: Question; onAsk: (q: Question) => void }) {
  const { t } = useTranslation('investigate')
  const [typed, setTyped] = useState({ usageType: q.usageType ?? '', service: q.service ?? '', account: q.account ?? '', region: q.region ?? '', first: q.from ?? '', last: q.to ? lastDay(q.to) : '' })
  const change = (more: Partial<typeof typed>) => setTyped({ ...typed, ...more })
  const asked = (): Question => ({
    usageType: typed.usageType.trim(), from: typed.first, to: typed.last ? nextDay(typed.last) : '',
    ...Object.fromEntries((['service', 'account', 'region'] as const).filter((k) => typed[k].trim()).map((k) => [k, typed[k].trim()])),
  })
  const good = isWhole(asked())
  return (
    <form className={classes.ask} aria-label={t('ask')} onSubmit={(e) => { e.preventDefault(); if (good) onAsk(asked()) }}>
      <TextInput label={t('usageType')} placeholder="NatGateway-Bytes" value={typed.usageType} w={240} spellCheck={false} onChange={(e) => change({ usageType: e.currentTarget.value })} />
      <TextInput type="date" label={t('firstDay')} value={typed.first} w={140} onChange={(e) => change({ first: e.currentTarget.value })} />
      <TextInput type="date" label={t('lastDay')} value={typed.last} w={140} onChange={(e) => change({ last: e.currentTarget.value })} />
      <TextInput label={t('account')} placeholder={t('all')} value={typed.account} w={130} onChange={(e) => change({ account: e.currentTarget.value })} />
      <TextInput label={t('service')} placeholder={t('all')} value={typed.service} w={130} onChange={(e) => change({ service: e.currentTarget.value })} />
      <TextInput label={t('region')} placeholder={t('all')} value={typed.region} w={130} onChange={(e) => change({ region: e.currentTarget.value })} />
      <Button type="submit" disabled={!good}>{t('investigate')}</Button>
    </form>
  )
}
