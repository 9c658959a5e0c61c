// Monitors in words.
import { useTranslation } from 'react-i18next'
import { sign } from '../../lib/decimal'
import { useFormat } from '../../lib/format'
import type { Monitor, Scope } from './monitors'

/** Says of which cases a monitor tells, and when. */
export function useMonitorText(): { which: (m: Monitor) => string; when: (m: Monitor) => string; scope: (s: Scope | undefined) => string } {
  const { t } = useTranslation('anomalies')
  const f = useFormat()
  const scope = (s: Scope | undefined) => [
    ...(s?.accounts?.length ? [t('scope.accountsAre', { names: s.accounts.join(', ') })] : []), ...(s?.services?.length ? [t('scope.servicesAre', { names: s.services.join(', ') })] : []),
    ...(s?.classes?.length ? [s.classes.map((c) => t(`class.${c}`, { defaultValue: c })).join(', ')] : []), ...(s?.owners?.length ? [t('scope.ownersAre', { names: s.owners.join(', ') })] : []),
    ...(s?.tag ? [`${s.tag.key}${s.tag.values?.length ? ` = ${s.tag.values.join(', ')}` : ''}`] : []), ...(s?.category ? [`${s.category.key}${s.category.values?.length ? ` = ${s.category.values.join(', ')}` : ''}`] : []),
  ].join(' · ')
  const which = (m: Monitor) => {
    const th = m.threshold
    const amount = th?.amount && sign(th.amount) > 0 ? t(th.of === 'monthly' ? 'threshold.monthly' : 'threshold.impact', { amount: f.money(th.amount) }) : ''
    const percent = th?.percent ? t('threshold.percent', { percent: f.number(th.percent) }) : ''
    const size = amount && percent ? t(th?.both ? 'threshold.and' : 'threshold.or', { amount, percent }) : amount || percent || t('threshold.any')
    return [scope(m.scope) || t('scope.all'), size, th?.drops ? t('threshold.drops') : ''].filter(Boolean).join(' · ')
  }
  const when = ({ rhythm: r }: Monitor) => {
    if (r.kind === 'immediate') return t('rhythm.immediate')
    const hour = `${String(r.hour ?? 0).padStart(2, '0')}:00 ${r.zone || 'UTC'}`
    return r.kind === 'daily' ? t('rhythm.dailyAt', { hour }) : t('rhythm.weeklyAt', { day: t(`weekday.${r.weekday ?? 0}`), hour })
  }
  return { which, when, scope }
}
