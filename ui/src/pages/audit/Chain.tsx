// The state of the chain of records.
import { Button, Group, Text } from '@mantine/core'
import { IconLink, IconLinkOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, take } from '../../api/client'
import { useFormat } from '../../lib/format'
import { FaultBox } from '../../parts/FaultBox'
import classes from './audit.module.css'

/** Whether the chain holds, up to which record, and what is wrong with it. */
export function Chain() {
  const { t } = useTranslation('audit')
  const f = useFormat()
  const report = useQuery({ queryKey: ['audit', 'verify'], queryFn: ({ signal }) => take(api.GET('/api/audit/verify', { params: { query: {} }, signal })), staleTime: 60_000, retry: false })
  if (report.isError) return <FaultBox fault={report.error} retry={() => void report.refetch()} />
  const r = report.data
  const good = r?.problems.length === 0
  return (
    <div className={classes.chain} data-good={r ? good : undefined} role="status" data-testid="chain">
      <Group gap="sm" wrap="nowrap" align="flex-start">
        {r && !good ? <IconLinkOff size={18} aria-hidden /> : <IconLink size={18} aria-hidden />}
        <div className={classes.says}>
          {!r ? t('chain.checking') : good ? t('chain.good', { first: f.number(r.first), last: f.number(r.last), count: r.records }) : t('chain.bad', { count: r.problems.length + (r.more ?? 0) })}
          {r?.hash ? <Text size="xs" c="dimmed" className={classes.hash}>{t('chain.hash')} {r.hash}</Text> : null}
          {[...(r?.problems ?? []), ...(r?.notes ?? [])].map((p, at) => <Text key={at} size="xs">{t('chain.place', { number: p.n, segment: p.segment, line: p.line })}: {p.what}</Text>)}
        </div>
        <Button variant="default" size="compact-xs" loading={report.isFetching} onClick={() => void report.refetch()}>{t('chain.again')}</Button>
      </Group>
    </div>
  )
}
