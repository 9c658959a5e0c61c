// What is expected, how sure that is, and how the same method did on the past.
import { Text } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../lib/format'
import { FaultBox } from '../../parts/FaultBox'
import { SqlButton } from '../../parts/SqlButton'
import { Stat, Stats } from '../../parts/Stat'
import type { Forecast } from './data'
import classes from './explorer.module.css'
import { NoteList } from './NoteList'

interface Props {
  query: UseQueryResult<Forecast>
  unit: string
  granularity: string
}

/** The forecast in figures, beside its error. */
export function Expected({ query, unit, granularity }: Props) {
  const { t } = useTranslation('explorer')
  const f = useFormat()
  if (query.isError) return <FaultBox fault={query.error} retry={() => void query.refetch()} />
  const data = query.data
  if (!data) return <Text size="xs" c="dimmed" className={classes.expected} role="status">{t('forecasting')}</Text>
  const first = data.steps[0]
  const last = data.steps[data.steps.length - 1]
  if (!first || !last) return <NoteList notes={data.notes ?? [{ code: '', text: t('noForecast') }]} />
  const grain = granularity === 'monthly' ? 'month' : 'day'
  const span = first === last ? f.date(first.start, grain) : `${f.date(first.start, grain)} – ${f.date(last.start, grain)}`
  return (
    <section aria-label={t('forecast')} className={classes.expected}>
      <Stats>
        <Stat name={t('expectedIn', { span })} value={f.amount(data.total, unit)} note={t('sumOfMeans')} />
        <Stat name={t('nextStep', { step: f.date(first.start, grain) })} value={f.amount(first.mean, unit)} note={t('between', { level: f.percent(data.level, { digits: 0 }), low: f.amount(first.low, unit), high: f.amount(first.high, unit) })} />
        <Stat name={t('backtest')} value={data.backtest.windows > 0 ? f.percent(data.backtest.error) : '–'} note={data.backtest.windows > 0 ? t('backtestText', { windows: data.backtest.windows, coverage: f.percent(data.backtest.coverage) }) : t('noBacktest')} />
      </Stats>
      <div className={classes.expectedFoot}><NoteList notes={[...(data.notes ?? []), data.method]} /><SqlButton sql={data.sql} run /></div>
    </section>
  )
}
