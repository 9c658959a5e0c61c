// What became of a fix: what its days cost beside what they would have cost without it.
import { Text } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Bars } from '../../charts/Bars'
import { useFormat } from '../../lib/format'
import { Section } from '../../parts/Section'
import { SqlButton } from '../../parts/SqlButton'
import { Stat, Stats } from '../../parts/Stat'
import { banded } from './band'
import type { Detail } from './data'

/** The proof of a case's fix; nothing where there is none. */
export function ProofPart({ of: c }: { of: Detail }) {
  const { t, i18n } = useTranslation('anomalies')
  const f = useFormat()
  const proof = c.proof
  const chart = useMemo(
    () => banded({ points: proof?.points ?? [], start: '' }, { actual: t('band.actual'), expected: t('proof.would'), range: t('band.range'), start: '', end: '', arriving: t('band.arriving') }),
    [proof, t],
  )
  if (!proof) return null
  const money = (amount: string) => f.money(amount, { currency: c.currency })
  const tone = proof.outcome === 'failed' ? 'bad' : proof.outcome === 'waiting' ? undefined : 'good'
  return (
    <Section title={t('proof.title', { day: f.date(proof.fixed) })} note={t('proof.note')} actions={proof.sql ? <SqlButton sql={proof.sql} run label="" /> : null}>
      <div data-testid="proof">
        <Stats>
          <Stat name={t('proof.outcome')} value={t(`proof.is.${proof.outcome}`)} tone={tone} note={t('proof.days', { count: proof.days })} />
          {proof.days === 0 ? null : (
            <>
              <Stat name={t('proof.saved')} value={`≈ ${money(proof.saved)}`} note={t('proof.monthly', { amount: money(proof.monthly) })} />
              <Stat name={t('proof.actual')} value={money(proof.actual)} note={t('exact')} />
              <Stat name={t('proof.would')} value={`≈ ${money(proof.would)}`} note={t('proof.range', { low: money(proof.low), high: money(proof.high) })} />
            </>
          )}
        </Stats>
        {proof.days > 0
          ? <Bars key={i18n.language} label={t('proof.label', { day: f.date(proof.fixed) })} height={180} unit={c.currency} legend labels={chart.labels} series={chart.series} band={chart.band} marks={chart.marks} />
          : <Text size="sm" c="dimmed">{t('proof.soon')}</Text>}
      </div>
    </Section>
  )
}
