// Rules in words.
import { useTranslation } from 'react-i18next'
import { sign } from '../../lib/decimal'
import { useFormat } from '../../lib/format'
import type { Rule } from './data'
import { pathOf } from './say'

/** Says what a rule does and where: "No case below $120 at AmazonEC2". */
export function useRuleText(currency: string): (rule: Rule) => string {
  const { t } = useTranslation('anomalies')
  const f = useFormat()
  return (rule) => {
    const where = pathOf(rule.node) || t('everything')
    const does = rule.mute ? t('rule.mutes', { where }) : sign(rule.least) > 0 ? t('rule.least', { where, amount: f.money(rule.least, { currency }) }) : t('rule.nothing', { where })
    const only = rule.class ? t('rule.only', { class: t(`class.${rule.class}`) }) : ''
    const until = rule.until ? t('rule.until', { day: f.date(rule.until) }) : ''
    return [does, only, until].filter(Boolean).join(' · ')
  }
}
