import { Text } from '@mantine/core'
import { IconAlertTriangle, IconBan, IconBulb, IconCircleCheck, type Icon } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, take, type Schemas } from '../../api/client'
import { oneOf, useUrlState, type Codec } from '../../lib/url'
import { CodeLine } from '../../parts/CodeLine'
import { Empty } from '../../parts/Empty'
import { KeyValue } from '../../parts/KeyValue'
import { Loaded } from '../../parts/Loaded'
import { PageHeader } from '../../parts/PageHeader'
import { Section } from '../../parts/Section'
import { Segmented } from '../../parts/Segmented'
import { SqlButton } from '../../parts/SqlButton'
import { bySeverity, inLanguage, states, type State } from './findings'
import classes from './readiness.module.css'

type Finding = Schemas['ReadinessFinding']

const shown = ['all', ...states] as const
const codec: Codec<{ show: State | 'all' }> = {
  read: (p) => ({ show: oneOf(p, 'show', shown) }),
  write: (s) => ({ show: s.show === 'all' ? '' : s.show }),
}

const icons: Record<State, Icon> = { blocked: IconBan, gap: IconAlertTriangle, advice: IconBulb, good: IconCircleCheck }

/** What the lake can and cannot answer, and what would mend it. */
export default function ReadinessPage() {
  const { t } = useTranslation('readiness')
  const [state, set] = useUrlState(codec)
  const findings = useQuery({ queryKey: ['readiness'], queryFn: ({ signal }) => take(api.GET('/api/readiness', { signal })), staleTime: 5 * 60_000 })
  const count = (s: State) => findings.data?.filter((f) => f.state === s).length ?? 0
  return (
    <>
      <PageHeader
        title={t('title')}
        actions={
          <div className={classes.filter}>
            <Segmented
              label={t('filter')}
              value={state.show}
              choices={shown.map((s) => ({ value: s, label: s === 'all' ? t('all') : `${t(`state.${s}`)} ${count(s)}` }))}
              onChange={(show) => set({ show }, { replace: true })}
            />
          </div>
        }
      />
      <Text size="sm" c="dimmed" mb="md" maw="46rem">{t('about')}</Text>
      {findings.isPending && findings.isFetching ? <Text size="sm" mb="md" role="status">{t('running')}</Text> : null}
      <Loaded query={findings} lines={16}>
        {(all) => {
          const kept = all.filter((f) => state.show === 'all' || f.state === state.show)
          if (kept.length === 0) return <Empty title={t('none')} icon={<IconCircleCheck size={32} stroke={1.4} aria-hidden />} />
          return [...new Set(kept.map((f) => f.area))].map((area) => <Area key={`${area} ${state.show}`} area={area} open={state.show === 'good'} findings={kept.filter((f) => f.area === area)} />)
        }}
      </Loaded>
    </>
  )
}

function Area({ area, findings, open }: { area: string; findings: readonly Finding[]; open: boolean }) {
  const { t } = useTranslation('readiness')
  const good = findings.filter((f) => f.state === 'good')
  const todo = findings.filter((f) => f.state !== 'good')
  return (
    <Section title={t(`area.${area}`, { defaultValue: area })} note={t('goodOf', { good: good.length, all: findings.length })}>
      {todo.length > 0 ? <List findings={[...todo].sort(bySeverity)} /> : null}
      {good.length > 0 ? (
        <details className={classes.good} open={open || todo.length === 0}>
          <summary><IconCircleCheck size={16} stroke={1.8} aria-hidden /> {t('goodCount', { count: good.length })}</summary>
          <List findings={good} />
        </details>
      ) : null}
    </Section>
  )
}

function List({ findings }: { findings: readonly Finding[] }) {
  return <ul className={classes.list}>{findings.map((f, at) => <One key={`${f.code}:${f.source ?? ''}:${at}`} finding={f} />)}</ul>
}

function One({ finding: f }: { finding: Finding }) {
  const { t, i18n } = useTranslation('readiness')
  const StateIcon = icons[f.state]
  const texts = inLanguage(i18n.language, f)
  const rest = f.prevents || f.console || f.command
  return (
    <li className={classes.finding} data-state={f.state}>
      <StateIcon size={16} stroke={1.8} className={classes.icon} role="img" aria-label={t(`state.${f.state}`)} />
      <div className={classes.says}>
        <span>{texts.says}</span>
        {rest ? (
          <div className={classes.rest}>
            <KeyValue
              pairs={[
                [t('prevents'), texts.prevents],
                [t('console'), texts.console],
                [t('command'), f.command ? <CodeLine text={f.command} /> : undefined],
              ]}
            />
          </div>
        ) : null}
      </div>
      <code className={classes.code}>{f.code}</code>
      <SqlButton sql={f.sql} />
    </li>
  )
}
