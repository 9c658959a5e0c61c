// What was changed, when and by whom.
import { Code, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../lib/format'
import { Empty } from '../../parts/Empty'
import { Loaded } from '../../parts/Loaded'
import { Section } from '../../parts/Section'
import { historyQuery } from './data'
import classes from './sharing.module.css'

/** The last changes, newest first. */
export function Changes() {
  const { t } = useTranslation('sharing')
  const f = useFormat()
  const past = useQuery(historyQuery)
  return (
    <Section title={t('tab.changes')} note={t('changes.note')}>
      <Loaded query={past} lines={10}>
        {(list) => (list.length === 0 ? <Empty title={t('changes.none')} /> : (
          <ul className={classes.past}>
            {list.map((p) => (
              <li key={p.version}>
                <Text size="sm"><b>{t('changes.version', { version: p.version })}</b> · {p.who} · <span title={f.moment(p.at, 'second')}>{f.moment(p.at)}</span></Text>
                {p.deltas.map((d, at) => (
                  <div key={at} className={classes.delta} data-sign={d.before === undefined ? 'new' : d.after === undefined ? 'gone' : 'other'}>
                    <Text size="xs">{d.before === undefined ? '+' : d.after === undefined ? '−' : '~'} {t(`part.${d.part}`, { defaultValue: d.part })} <b>{d.name}</b></Text>
                    {d.after || d.before ? <Code block className={classes.sql}>{d.after ?? d.before}</Code> : null}
                  </div>
                ))}
              </li>
            ))}
          </ul>
        ))}
      </Loaded>
    </Section>
  )
}
