// Where one is after drilling: the way back, and the questions that may come next.
import { Anchor, Button } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import { back, nextDimensions, type Dimension } from './drill'
import classes from './explorer.module.css'
import type { Names } from './names'
import { Onward } from './Onward'
import { periodOf, type Days } from './periods'
import { firstTop, type State } from './state'
import { WhatIsRow } from './WhatIsRow'

interface Props {
  state: State
  set: (next: (now: State) => State) => void
  days: Days
  known: readonly Dimension[]
  names: Names
  narrow: boolean
}

/** The groups that were opened, each a link back, and buttons for other groupings of what is shown. */
export function Crumbs({ state, set, days, known, names, narrow }: Props) {
  const { t } = useTranslation('explorer')
  const next = nextDimensions(state.by, state.filters, known).slice(0, narrow ? 3 : 5)
  return (
    <div className={classes.crumbs}>
      {state.trail.length > 0 && (
        <nav aria-label={t('way')} className={classes.crumbs}>
          {state.trail.map((crumb, i) => (
            <Fragment key={i}>
              <Anchor component="button" type="button" size="xs" onClick={() => set((s) => back(s, i))}>{i === 0 ? t('allBy', { by: crumb.by.map(names.dimension).join(' · ') }) : crumb.by.map(names.dimension).join(' · ')}</Anchor>
              <IconChevronRight size={11} aria-hidden />
              <strong>{crumb.values.map(names.value).join(' · ')}</strong>
              <WhatIsRow keys={crumb.values} groupBy={crumb.by} filters={state.filters} period={periodOf(state.period, days)} />
              {i < state.trail.length - 1 && <IconChevronRight size={11} aria-hidden />}
            </Fragment>
          ))}
        </nav>
      )}
      <span>{t('next')}</span>
      {next.map((name) => (
        <Button key={name} size="compact-xs" variant="subtle" onClick={() => set((s) => ({ ...s, by: [name], top: firstTop }))}>{names.dimension(name)}</Button>
      ))}
      <Onward state={state} />
    </div>
  )
}
