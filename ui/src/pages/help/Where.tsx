import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useSession, useStatus } from '../../lib/server'
import { KeyValue } from '../../parts/KeyValue'
import { Loaded } from '../../parts/Loaded'
import { Section } from '../../parts/Section'
import { WithCode } from '../../parts/WithCode'
import classes from './help.module.css'

/** Where the data lie, who sees them, and what leaves this machine. */
export function Where() {
  const { t } = useTranslation('help')
  const status = useStatus()
  const session = useSession().data
  return (
    <div className={classes.prose}>
      <Section title={t('where.sources')}>
        <Text size="sm" mb="sm">{t('where.sourcesText')}</Text>
        <Loaded query={status} lines={4}>
          {(s) => <KeyValue pairs={s.sources.map((x) => [x.name, x.location ? <code key={x.name}>{x.location}</code> : x.title] as const)} />}
        </Loaded>
      </Section>
      {(['lake', 'results', 'network', 'rights'] as const).map((part) => (
        <Section key={part} title={t(`where.${part}`)}><Text size="sm"><WithCode text={t(`where.${part}Text`)} /></Text></Section>
      ))}
      {session ? (
        <Section title={t('where.you')}>
          <KeyValue
            pairs={[
              [t('where.principal'), session.principal],
              [t('where.role'), session.administrator ? t('shell:administrator') : t('where.reader')],
              [t('where.login'), t(`where.${session.authentication}`)],
              [t('where.version'), session.version],
            ]}
          />
        </Section>
      ) : null}
    </div>
  )
}
