// A case in words.
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../lib/format'
import { Mark } from '../../parts/Mark'
import parts from '../../parts/parts.module.css'
import classes from './anomalies.module.css'
import type { Case, Class, State } from './data'
import { magnitude, whatOf, whereOf } from './say'

/** What happened, as a sentence: "AmazonEC2 rose". */
export function useTitle(): (c: Pick<Case, 'node' | 'accountName' | 'class'>) => string {
  const { t } = useTranslation('anomalies')
  return (c) => t(`says.${c.class}`, { what: whatOf(c) || t('theBill') })
}

/** The title as a link to the case, and where it is below it. */
export function CaseTitle({ of: c, aside }: { of: Case; aside?: ReactNode }) {
  const { t } = useTranslation('anomalies')
  const title = useTitle()
  const where = whereOf(c)
  return (
    <div className={classes.title}>
      <Link to="/anomalies/$id" params={{ id: c.id }} className={classes.titleLink} data-case={c.id}>{title(c)}</Link> {aside}
      <div className={classes.where}>{where.length > 0 ? where.join(' · ') : t('wholeBill')}</div>
    </div>
  )
}

const stateTones: Record<State, 'good' | 'warn' | 'bad' | undefined> = { open: 'warn', expected: undefined, planned: undefined, fixed: 'good', false: undefined }

export function StateMark({ state }: { state: State }) {
  const { t } = useTranslation('anomalies')
  return <Mark tone={stateTones[state]}>{t(`state.${state}`)}</Mark>
}

const severityTones = { high: 'bad', medium: 'warn', low: undefined } as const

export function SeverityMark({ severity }: { severity: Case['severity'] }) {
  const { t } = useTranslation('anomalies')
  return <Mark tone={severityTones[severity]}>{t(`severity.${severity}`)}</Mark>
}

export function ClassMark({ of }: { of: Class }) {
  const { t } = useTranslation('anomalies')
  return <span title={t(`classHint.${of}`)}><Mark>{t(`class.${of}`)}</Mark></span>
}

/** An estimated amount above or below what was expected: ▲ and orange for more, ▼ and blue for less. */
export function Amount({ value, currency }: { value: string; currency: string }) {
  const f = useFormat()
  const { text, less } = magnitude(value)
  return <span className={less ? parts.down : parts.up}><span aria-hidden>{less ? '▼ ' : '▲ '}</span>{f.money(less ? `-${text}` : text, { currency, digits: Number(text) < 100 ? 2 : 0 })}</span>
}
