// What was changed, when and by whom.
import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../lib/format'
import { Empty } from '../../parts/Empty'
import { Loaded } from '../../parts/Loaded'
import { Section } from '../../parts/Section'
import { historyQuery } from './data'
import { DeltaList } from './DeltaList'
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
                <DeltaList deltas={p.deltas} />
              </li>
            ))}
          </ul>
        ))}
      </Loaded>
    </Section>
  )
}
