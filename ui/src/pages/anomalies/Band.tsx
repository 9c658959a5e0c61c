import { Text } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Bars } from '../../charts/Bars'
import { useFormat } from '../../lib/format'
import { banded } from './band'
import type { Detail } from './data'

/** What each day cost, over the band of what would not have surprised. Where the case begins and ends is marked, and days that are still arriving. */
export function Band({ of: c }: { of: Detail }) {
  const { t, i18n } = useTranslation('anomalies')
  const f = useFormat()
  const chart = useMemo(() => banded(c, { actual: t('band.actual'), expected: t('band.expected'), range: t('band.range'), start: t('band.start'), end: t('band.end'), arriving: t('band.arriving') }), [c, t])
  if (c.points.length === 0) return <Text size="sm" c="dimmed">{t('band.none')}</Text>
  return (
    <Bars
      key={i18n.language} label={t('band.label', { from: f.date(c.points[0]?.day ?? c.start), to: f.date(c.points.at(-1)?.day ?? c.start) })} height={280} unit={c.currency} legend
      labels={chart.labels} series={chart.series} band={chart.band} marks={chart.marks}
    />
  )
}
