import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, take } from '../../api/client'
import { CodeLine } from '../../parts/CodeLine'
import { Loaded } from '../../parts/Loaded'
import { Section } from '../../parts/Section'
import classes from './help.module.css'

/** Each metric with what it counts and its formula. */
export function Metrics() {
  const { t } = useTranslation('help')
  const metrics = useQuery({ queryKey: ['metrics'], queryFn: ({ signal }) => take(api.GET('/api/explore/metrics', { signal })), staleTime: Infinity })
  return (
    <div className={classes.prose}>
      <Text size="sm" mb="md">{t('metrics.about')}</Text>
      <Loaded query={metrics} lines={10}>
        {(all) => all.map((m) => (
          <Section key={m.name} title={t(`metric.${m.name}.title`, { defaultValue: m.title })} note={<code>{m.name}</code>}>
            <Text size="sm" mb="xs">{t(`metric.${m.name}.doc`, { defaultValue: m.doc })}</Text>
            <CodeLine text={m.formula} />
          </Section>
        ))}
      </Loaded>
    </div>
  )
}
