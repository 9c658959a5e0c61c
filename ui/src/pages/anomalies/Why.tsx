// What caused a case: combinations that explain the change, price against quantity, and what changed along each dimension.
import { Group, Select, Table, Text } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../lib/format'
import { Empty } from '../../parts/Empty'
import { FaultBox } from '../../parts/FaultBox'
import { Lines } from '../../parts/Loaded'
import parts from '../../parts/parts.module.css'
import { Scroll } from '../../parts/Scroll'
import { Section } from '../../parts/Section'
import { SqlButton } from '../../parts/SqlButton'
import { Trend } from '../../parts/Trend'
import { useDimensions } from '../explorer/data'
import { useNames, type Names } from '../explorer/names'
import { WhatIs } from '../network/WhatIs'
import classes from './anomalies.module.css'
import type { Cause, Why } from './data'
import { InnerLink } from './InnerLink'
import { dimensionsOf, partsOf, percentOf } from './shares'

/** Causes and changes, read from the bill. */
export function WhyPart({ query, currency }: { query: UseQueryResult<Why>; currency: string }) {
  const { t } = useTranslation('anomalies')
  const known = useDimensions().data
  const names = useNames(known ?? [])
  const why = query.data
  if (query.isError) return <Section title={t('causes.title')}><FaultBox fault={query.error} retry={() => void query.refetch()} /></Section>
  if (!why) return <Section title={t('causes.title')} note={t('causes.reading')}><Lines count={8} /></Section>
  return (
    <>
      <Causes why={why} currency={currency} names={names} />
      <WhatChanged why={why} currency={currency} names={names} />
    </>
  )
}

function Windows({ why }: { why: Why }) {
  const { t } = useTranslation('anomalies')
  const f = useFormat()
  const last = (end: string) => f.date(new Date(Date.parse(`${end}T00:00:00Z`) - 86_400_000))
  return <>{t('windows', { after: `${f.date(why.after.start)} – ${last(why.after.end)}`, before: `${f.date(why.before.start)} – ${last(why.before.end)}` })}</>
}

function Causes({ why, currency, names }: { why: Why; currency: string; names: Names }) {
  const { t } = useTranslation('anomalies')
  const f = useFormat()
  return (
    <Section title={t('causes.title')} note={<Windows why={why} />} actions={<SqlButton sql={why.sql} run label="" />}>
      <Group gap="lg" mb="sm" className={classes.change}>
        <span>{t('causes.whole')} <b><Trend change={why.change.change} unit={currency} percent={percentOf(why.change)} /></b></span>
        <span className={classes.faint}>{f.money(why.change.before, { currency })} → {f.money(why.change.after, { currency })}</span>
      </Group>
      <CauseTable causes={why.causes} hidden={why.hidden} currency={currency} names={names} />
    </Section>
  )
}

/** The causes of a change, those that explain most first, and what could not be looked at. */
export function CauseTable({ causes, hidden, currency, names }: { causes: readonly Cause[]; hidden?: readonly string[]; currency: string; names: Names }) {
  const { t } = useTranslation('anomalies')
  const f = useFormat()
  return (
    <>
      {causes.length === 0 ? <Empty title={t('causes.none')}>{t('causes.noneText')}</Empty> : (
        <Scroll label={t('causes.title')}>
          <Table miw={760} data-testid="causes">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('causes.cause')}</Table.Th><Table.Th className={classes.shareHead}>{t('causes.share')}</Table.Th><Table.Th className={parts.num}>{t('causes.change')}</Table.Th><Table.Th>{t('causes.split')}</Table.Th><Table.Th aria-label={t('actions')} />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {causes.map((c) => (
                <Table.Tr key={c.sql}>
                  <Table.Td><Elements of={c} names={names} /></Table.Td>
                  <Table.Td><Share part={c.share} /></Table.Td>
                  <Table.Td className={parts.num}><Trend change={c.change} unit={currency} /><div className={classes.where}>{f.money(c.before, { currency })} → {f.money(c.after, { currency })}</div></Table.Td>
                  <Table.Td><PriceAndQuantity of={c} currency={currency} /></Table.Td>
                  <Table.Td className={classes.nowrap} ta="right"><InnerLink href={c.link}>{t('link.costs')}</InnerLink> <SqlButton sql={c.sql} run /></Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Scroll>
      )}
      {(hidden ?? []).length > 0 ? <Text size="xs" c="dimmed" mt="xs">{t('causes.hidden', { names: (hidden ?? []).map(names.dimension).join(', ') })}</Text> : null}
    </>
  )
}

function Elements({ of: c, names }: { of: Cause; names: Names }) {
  const { t } = useTranslation('anomalies')
  if (c.elements.length === 0) return <span className={classes.faint}>{t('causes.rest')}</span>
  return <dl className={classes.elements}>{c.elements.map((e) => <div key={e.dimension}><dt>{names.dimension(e.dimension)}</dt><dd>{names.value(e.value)} {e.dimension === 'usage_type' ? <WhatIs usageType={e.value} /> : null}</dd></div>)}</dl>
}

/** A part of the whole change as a bar; one that goes the other way is said in words only. */
function Share({ part }: { part: number }) {
  const f = useFormat()
  return (
    <div className={classes.share}>
      <div className={classes.bar}><div style={{ width: `${Math.min(100, Math.max(0, part * 100))}%` }} /></div>
      <span>{f.percent(part, { digits: 0 })}</span>
    </div>
  )
}

/** How much of a change came from another price, and how much from another quantity. */
function PriceAndQuantity({ of: c, currency }: { of: Cause; currency: string }) {
  const { t } = useTranslation('anomalies')
  const f = useFormat()
  const p = partsOf(c)
  const says = (name: ReactNode, amount: string) => <span>{name} {f.money(amount, { currency, signed: true })}</span>
  return (
    <div className={classes.split}>
      <div className={classes.bar} data-split aria-hidden><div data-what="quantity" style={{ width: `${p.quantity * 100}%` }} /><div data-what="price" style={{ width: `${p.price * 100}%` }} /></div>
      <div className={classes.splitText}>{says(t('causes.quantity'), c.quantity)}{says(t('causes.price'), c.price)}</div>
    </div>
  )
}

function WhatChanged({ why, currency, names }: { why: Why; currency: string; names: Names }) {
  const { t } = useTranslation('anomalies')
  const f = useFormat()
  const all = dimensionsOf(why.changed)
  const [chosen, choose] = useState('')
  const now = all.includes(chosen) ? chosen : (all.find((d) => d === 'usage_type') ?? all[0] ?? '')
  const rows = why.changed.filter((c) => c.dimension === now)
  const usage = rows.some((r) => r.usageBefore !== undefined || r.usageAfter !== undefined)
  return (
    <Section
      title={t('changed.title')} note={t('changed.note')}
      actions={all.length > 1 ? <Select aria-label={t('changed.by')} value={now} allowDeselect={false} w={200} data={all.map((value) => ({ value, label: names.dimension(value) }))} onChange={(value) => choose(value ?? '')} /> : null}
    >
      {rows.length === 0 ? <Text size="sm" c="dimmed">{t('changed.none')}</Text> : (
        <Scroll label={t('changed.title')}>
          <Table miw={560} data-testid="changed">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{names.dimension(now)}</Table.Th><Table.Th className={parts.num}>{t('changed.before')}</Table.Th><Table.Th className={parts.num}>{t('changed.after')}</Table.Th><Table.Th className={parts.num}>{t('changed.change')}</Table.Th>
                {usage ? <Table.Th className={parts.num}>{t('changed.usage')}</Table.Th> : null}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((r) => (
                <Table.Tr key={r.value}>
                  <Table.Td className={classes.value}>{names.value(r.value)} {now === 'usage_type' ? <WhatIs usageType={r.value} /> : null}</Table.Td>
                  <Table.Td className={parts.num}>{f.money(r.before, { currency })}</Table.Td>
                  <Table.Td className={parts.num}>{f.money(r.after, { currency })}</Table.Td>
                  <Table.Td className={parts.num}><Trend change={r.change} unit={currency} percent={percentOf(r)} /></Table.Td>
                  {usage ? <Table.Td className={parts.num}>{r.usageBefore === undefined ? '' : `${f.number(r.usageBefore)} → ${f.number(r.usageAfter ?? '0')}`}</Table.Td> : null}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Scroll>
      )}
    </Section>
  )
}
