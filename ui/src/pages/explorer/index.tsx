// The explorer: how much, by what, over which time, what changed, and what comes next.
import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { preloadCharts } from '../../charts/Chart'
import { billDays, useStatus } from '../../lib/server'
import { useUrlState } from '../../lib/url'
import { CodeLine } from '../../parts/CodeLine'
import { Empty } from '../../parts/Empty'
import { Loaded } from '../../parts/Loaded'
import { PageHeader } from '../../parts/PageHeader'
import { Explorer } from './Explorer'
import { codec } from './state'

export default function ExplorerPage() {
  const { t } = useTranslation('explorer')
  const status = useStatus()
  const [state, set] = useUrlState(codec)
  const bill = useQuery(billDays)
  const first = bill.data?.first
  const last = bill.data?.last
  const days = useMemo(() => (first && last ? { first, last } : null), [first, last])
  useEffect(preloadCharts, [])
  if (days) return <Explorer state={state} set={set} days={days} status={status.data} />
  return (
    <>
      <PageHeader title={t('title')} />
      <Loaded query={bill} lines={12} height={28}>{() => <Empty title={t('noBill')} action={<CodeLine text="glaux demo" />}>{t('noBillText')}</Empty>}</Loaded>
    </>
  )
}
