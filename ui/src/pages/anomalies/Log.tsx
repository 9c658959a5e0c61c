import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../lib/format'
import { Section } from '../../parts/Section'
import classes from './anomalies.module.css'
import type { Detail } from './data'
import { useRuleText } from './ruleText'

/** What happened to a case and what was written on it, newest first, and the rules that hold where it is. */
export function Log({ of: c }: { of: Detail }) {
  const { t } = useTranslation('anomalies')
  const f = useFormat()
  const sayRule = useRuleText(c.currency)
  const says = (e: Detail['log'][number]) => {
    if (e.kind === 'state') return t('log.state', { state: t(`state.${e.text ?? 'open'}`, { defaultValue: e.text }) })
    if (e.kind === 'owner') return e.text ? t('log.owner', { owner: e.text }) : t('log.ownerless')
    if (e.kind === 'feedback') return t('log.feedback', { verdict: t(`feedback.${e.text ?? 'useful'}`, { defaultValue: e.text }) })
    if (e.kind === 'saved') return t('log.saved', { amount: f.money(e.text ?? '0', { currency: c.currency }) })
    if (e.kind === 'failed') return t('log.failed', { day: f.date(e.text ?? c.start) })
    return t(`log.${e.kind}`)
  }
  return (
    <>
      {(c.rules ?? []).length > 0 ? <Section title={t('rule.here')}>{(c.rules ?? []).map((r) => <Text key={r.id} size="sm">{sayRule(r)}</Text>)}</Section> : null}
      <Section title={t('log.title')}>
        {c.log.length === 0 ? <Text size="sm" c="dimmed">{t('log.none')}</Text> : (
          <ol className={classes.log} reversed data-testid="log">
            {[...c.log].reverse().map((e) => (
              <li key={e.id}>
                <div className={classes.logHead}><b>{e.who || t('log.watch')}</b> {e.kind === 'note' ? '' : says(e)} <span className={classes.faint} title={f.moment(e.at, 'second')}>{f.moment(e.at, 'minute')}</span></div>
                {e.kind === 'note' || (e.kind === 'feedback' || e.kind === 'planned') && e.text && !['useful', 'expected', 'false', 'small'].includes(e.text) ? <div className={classes.noteText}>{e.text}</div> : null}
              </li>
            ))}
          </ol>
        )}
      </Section>
    </>
  )
}
