// What somebody says of a case, and what the watch learns of it.
import { Button, Group, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { notify } from '../../lib/notify'
import { useSession } from '../../lib/server'
import classes from './anomalies.module.css'
import { judgeCase, putRule, useChange, type Detail, type Verdict } from './data'
import { Few } from './Cases'
import { useRuleText } from './ruleText'

const verdicts: readonly Verdict[] = ['useful', 'expected', 'small', 'false']

/** Four answers, and the rule that an answer teaches with what it would have done. Administrators may let it hold from now on. */
export function Feedback({ of: c }: { of: Detail }) {
  const { t } = useTranslation('anomalies')
  const session = useSession().data
  const judge = useChange(judgeCase)
  const apply = useChange(putRule)
  const sayRule = useRuleText(c.currency)
  const learned = judge.data
  const rule = learned?.rule
  return (
    <div>
      <Text size="xs" fw={600} mb={4} id="feedback">{t('feedback.ask')}</Text>
      <Group gap={6} role="group" aria-labelledby="feedback">
        {verdicts.map((verdict) => (
          <Button
            key={verdict} size="compact-xs" variant={judge.variables?.verdict === verdict && !judge.isError ? 'light' : 'default'} aria-pressed={judge.variables?.verdict === verdict && !judge.isError}
            loading={judge.isPending && judge.variables?.verdict === verdict} onClick={() => { apply.reset(); judge.mutate({ id: c.id, verdict }) }}
          >{t(`feedback.${verdict}`)}</Button>
        ))}
      </Group>
      {learned ? (
        <div className={classes.learned} role="status" data-testid="learned">
          {rule ? (
            <>
              <Text size="sm">{t('feedback.effect', { gone: learned.effect.gone, count: learned.effect.of })}</Text>
              <Text size="xs" c="dimmed">{sayRule(rule)}</Text>
              {(learned.effect.cases ?? []).length > 0 ? <details><summary>{t('feedback.which')}</summary><Few cases={learned.effect.cases ?? []} currency={c.currency} /></details> : null}
              {learned.applied || apply.data?.applied ? <Text size="xs" c="var(--glaux-good)">{t('feedback.applied')}</Text>
                : session?.shares ? <Group mt="xs"><Button size="compact-xs" loading={apply.isPending} onClick={() => apply.mutate({ rule, dry: false }, { onSuccess: () => notify.done(t('feedback.applied')) })}>{t('feedback.apply')}</Button></Group>
                  : <Text size="xs" c="dimmed">{t('feedback.askAdministrator')}</Text>}
            </>
          ) : <Text size="sm">{t('feedback.thanks')}</Text>}
        </div>
      ) : null}
    </div>
  )
}
