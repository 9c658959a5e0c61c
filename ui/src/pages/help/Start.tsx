import { Text, Title } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { pages } from '../../parts/pages'
import { CodeLine } from '../../parts/CodeLine'
import { Section } from '../../parts/Section'
import { SqlButton } from '../../parts/SqlButton'
import classes from './help.module.css'

// Queries to begin with: each is a step of the way from a bill to its cause.
const samples: readonly { text: string; sql: string }[] = [
  {
    text: 'services',
    sql: `SELECT
  line_item_product_code AS service,
  round(sum(line_item_unblended_cost), 2) AS cost
FROM glaux.bill
WHERE billing_period = (SELECT max(billing_period) FROM glaux.bill)
GROUP BY 1
ORDER BY cost DESC`,
  },
  {
    text: 'rising',
    sql: `SELECT
  usage_type,
  round(before, 2) AS before,
  round(newest, 2) AS newest,
  round(newest - before, 2) AS change
FROM (
  SELECT
    line_item_usage_type AS usage_type,
    sum(CASE WHEN billing_period < month THEN line_item_unblended_cost ELSE 0 END) AS before,
    sum(CASE WHEN billing_period = month THEN line_item_unblended_cost ELSE 0 END) AS newest
  FROM glaux.bill
  CROSS JOIN (SELECT max(billing_period) AS month FROM glaux.bill) AS m
  WHERE billing_period >= date_format(date_add('month', -1, date_parse(month, '%Y-%m')), '%Y-%m')
  GROUP BY 1
) AS costs
ORDER BY change DESC
LIMIT 20`,
  },
  {
    text: 'accounts',
    sql: `SELECT
  line_item_usage_account_id AS account,
  billing_period,
  round(sum(line_item_unblended_cost), 2) AS cost
FROM glaux.bill
GROUP BY 1, 2
ORDER BY 2, 3 DESC`,
  },
]

/** How to begin. */
export function Start() {
  const { t } = useTranslation('help')
  return (
    <div className={classes.prose}>
      <Text size="sm" mb="md">{t('start.about')}</Text>
      <Section title={t('start.pages')}>
        <dl className={classes.pages}>
          {pages.filter((p) => p.to !== '/help').map((p) => (
            <div key={p.to}>
              <dt><Link to={p.to} className={classes.link}><p.icon size={16} stroke={1.6} aria-hidden /> {t(`shell:${p.text}`)}</Link></dt>
              <dd>{t(`start.page.${p.text}`)}</dd>
            </div>
          ))}
        </dl>
      </Section>
      <Section title={t('start.load')}>
        <ol className={classes.steps}>
          {(['add', 'sync', 'doctor', 'serve'] as const).map((step) => (
            <li key={step}>
              <Text size="sm" mb={4}>{t(`start.step.${step}`)}</Text>
              <CodeLine text={{ add: 'glaux source add work.cur s3://BUCKET/PREFIX', sync: 'glaux sync', doctor: 'glaux doctor', serve: 'glaux serve --watch=15m' }[step]} />
            </li>
          ))}
        </ol>
      </Section>
      <Section title={t('start.samples')}>
        <ul className={classes.samples}>
          {samples.map((s) => <li key={s.text}><span>{t(`start.sample.${s.text}`)}</span><SqlButton sql={s.sql} run label="" /></li>)}
        </ul>
      </Section>
      <Section title={t('start.ideas')}>
        {(['number', 'cents', 'charges', 'links', 'dialect'] as const).map((idea) => (
          <div key={idea} className={classes.idea}>
            <Title order={3}>{t(`start.idea.${idea}.title`)}</Title>
            <Text size="sm">{t(`start.idea.${idea}.text`)}</Text>
          </div>
        ))}
      </Section>
    </div>
  )
}
