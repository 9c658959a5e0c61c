// Who changed it: calls on what is involved, near the first unusual day.
import { Table, Text } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../lib/format'
import { Mark } from '../../parts/Mark'
import { Scroll } from '../../parts/Scroll'
import { Section } from '../../parts/Section'
import { SqlButton } from '../../parts/SqlButton'
import { useTold } from '../network/told'
import type { Change } from './data'
import classes from './investigate.module.css'
import { eventSql, nearOf } from './picture'

const few = 10

/** The part. */
export function ChangesPart({ of: list, missing }: { of: readonly Change[]; missing: ReactNode }) {
  const { t } = useTranslation('investigate')
  const f = useFormat()
  const tell = useTold()
  const [all, setAll] = useState(false)
  const near = (hours: number) => {
    const n = nearOf(hours)
    return t(n.before ? `near.${n.unit}Before` : `near.${n.unit}After`, { count: n.count })
  }
  return (
    <Section title={t('part.changes')} note={t('changesNote')}>
      {missing}
      {list.length === 0 ? (missing ? null : <Text size="sm" c="dimmed">{t('noChanges')}</Text>) : (
        <Scroll label={t('part.changes')}>
          <Table miw={820} data-testid="changes">
            <Table.Thead><Table.Tr><Table.Th>{t('when')}</Table.Th><Table.Th>{t('whoDid')}</Table.Th><Table.Th>{t('event')}</Table.Th><Table.Th>{t('resources')}</Table.Th><Table.Th>{t('whyItMatters')}</Table.Th><Table.Th aria-label={t('actions')} /></Table.Tr></Table.Thead>
            <Table.Tbody>
              {list.slice(0, all ? undefined : few).map((c, at) => (
                <Table.Tr key={c.eventId ?? at}>
                  <Table.Td className={classes.nowrap}>{f.date(c.at, 'minute')}<div className={classes.small}>{near(c.near)}</div></Table.Td>
                  <Table.Td title={c.who}>{c.name || c.who}<div className={classes.small}>{c.account}</div></Table.Td>
                  <Table.Td><b>{c.event}</b><div className={classes.small}>{c.service}</div></Table.Td>
                  <Table.Td className={`${classes.id} ${classes.resources}`}>{c.resources.slice(0, 4).map((r) => <div key={r}>{r}</div>)}{c.resources.length > 4 ? `+${c.resources.length - 4}` : ''}</Table.Td>
                  <Table.Td>{tell(c.why)} {c.certain ? null : <Mark>{t('byTime')}</Mark>}</Table.Td>
                  <Table.Td ta="right">{c.eventId ? <SqlButton sql={eventSql(c.eventId)} run /> : null}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Scroll>
      )}
      {list.length > few && !all ? <button type="button" className={classes.more} onClick={() => setAll(true)}>{t('more', { count: list.length - few })}</button> : null}
    </Section>
  )
}
