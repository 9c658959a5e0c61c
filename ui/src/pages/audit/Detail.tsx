// One record in full.
import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../lib/format'
import { KeyValue } from '../../parts/KeyValue'
import { Section } from '../../parts/Section'
import { SqlButton } from '../../parts/SqlButton'
import classes from './audit.module.css'
import type { AuditRecord } from './index'

/** What a record holds: text, tables, columns, filters, rows, bytes, and its place in the chain. */
export function Detail({ record: r }: { record: AuditRecord }) {
  const { t } = useTranslation('audit')
  const f = useFormat()
  const statement = r.event === 'QUERY' || r.event === 'STATEMENT' || r.event === 'EXPLAIN'
  return (
    <>
      <Section title={t('about')}>
        <KeyValue
          pairs={[
            [t('time'), f.moment(r.time, 'second')], [t('filter.event'), `${t(`event.${r.event}`, { defaultValue: r.event })}${r.kind ? ` · ${r.kind}` : ''}`], [t('filter.outcome'), t(`outcome.${r.outcome}`, { defaultValue: r.outcome })],
            [t('filter.principal'), r.principal], [t('askedBy'), r.by], [t('groups'), r.groups?.join(', ')], [t('from'), r.from], [t('workgroup'), r.workgroup], [t('statement'), r.statement], [t('parent'), r.parent],
            [t('rows'), f.number(r.rows)], [t('bytes'), f.bytes(r.bytes)], [t('took'), f.duration(r.milliseconds)], [t('code'), r.code], [t('message'), r.message],
          ]}
        />
      </Section>
      {r.text ? <Section title={t('text')} actions={statement ? <SqlButton sql={r.text} label="" /> : null}><pre className={classes.block} tabIndex={0}>{r.text}</pre></Section> : null}
      {r.tables?.length ? <Section title={t('tables')}><Text size="sm">{r.tables.join(', ')}</Text></Section> : null}
      {r.columns?.length ? <Section title={t('columns')} note={f.number(r.columns.length)}><Text size="xs" className={classes.lists}>{r.columns.join(', ')}</Text></Section> : null}
      {r.filters?.length ? <Section title={t('rowFilters')}>{r.filters.map((x) => <pre key={x} className={classes.block} tabIndex={0}>{x}</pre>)}</Section> : null}
      <Section title={t('chain.title')}>
        <KeyValue pairs={[[t('chain.previous'), <code key="p" className={classes.hash}>{r.previousHash}</code>], [t('chain.own'), <code key="h" className={classes.hash}>{r.hash}</code>]]} />
      </Section>
    </>
  )
}
