// What went over the network in these days, and how much of the bill it explains: the way from source to destination, and who talked.
import { Table, Text } from '@mantine/core'
import { useMemo, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from '@tanstack/react-router'
import { Sankey } from '../../charts/Sankey'
import { useFormat } from '../../lib/format'
import { Mark } from '../../parts/Mark'
import partClasses from '../../parts/parts.module.css'
import { Scroll } from '../../parts/Scroll'
import { Section } from '../../parts/Section'
import { Segmented } from '../../parts/Segmented'
import { SqlButton } from '../../parts/SqlButton'
import { useOwner } from '../addresses/Who'
import { lastDay } from '../anomalies/days'
import { useTold } from '../network/told'
import { WhatIs } from '../network/WhatIs'
import type { Address, Traffic } from './data'
import classes from './investigate.module.css'
import { drawnOf, hasDollars, heightOf } from './picture'

interface Props {
  of: Traffic
  currency: string
  measure: 'dollars' | 'bytes'
  onMeasure: (measure: 'dollars' | 'bytes') => void
  missing: ReactNode
}

/** The part. */
export function TrafficPart({ of: traffic, currency, measure: wanted, onMeasure, missing }: Props) {
  const { t, i18n } = useTranslation('investigate')
  const f = useFormat()
  const tell = useTold()
  const measure = hasDollars(traffic.sankey) ? wanted : 'bytes'
  const drawn = useMemo(
    () => drawnOf(traffic.sankey, measure, tell, { bytes: f.bytes, money: (amount) => f.money(amount, { currency }) }),
    // tell says what the language says
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [traffic.sankey, measure, f, currency, i18n.language],
  )
  const days = `${f.date(traffic.window.start)} – ${f.date(lastDay(traffic.window.end))}`
  return (
    <>
      <Section
        title={t('part.traffic')} note={t('trafficNote', { days })}
        actions={(
          <>
            {hasDollars(traffic.sankey) ? <Segmented label={t('measure')} value={measure} choices={[{ value: 'dollars', label: t('dollars') }, { value: 'bytes', label: t('bytes') }]} onChange={onMeasure} /> : null}
            {traffic.sql[0] ? <SqlButton sql={traffic.sql[0]} run label="" /> : null}
          </>
        )}
      >
        {missing}
        <Explained of={traffic} currency={currency} />
        {drawn.flows.length > 0 ? (
          <Scroll label={t('sankey')}>
            <div className={classes.wide}>
              <div className={classes.layers} aria-hidden>{(['source', 'sourceZone', 'path', 'destinationZone', 'destination'] as const).map((x) => <span key={x}>{t(`layer.${x}`)}</span>)}</div>
              <Sankey key={i18n.language + measure} label={t('sankeyLabel', { days })} unit={measure === 'bytes' ? 'bytes' : currency} flows={drawn.flows} places={drawn.places} height={heightOf(traffic.sankey)} />
            </div>
          </Scroll>
        ) : <Text size="sm" c="dimmed">{t('noFlows')}</Text>}
      </Section>
      <Addresses of={traffic.addresses} at={traffic.window.start} currency={currency} />
    </>
  )
}

/** How much of what was billed the flows explain, as a bar with its bounds, and line by line. */
function Explained({ of: traffic, currency }: { of: Traffic; currency: string }) {
  const { t } = useTranslation('investigate')
  const f = useFormat()
  const tell = useTold()
  const { badge, coverage } = traffic
  const [all, setAll] = useState(false)
  const money = (amount: string) => f.money(amount, { currency })
  const part = (amount: string) => `${Math.max(0, Math.min(100, Number(badge.billed) > 0 ? (Number(amount) / Number(badge.billed)) * 100 : 0))}%`
  const few = 6
  return (
    <div className={classes.badge} data-testid="badge">
      <p><Mark tone={badge.share >= 0.95 ? 'good' : badge.share >= 0.5 ? 'warn' : 'bad'}>{f.percent(badge.share)}</Mark> {tell(badge.says)}</p>
      <div className={classes.meter} role="img" aria-label={t('meter', { low: money(badge.low), high: money(badge.high) })}>
        <div style={{ width: part(badge.explained) }} />
        <span style={{ left: part(badge.low), right: `calc(100% - ${part(badge.high)})` }} />
      </div>
      <p className={classes.small}>
        {t('bounds', { low: money(badge.low), high: money(badge.high) })} · {t('coverage', { share: f.percent(coverage.share), records: f.number(coverage.records) })}
        {(coverage.dark ?? []).length > 0 ? ` · ${t('dark', { names: (coverage.dark ?? []).join(', ') })}` : ''}{coverage.bare ? ` · ${t('bare')}` : ''}
      </p>
      {badge.parts.length > 0 ? (
        <Scroll label={t('billParts')}>
          <Table miw={720} data-testid="bill-parts">
            <Table.Thead><Table.Tr><Table.Th>{t('usageType')}</Table.Th><Table.Th>{t('account')}</Table.Th><Table.Th>{t('resource')}</Table.Th><Table.Th className={partClasses.num}>{t('billed')}</Table.Th><Table.Th className={partClasses.num}>{t('explainedAmount')}</Table.Th><Table.Th className={partClasses.num}>{t('rest')}</Table.Th><Table.Th>{t('why')}</Table.Th></Table.Tr></Table.Thead>
            <Table.Tbody>
              {badge.parts.slice(0, all ? undefined : few).map((p, at) => (
                <Table.Tr key={at}>
                  <Table.Td className={classes.name}>{p.usageType} <WhatIs usageType={p.usageType} /></Table.Td><Table.Td>{p.account}</Table.Td><Table.Td className={classes.id}>{short(p.resource)}</Table.Td>
                  <Table.Td className={partClasses.num}>{money(p.billed)}</Table.Td><Table.Td className={partClasses.num}>{money(p.explained)}</Table.Td><Table.Td className={partClasses.num}>{money(p.rest)}</Table.Td><Table.Td className={classes.small}>{tell(p.why)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Scroll>
      ) : null}
      {badge.parts.length > few && !all ? <button type="button" className={classes.more} onClick={() => setAll(true)}>{t('more', { count: badge.parts.length - few })}</button> : null}
    </div>
  )
}

// The id at the end of an ARN says which it is.
function short(resource: string | undefined): string {
  return (resource ?? '').split('/').at(-1) ?? ''
}

function Addresses({ of: list, at, currency }: { of: readonly Address[]; at: string; currency: string }) {
  const { t } = useTranslation('investigate')
  const f = useFormat()
  const owner = useOwner()
  const [all, setAll] = useState(false)
  const few = 12
  if (list.length === 0) return null
  return (
    <Section title={t('addresses')} note={t('addressesNote')}>
      <Scroll label={t('addresses')}>
        <Table miw={860} highlightOnHover data-testid="addresses">
          <Table.Thead><Table.Tr><Table.Th>{t('address')}</Table.Th><Table.Th>{t('who')}</Table.Th><Table.Th>{t('account')}</Table.Th><Table.Th>{t('subnet')}</Table.Th><Table.Th>{t('zone')}</Table.Th><Table.Th className={partClasses.num}>{t('sent')}</Table.Th><Table.Th className={partClasses.num}>{t('received')}</Table.Th><Table.Th className={partClasses.num}>{t('dollars')}</Table.Th></Table.Tr></Table.Thead>
          <Table.Tbody>
            {list.slice(0, all ? undefined : few).map((a) => (
              <Table.Tr key={`${a.address}\n${a.vpc ?? ''}\n${a.ownerId ?? ''}`}>
                <Table.Td className={classes.nowrap}>{a.address ? <Link to="/addresses/$address" params={{ address: a.address }} search={{ at: `${at}T12:00:00Z`, vpc: a.vpc } as never} className={classes.link}>{a.address}</Link> : '–'}</Table.Td>
                <Table.Td>{a.name || a.service || a.ownerId || (a.address ? '–' : t('otherAddresses'))} <span className={classes.small}>{owner(a.ownerType)}</span>{a.ownerId && a.ownerId !== a.name ? <div className={classes.id}>{a.ownerId}</div> : null}</Table.Td>
                <Table.Td>{a.account}</Table.Td><Table.Td>{a.subnetName || a.subnet}</Table.Td><Table.Td>{a.azId ?? a.region}</Table.Td>
                <Table.Td className={partClasses.num}>{f.bytes(a.sent)}</Table.Td><Table.Td className={partClasses.num}>{f.bytes(a.received)}</Table.Td><Table.Td className={partClasses.num}>{f.money(a.dollars, { currency })}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Scroll>
      {list.length > few && !all ? <button type="button" className={classes.more} onClick={() => setAll(true)}>{t('more', { count: list.length - few })}</button> : null}
    </Section>
  )
}
