// All that can be chosen: in two lines above the figures, or in a sheet on a narrow screen.
import { Group, Menu, Button } from '@mantine/core'
import { IconArrowsDiff, IconChevronDown } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Segmented } from '../../parts/Segmented'
import type { Dimension } from './drill'
import { withFilters } from './drill'
import classes from './explorer.module.css'
import { FilterBar } from './FilterBar'
import { GroupBar } from './GroupBar'
import { MetricPicker } from './MetricPicker'
import type { Names } from './names'
import { PeriodPicker } from './PeriodPicker'
import { beforeOf, comparePresets, daysIn, periodOf, presets, stepOf, type Days } from './periods'
import { chargesChoices, firstTop, stepChoices, views, type State } from './state'

/** Which menu is open. */
export type Opened = '' | 'period' | 'metric' | 'by' | 'filter' | 'compare'

interface Props {
  state: State
  set: (next: (now: State) => State) => void
  days: Days
  known: readonly Dimension[]
  /** Whether all dimensions are known, or only the usual ones yet. */
  complete: boolean
  names: Names
  opened: Opened
  onOpen: (opened: Opened) => void
}

// More steps than this are neither legible nor quick.
const longestHourly = 62

/** The controls of the explorer. */
export function Controls({ state, set, days, known, complete, names, opened, onOpen }: Props) {
  const { t } = useTranslation('explorer')
  const period = periodOf(state.period, days)
  const when = (what: Opened) => ({ opened: opened === what, onOpen: (o: boolean) => onOpen(o ? what : '') })
  const comparing = state.compare !== ''
  const steps = stepChoices.filter((s) => s !== 'hourly' || daysIn(period) <= longestHourly || state.step === 'hourly')
  return (
    <>
      <div className={classes.bar}>
        <PeriodPicker label={t('period')} text={state.period} period={period} days={days} presets={presets.map((value) => ({ value, label: t(`preset.${value}`) }))} {...when('period')} onChange={(text) => set((s) => ({ ...s, period: text }))} />
        {comparing && (
          <PeriodPicker label={t('comparedWith')} text={state.compare} period={beforeOf(state.compare, period)} days={days} presets={comparePresets.map((value) => ({ value, label: t(`comparePreset.${value}`) }))} {...when('compare')} onChange={(text) => set((s) => ({ ...s, compare: text }))} />
        )}
        {!comparing && <Segmented label={t('step')} value={state.step} choices={steps.map((value) => ({ value, label: value === 'auto' ? t('steps.auto', { step: t(`steps.${stepOf('auto', period)}`) }) : t(`steps.${value}`) }))} onChange={(step) => set((s) => ({ ...s, step }))} />}
        <MetricPicker metric={comparing && state.metric === 'usage' ? 'unblended' : state.metric} costsOnly={comparing} {...when('metric')} onChange={(metric) => set((s) => ({ ...s, metric }))} />
        {!comparing && (
          <Menu position="bottom-start">
            <Menu.Target><Button variant="default" rightSection={<IconChevronDown size={12} />}>{t(`charges.${state.charges}`)}</Button></Menu.Target>
            <Menu.Dropdown>
              <Menu.Label>{t('chargesLabel')}</Menu.Label>
              {chargesChoices.map((charges) => <Menu.Item key={charges} fw={charges === state.charges ? 600 : undefined} aria-current={charges === state.charges || undefined} onClick={() => set((s) => ({ ...s, charges }))}>{t(`charges.${charges}`)}</Menu.Item>)}
            </Menu.Dropdown>
          </Menu>
        )}
        <Button variant={comparing ? 'light' : 'default'} aria-pressed={comparing} leftSection={<IconArrowsDiff size={14} />} onClick={() => set((s) => ({ ...s, compare: comparing ? '' : 'previous' }))}>{t('compare')}</Button>
        <div style={{ flex: 1 }} />
        {comparing
          ? <Segmented label={t('view')} value={state.changes} choices={(['waterfall', 'groups'] as const).map((value) => ({ value, label: t(`changesAs.${value}`) }))} onChange={(v) => set((s) => ({ ...s, changes: v }))} />
          : <Segmented label={t('view')} value={state.view} choices={views.map((value) => ({ value, label: t(`views.${value}`) }))} onChange={(view) => set((s) => ({ ...s, view }))} />}
      </div>
      <Group gap="xs" mb={4} align="flex-start">
        <GroupBar by={state.by} known={known} complete={complete} names={names} {...when('by')} onChange={(by) => set((s) => ({ ...s, by, top: firstTop }))} />
        <FilterBar filters={state.filters} period={period} known={known} complete={complete} names={names} {...when('filter')} onChange={(filters) => set((s) => withFilters(s, filters))} />
      </Group>
    </>
  )
}
