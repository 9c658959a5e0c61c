import { Table, Text, UnstyledButton } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconDatabaseOff, IconInfoCircle } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Schemas } from '../../api/client'
import { useFormat } from '../../lib/format'
import { useStatus } from '../../lib/server'
import { one, useUrlState, type Codec } from '../../lib/url'
import { CodeLine } from '../../parts/CodeLine'
import { Empty } from '../../parts/Empty'
import { Loaded } from '../../parts/Loaded'
import { Mark } from '../../parts/Mark'
import { PageHeader } from '../../parts/PageHeader'
import parts from '../../parts/parts.module.css'
import { Scroll } from '../../parts/Scroll'
import { Section } from '../../parts/Section'
import { SqlButton } from '../../parts/SqlButton'
import { Stat, Stats } from '../../parts/Stat'
import { trustOf, useNow } from '../../parts/Trust'
import { Months } from './Months'
import { inJapanese } from './says'
import classes from './status.module.css'

type Source = Schemas['SourceStatus']

const monthsSql = `SELECT
  billing_period,
  count(*) AS line_items,
  sum(line_item_unblended_cost) AS cost
FROM glaux.bill
GROUP BY billing_period
ORDER BY billing_period`

const codec: Codec<{ source: string }> = { read: (p) => ({ source: one(p, 'source') }), write: (s) => ({ source: s.source }) }

/** What the lake has: sources, months, whether they tie out, and what is missing. */
export default function StatusPage() {
  const { t } = useTranslation('status')
  const status = useStatus()
  return (
    <>
      <PageHeader title={t('title')} actions={status.data?.months.length ? <SqlButton sql={monthsSql} run label="" /> : null} />
      <Loaded query={status} lines={12}>
        {(data) => (data.sources.length === 0 ? <NoSources /> : <Sources status={data} />)}
      </Loaded>
    </>
  )
}

function NoSources() {
  const { t } = useTranslation('status')
  return (
    <Empty
      title={t('none.title')}
      icon={<IconDatabaseOff size={32} stroke={1.4} aria-hidden />}
      action={<div className={classes.commands}><CodeLine text="glaux source add NAME FOLDER" /><CodeLine text="glaux sync" /><CodeLine text="glaux demo" /></div>}
    >
      {t('none.text')}
    </Empty>
  )
}

function Sources({ status }: { status: Schemas['Status'] }) {
  const { t } = useTranslation('status')
  const f = useFormat()
  const now = useNow()
  const [state, set] = useUrlState(codec)
  const chosen = status.sources.find((s) => s.name === state.source) ?? status.sources.find(isBill) ?? status.sources[0]
  const months = status.sources.flatMap((s) => s.months)
  const stated = months.filter((m) => m.stated !== undefined).length
  const billed = months.filter((m) => m.cost !== undefined).length
  const invoices = months.reduce((n, m) => n + (m.invoices ?? 0), 0)
  const files = months.reduce((n, m) => n + m.files, 0)
  const bytes = months.reduce((n, m) => n + m.bytes, 0)
  const faults = status.sources.filter((s) => (s.faults ?? []).length > 0)
  const trust = trustOf(status, now)
  return (
    <>
      <Stats>
        <Stat
          name={t('difference')}
          value={f.money(status.difference)}
          tone={billed === 0 ? undefined : status.ties ? 'good' : 'bad'}
          note={stated > 0 ? t(status.ties ? 'tiesNote' : 'differsNote', { stated, billed }) : t('wholeNote')}
        />
        <Stat name={t('billMonths')} value={f.number(status.months.length)} note={t('invoices', { count: invoices, formatted: f.number(invoices) })} />
        <Stat name={t('rows')} value={f.number(months.reduce((n, m) => n + m.rows, 0))} note={files > 0 ? t('filesNote', { files: f.number(files) }) : undefined} />
        {bytes > 0 ? <Stat name={t('bytes')} value={f.bytes(bytes)} note={t('bytesNote')} /> : null}
        <Stat
          name={t('synced')}
          value={status.synced ? f.ago(status.synced, now) : t('never')}
          tone={trust === 'old' ? 'warn' : undefined}
          note={status.synced ? f.moment(status.synced) : undefined}
        />
        <Stat name={t('days')} value={status.last ? f.date(status.last) : '–'} note={status.first ? t('daysNote', { first: f.date(status.first) }) : undefined} />
      </Stats>
      {faults.length > 0 ? (
        <div className={parts.fault} role="alert">
          <Text size="sm" fw={600}>{t('faultsTitle')}</Text>
          <ul className={classes.says}>
            {faults.flatMap((s) => (s.faults ?? []).map((says, at) => <li key={s.name + at}><b>{s.name}</b>: <span lang="en">{says}</span></li>))}
          </ul>
        </div>
      ) : null}
      <Section title={t('sources')} note={t('count', { count: status.sources.length })}>
        <Scroll label={t('sources')}>
          <Table highlightOnHover miw={680}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('source')}</Table.Th>
                <Table.Th>{t('kind')}</Table.Th>
                <Table.Th>{t('monthsHead')}</Table.Th>
                <Table.Th className={parts.num}>{t('rows')}</Table.Th>
                {bytes > 0 ? <Table.Th className={parts.num}>{t('bytes')}</Table.Th> : null}
                <Table.Th>{t('synced')}</Table.Th>
                <Table.Th>{t('state')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {status.sources.map((s) => (
                <Table.Tr key={s.name} data-chosen={s === chosen || undefined} className={classes.row} onClick={() => set({ source: s.name }, { replace: true })}>
                  <Table.Td><UnstyledButton className={classes.name} aria-pressed={s === chosen}>{s.name}</UnstyledButton></Table.Td>
                  <Table.Td>{s.title}</Table.Td>
                  <Table.Td>{spanOf(s, f.date)}</Table.Td>
                  <Table.Td className={parts.num}>{f.number(s.months.reduce((n, m) => n + m.rows, 0))}</Table.Td>
                  {bytes > 0 ? <Table.Td className={parts.num}>{f.bytes(s.months.reduce((n, m) => n + m.bytes, 0))}</Table.Td> : null}
                  <Table.Td>{s.synced ? f.ago(s.synced, now) : t('never')}</Table.Td>
                  <Table.Td><SourceState source={s} /></Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Scroll>
      </Section>
      {chosen ? <One source={chosen} /> : null}
      <Text size="xs" c="dimmed">{t('readinessHint')} <Link to="/readiness" className={classes.link}>{t('readinessLink')}</Link></Text>
    </>
  )
}

function SourceState({ source }: { source: Source }) {
  const { t } = useTranslation('status')
  const faults = source.faults?.length ?? 0
  const notes = source.notes?.length ?? 0
  if (faults > 0) return <Mark tone="bad" icon={<IconAlertTriangle size={13} aria-hidden />}>{t('faults', { count: faults })}</Mark>
  if (source.months.length === 0) return <Mark tone="warn" icon={<IconAlertTriangle size={13} aria-hidden />}>{t('empty')}</Mark>
  if (notes > 0) return <Mark icon={<IconInfoCircle size={13} aria-hidden />}>{t('notes', { count: notes })}</Mark>
  return <Mark tone="good" icon={<IconCircleCheck size={13} aria-hidden />}>{t('good')}</Mark>
}

function One({ source }: { source: Source }) {
  const { t } = useTranslation('status')
  return (
    <Section title={source.name} note={<>{source.title}{source.location ? <> · <code className={classes.location}>{source.location}</code></> : null}</>}>
      {source.notes?.length ? (
        <ul className={classes.says} aria-label={t('notesTitle')}>
          {source.notes.map((says, at) => <li key={at}><IconInfoCircle size={14} aria-hidden className={classes.note} /> <Says text={says} /></li>)}
        </ul>
      ) : null}
      <Months source={source} bill={isBill(source)} />
    </Section>
  )
}

/** A note of a source in the reader's language; what is not known there stays English, and is marked so. */
function Says({ text }: { text: string }) {
  const { i18n } = useTranslation('status')
  const japanese = i18n.language === 'ja' ? inJapanese(text) : undefined
  return japanese === undefined ? <span lang="en">{text}</span> : japanese
}

function isBill(s: Source): boolean {
  return s.months.some((m) => m.cost !== undefined)
}

function spanOf(s: Source, date: (d: string, grain: 'month') => string): string {
  const first = s.months[0]?.month
  const last = s.months.at(-1)?.month
  if (!first || !last) return '–'
  return first === last ? date(first, 'month') : `${date(first, 'month')} – ${date(last, 'month')}`
}
