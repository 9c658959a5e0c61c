// Which two times are compared.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useShortcuts } from '../../lib/shortcuts'
import explorer from '../explorer/explorer.module.css'
import { PeriodPicker } from '../explorer/PeriodPicker'
import { beforeOf, periodOf, presets, type Days, type Period } from '../explorer/periods'
import { compares, type PageState } from './state'

interface Props {
  state: PageState
  set: (next: PageState) => void
  days: Days
  /** The times that the server chose, where nobody else did. */
  chosen: { after: Period; before: Period } | undefined
}

/** The period, and the one before it. */
export function Controls({ state, set, days, chosen }: Props) {
  const { t } = useTranslation('units')
  const { t: explored } = useTranslation('explorer')
  const [open, setOpen] = useState<'' | 'period' | 'compare'>('')
  useShortcuts([{ keys: 'p', label: explored('period'), run: () => setOpen('period') }])
  const own = state.period !== ''
  const period = own ? periodOf(state.period, days) : (chosen?.after ?? periodOf('last', days))
  const before = own ? beforeOf(state.compare, period) : (chosen?.before ?? beforeOf('previous', period))
  return (
    <div className={explorer.bar} role="group" aria-label={t('times')}>
      <PeriodPicker
        label={explored('period')} text={state.period} period={period} days={days} opened={open === 'period'} onOpen={(o) => setOpen(o ? 'period' : '')}
        presets={[{ value: '', label: t('newest') }, ...presets.map((value) => ({ value, label: explored(`preset.${value}`) }))]} onChange={(text) => set({ ...state, period: text, change: '' })}
      />
      <PeriodPicker
        label={explored('comparedWith')} text={own ? state.compare : ''} period={before} days={days} opened={open === 'compare'} onOpen={(o) => setOpen(o ? 'compare' : '')}
        presets={compares.map((value) => ({ value, label: explored(`comparePreset.${value}`) }))}
        onChange={(text) => set({ ...state, period: own ? state.period : `${period.start}..${period.end}`, compare: text, change: '' })}
      />
    </div>
  )
}
