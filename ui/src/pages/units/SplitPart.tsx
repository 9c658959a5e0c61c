// How much of the cost is there without any work: by a line through the days, and by what each usage type is.
import { Table, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../lib/format'
import { Mark } from '../../parts/Mark'
import partClasses from '../../parts/parts.module.css'
import { Scroll } from '../../parts/Scroll'
import { Section } from '../../parts/Section'
import { useTold } from '../network/told'
import type { Report, Split } from './data'
import classes from './units.module.css'

const few = 8

/** The part. */
export function SplitPart({ of: s, report: r }: { of: Split; report: Report }) {
  const { t } = useTranslation('units')
  const f = useFormat()
  const tell = useTold()
  const [all, setAll] = useState(false)
  const money = (amount: string) => f.money(amount, { currency: r.currency })
  return (
    <Section title={t('split')} note={t('splitNote')}>
      <p className={classes.says}>{tell(s.says)}</p>
      <div className={classes.columns} data-testid="split">
        <div>
          <h3>{t('byFit')} <Mark>{t('estimate')}</Mark></h3>
          {s.fit ? (
            <>
              <Meter share={s.fit.staticShare} low={s.fit.low} high={s.fit.high} />
              <p className={classes.small}>{t('fitSays', { static: money(s.fit.static), variable: money(s.fit.variable), low: f.percent(s.fit.low, { digits: 0 }), high: f.percent(s.fit.high, { digits: 0 }) })}</p>
              <p className={classes.small}>{t('fitMore', { marginal: f.price(s.fit.marginal, { currency: r.currency }), per: f.number(r.per), of: tell(r.of), r2: f.percent(s.fit.r2, { digits: 0 }), days: f.number(s.fit.days) })}</p>
            </>
          ) : <Text size="sm" c="dimmed">{s.noFit ? tell(s.noFit) : t('noFit')}</Text>}
          {s.elasticity ? <p className={classes.small}><b>{t('elasticity', { value: f.number(s.elasticity.estimate, { digits: 2 }) })}</b> ({f.number(s.elasticity.low, { digits: 2 })} – {f.number(s.elasticity.high, { digits: 2 })}) {tell(s.elasticity.says)}</p> : null}
        </div>
        <div>
          <h3>{t('byKnowledge')} <Mark tone="good">{t('exact')}</Mark></h3>
          <Meter share={s.known.staticShare} />
          <p className={classes.small}>{t('knownSays', { static: money(s.known.static), variable: money(s.known.variable), unknown: money(s.known.unknown) })}</p>
        </div>
      </div>
      {s.known.lines.length > 0 ? (
        <Scroll label={t('byKnowledge')}>
          <Table miw={620}>
            <Table.Thead><Table.Tr><Table.Th>{t('usageType')}</Table.Th><Table.Th>{t('behaves')}</Table.Th><Table.Th className={partClasses.num}>{t('cost')}</Table.Th></Table.Tr></Table.Thead>
            <Table.Tbody>
              {s.known.lines.slice(0, all ? undefined : few).map((l, at) => (
                <Table.Tr key={at}>
                  <Table.Td className={classes.cause}>{tell(l.title) || l.usageType}<div className={classes.small}><code>{l.usageType}</code> {l.service}</div></Table.Td>
                  <Table.Td><Mark>{t(`behaviour.${l.behaviour}`)}</Mark> <span className={classes.small}>{tell(l.why)}</span></Table.Td>
                  <Table.Td className={partClasses.num}>{money(l.cost)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Scroll>
      ) : null}
      {s.known.lines.length > few && !all ? <button type="button" className={classes.more} onClick={() => setAll(true)}>{t('moreRows', { count: s.known.lines.length - few })}</button> : null}
    </Section>
  )
}

/** Static beside variable, with the interval of an estimate. */
function Meter({ share, low, high }: { share: number; low?: number; high?: number }) {
  const { t } = useTranslation('units')
  const f = useFormat()
  const held = (n: number) => Math.min(1, Math.max(0, n)) * 100
  return (
    <div>
      <div className={classes.meter} aria-hidden>
        <div style={{ width: `${held(share)}%` }} />
        {low !== undefined && high !== undefined ? <span style={{ left: `${held(low)}%`, width: `${held(high) - held(low)}%` }} /> : null}
      </div>
      <div className={classes.ends}><span>{t('behaviour.static')} {f.percent(share)}</span><span>{t('behaviour.variable')} {f.percent(1 - share)}</span></div>
    </div>
  )
}
