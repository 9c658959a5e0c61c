// A unit over time, with the changes that have names and what would have come without the one that is looked at.
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Lines } from '../../charts/Lines'
import { StackedBars } from '../../charts/StackedBars'
import { useFormat } from '../../lib/format'
import { Section } from '../../parts/Section'
import { Segmented } from '../../parts/Segmented'
import { SqlButton } from '../../parts/SqlButton'
import { stepNames } from '../explorer/steps'
import { useTold } from '../network/told'
import type { Report } from './data'
import { bandOf, drawnOf, marksOf } from './figures'
import { drawings, grains, type PageState } from './state'
import classes from './units.module.css'

interface Props {
  of: Report
  state: PageState
  set: (next: PageState, options?: { replace?: boolean }) => void
}

/** The part. */
export function OverTime({ of: r, state, set }: Props) {
  const { t } = useTranslation('units')
  const f = useFormat()
  const tell = useTold()
  const daily = r.grain === 'day'
  const grain = daily ? state.grain : 'month'
  const { draw } = state
  const drawn = useMemo(() => {
    const points = grain === 'day' ? r.days : r.points
    const labels = points.map((p) => p.day)
    const name = draw === 'costPer' ? tell(r.title) : draw === 'cost' ? t('cost') : tell(r.of)
    const turn = (r.turns ?? []).find((x) => (x.expected ?? []).length > 0)
    return {
      labels: stepNames(points.map((p) => ({ start: p.day, end: p.day })), grain === 'day' ? 'daily' : 'monthly', f),
      series: [{ key: draw, name, values: points.map((p) => drawnOf(p, draw)) }], marks: marksOf(r.turns ?? [], labels, tell),
      band: draw === 'costPer' && grain === 'day' ? bandOf(turn, labels, turn ? t('withoutTurn', { what: tell(turn.title) }) : '') : undefined,
    }
  }, [r, grain, draw, f, t, tell])
  const Kind = grain === 'day' ? Lines : StackedBars
  const first = drawn.labels[0] ?? ''
  const last = drawn.labels.at(-1) ?? ''
  return (
    <Section
      title={t('overTime')} actions={(
        <span className={classes.choices}>
          <Segmented label={t('drawn')} value={draw} choices={drawings.map((value) => ({ value, label: value === 'quantity' ? tell(r.of) : t(value) }))} onChange={(v) => set({ ...state, draw: v }, { replace: true })} />
          {daily ? <Segmented label={t('step')} value={grain} choices={grains.map((value) => ({ value, label: t(`grain.${value}`) }))} onChange={(v) => set({ ...state, grain: v }, { replace: true })} /> : null}
          <SqlButton sql={r.queries[0]?.sql ?? ''} run />
        </span>
      )}
    >
      <Kind {...drawn} unit={draw === 'quantity' ? '' : r.currency} height={260} label={t('overTimeLabel', { what: drawn.series[0]?.name ?? '', from: first, to: last })} />
    </Section>
  )
}
