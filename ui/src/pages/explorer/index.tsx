// The explorer: how much, by what, over which time, what changed, and what comes next.
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { preloadCharts } from '../../charts/Chart'
import { catalogQuery } from '../../lib/catalog'
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
      <Loaded query={bill} lines={12} height={28}>{() => <Nothing />}</Loaded>
    </>
  )
}

// Views of the product itself are there for everybody.
const own = 'glaux'
const most = 3

/** Why there is nothing to explore: there is no bill, or none of which the days may be seen. */
function Nothing() {
  const { t } = useTranslation('explorer')
  const catalog = useQuery(catalogQuery)
  const tables = (catalog.data ?? []).filter((d) => d.name !== own && d.name !== 'information_schema').flatMap((d) => d.tables.map((table) => `${d.name}.${table.name}`))
  if (catalog.isPending) return null
  if (tables.length === 0) return <Empty title={t('noBill')} action={<CodeLine text="glaux demo" />}>{t('noBillText')}</Empty>
  const named = tables.slice(0, most).join(', ') + (tables.length > most ? ' …' : '')
  return <Empty title={t('partBill')} action={<Button component={Link} to="/sql" variant="default">{t('console')}</Button>}>{t('partBillText', { tables: named })}</Empty>
}
