// What rose: the usage types that changed most day by day, and what each means, cost and amounted to.
import { Table, Text } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Lines } from '../../charts/Lines'
import { useFormat } from '../../lib/format'
import partClasses from '../../parts/parts.module.css'
import { Scroll } from '../../parts/Scroll'
import { Section } from '../../parts/Section'
import { SqlButton } from '../../parts/SqlButton'
import { Trend } from '../../parts/Trend'
import { InnerLink } from '../anomalies/InnerLink'
import { lastDay } from '../anomalies/days'
import { percentOf } from '../anomalies/shares'
import { useTold } from '../network/told'
import { WhatIs } from '../network/WhatIs'
import type { Report, Usage } from './data'
import classes from './investigate.module.css'
import { seriesOf } from './picture'

/** The part. */
export function UsagePart({ report: r }: { report: Report }) {
  const { t, i18n } = useTranslation('investigate')
  const f = useFormat()
  const drawn = useMemo(() => seriesOf(r, (s) => s.usageType || t('noUsageType'), { since: t('since'), after: t('compared') }), [r, t])
  const windows = `${f.date(r.after.start)} – ${f.date(lastDay(r.after.end))} ⇄ ${f.date(r.before.start)} – ${f.date(lastDay(r.before.end))}`
  const sql = r.series[0]?.sql
  return (
    <Section title={t('part.usage')} note={windows} actions={sql ? <SqlButton sql={sql} run label="" /> : null}>
      {drawn.labels.length > 1 ? (
        <Lines key={i18n.language} label={t('seriesLabel', { from: f.date(drawn.labels[0] ?? ''), to: f.date(drawn.labels.at(-1) ?? ''), names: r.series.map((s) => s.usageType).join(', ') })} height={260} unit={r.currency} legend
          labels={drawn.labels} series={drawn.series} marks={drawn.marks} />
      ) : null}
      {r.usage.length === 0 ? <Text size="sm" c="dimmed">{t('noUsage')}</Text> : <UsageTable of={r.usage} currency={r.currency} />}
    </Section>
  )
}

function UsageTable({ of: list, currency }: { of: readonly Usage[]; currency: string }) {
  const { t } = useTranslation('investigate')
  const f = useFormat()
  const tell = useTold()
  const money = (amount: string) => f.money(amount, { currency })
  return (
    <Scroll label={t('part.usage')}>
      <Table miw={860} data-testid="usage">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('usageType')}</Table.Th><Table.Th>{t('meaning')}</Table.Th><Table.Th className={partClasses.num}>{t('change')}</Table.Th><Table.Th className={partClasses.num}>{t('amount')}</Table.Th><Table.Th className={partClasses.num}>{t('unitPrice')}</Table.Th><Table.Th aria-label={t('actions')} />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {list.map((u) => (
            <Table.Tr key={`${u.service}\n${u.usageType}`}>
              <Table.Td className={classes.name}>{u.usageType || t('noUsageType')} <WhatIs usageType={u.usageType} product={u.service} region={u.meaning.region?.code} /><div className={classes.small}>{u.service}</div></Table.Td>
              <Table.Td className={classes.meaning}>{u.meaning.known ? <><b>{tell(u.meaning.title)}</b> <span className={classes.small}>{tell(u.meaning.says)}</span></> : <span className={classes.small}>{t('notKnown')}</span>}</Table.Td>
              <Table.Td className={partClasses.num}><Trend change={u.change} unit={currency} percent={percentOf(u)} /><div className={classes.small}>{money(u.before)} → {money(u.after)}</div></Table.Td>
              <Table.Td className={partClasses.num}>{f.number(u.usageBefore, { compact: true })} → {f.number(u.usageAfter, { compact: true })}</Table.Td>
              <Table.Td className={partClasses.num}>{price(u.priceBefore)} → {price(u.priceAfter)}</Table.Td>
              <Table.Td ta="right" className={classes.nowrap}>{u.link ? <InnerLink href={u.link}>{t('explorer')}</InnerLink> : null}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Scroll>
  )

  function price(amount: string | undefined): string {
    return amount ? f.money(amount, { currency, exact: true }) : '–'
  }
}
