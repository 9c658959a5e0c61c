// Why the cost changed: by volume, price, mix and efficiency, or by volume and the families of usage that changed. Both add up exactly.
import { Table, Text, UnstyledButton } from '@mantine/core'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { Fragment, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Waterfall } from '../../charts/Waterfall'
import { sign } from '../../lib/decimal'
import { useFormat } from '../../lib/format'
import partClasses from '../../parts/parts.module.css'
import { Scroll } from '../../parts/Scroll'
import { Section } from '../../parts/Section'
import { Segmented } from '../../parts/Segmented'
import { SqlButton } from '../../parts/SqlButton'
import { Trend } from '../../parts/Trend'
import { useTold } from '../network/told'
import type { Cause, Decomposition, Report } from './data'
import { fallsOf } from './figures'
import classes from './units.module.css'

interface Props {
  of: Report
  decomposition: Decomposition
  by: 'effects' | 'causes'
  onBy: (by: 'effects' | 'causes') => void
}

/** The part. */
export function DecompositionPart({ of: r, decomposition: d, by, onBy }: Props) {
  const { t } = useTranslation('units')
  const f = useFormat()
  const tell = useTold()
  const falls = useMemo(() => fallsOf(r, by, { before: t('before'), after: t('now'), effect: (kind) => t(`effect.${kind}`), tell }), [r, by, t, tell])
  const money = (amount: string) => f.money(amount, { currency: r.currency, signed: true })
  return (
    <Section title={t('why')} note={t('whyNote', { amount: money(d.change) })} actions={<Segmented label={t('by')} value={by} choices={(['effects', 'causes'] as const).map((value) => ({ value, label: t(`bys.${value}`) }))} onChange={onBy} />}>
      <Waterfall falls={falls} unit={r.currency} height={260} label={t('whyLabel', { parts: falls.map((x) => `${x.name} ${x.kind === 'sum' ? f.money(x.value ?? '', { currency: r.currency }) : money(String(x.value ?? ''))}`).join(', ') })} />
      <dl className={classes.effects} data-testid="effects">
        {d.effects.map((e) => (
          <div key={e.kind}>
            <dt>{t(`effect.${e.kind}`)}</dt>
            <dd><b><Trend change={e.amount} unit={r.currency} /></b><span className={classes.small}>{tell(e.says)}</span></dd>
          </div>
        ))}
      </dl>
      {d.causes.length > 0 ? <Causes of={d.causes} currency={r.currency} /> : null}
    </Section>
  )
}

function Causes({ of: causes, currency }: { of: readonly Cause[]; currency: string }) {
  const { t } = useTranslation('units')
  const f = useFormat()
  const tell = useTold()
  const [open, setOpen] = useState('')
  // a fraction of a cent is nothing here: there are four figures in a row, and they are read against each other
  const change = (amount: string) => <span className={sign(amount) > 0 ? classes.up : sign(amount) < 0 ? classes.down : undefined} title={f.money(amount, { currency, exact: true })}>{f.money(amount, { currency, digits: 2, signed: true })}</span>
  return (
    <Scroll label={t('causes')}>
      <Table miw={760} data-testid="causes">
        <Table.Thead><Table.Tr><Table.Th>{t('cause')}</Table.Th><Table.Th className={partClasses.num}>{t('change')}</Table.Th><Table.Th className={partClasses.num}>{t('effect.price')}</Table.Th><Table.Th className={partClasses.num}>{t('effect.mix')}</Table.Th><Table.Th className={partClasses.num}>{t('effect.efficiency')}</Table.Th><Table.Th aria-label={t('actions')} /></Table.Tr></Table.Thead>
        <Table.Tbody>
          {causes.map((c) => (
            <Fragment key={c.id}>
              <Table.Tr>
                <Table.Td className={classes.cause}>
                  <UnstyledButton className={classes.opens} aria-expanded={open === c.id} onClick={() => setOpen(open === c.id ? '' : c.id)}>{open === c.id ? <IconChevronDown size={14} aria-hidden /> : <IconChevronRight size={14} aria-hidden />}<b>{tell(c.title)}</b></UnstyledButton>
                  <div className={classes.small}>{tell(c.says)}</div>
                </Table.Td>
                <Table.Td className={partClasses.num}><b>{change(c.amount)}</b></Table.Td><Table.Td className={partClasses.num}>{change(c.price)}</Table.Td><Table.Td className={partClasses.num}>{change(c.mix)}</Table.Td><Table.Td className={partClasses.num}>{change(c.efficiency)}</Table.Td>
                <Table.Td ta="right">{c.sql ? <SqlButton sql={c.sql} run /> : null}</Table.Td>
              </Table.Tr>
              {open === c.id ? c.lines.map((l, at) => (
                <Table.Tr key={at} className={classes.line}>
                  <Table.Td className={classes.cause}><code>{l.usageType}</code> <span className={classes.small}>{l.service}</span></Table.Td>
                  <Table.Td className={partClasses.num} colSpan={3}>{f.money(l.costBefore, { currency })} → {f.money(l.costAfter, { currency })}</Table.Td>
                  <Table.Td className={partClasses.num} colSpan={2}>{f.number(l.usageBefore, { compact: true })} → {f.number(l.usageAfter, { compact: true })} {l.unit}</Table.Td>
                </Table.Tr>
              )) : null}
            </Fragment>
          ))}
        </Table.Tbody>
      </Table>
      <Text size="xs" c="dimmed" mt={4}>{t('causesNote')}</Text>
    </Scroll>
  )
}
