// The addresses of a result's column as words: who they are, by name, subnet, zone, service or a tag.
import { Button, Group, Modal, Select, Stack, Switch, Table, Text, TextInput } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { momentOf, timeColumn } from '../../lib/address'
import { useFormat } from '../../lib/format'
import { notify } from '../../lib/notify'
import { FaultBox } from '../../parts/FaultBox'
import { Lines } from '../../parts/Loaded'
import parts from '../../parts/parts.module.css'
import { SqlButton } from '../../parts/SqlButton'
import type { RowSource } from '../../parts/grid'
import { classified, type Classified } from '../network/data'
import { asColumn, collect, isQuery, nameOf, withColumn } from './classify'
import css from './sql.module.css'

const levels = ['name', 'service', 'subnet', 'az', 'vpc', 'account', 'type', 'owner', 'tag'] as const
const mostClasses = 30

interface Props {
  /** The statement whose rows these are; its job names them for good. */
  job: { id: string; sql: string }
  source: RowSource
  column: number
  onClose: () => void
  onInsert: (text: string) => void
  onOpenSql: (sql: string) => void
}

/** The dialog. It asks at once; another level asks again. */
export function ClassifyDialog({ job, source, column, onClose, onInsert, onOpenSql }: Props) {
  const { t } = useTranslation('sql')
  const [chosen, setChosen] = useState<(typeof levels)[number]>('name')
  const [key, setKey] = useState('team')
  const time = timeColumn(source.columns)
  const [timed, setTimed] = useState(true)
  const name = source.columns[column]?.name ?? ''
  const level = chosen === 'tag' ? `tag:${key.trim()}` : chosen
  const collected = useQuery({ queryKey: ['classify', job.id, column, source.count], staleTime: Infinity, queryFn: ({ signal }) => collect(source, column, signal) })
  const addresses = collected.data?.addresses ?? []
  const first = source.row(0)
  const at = (first && momentOf(source.columns, first)) || undefined
  const body = { addresses, level, column: name, time: timed && time ? time : undefined, at }
  const made = useQuery({
    queryKey: ['classified', job.id, column, addresses.length, level, body.time], enabled: addresses.length > 0 && level !== 'tag:', staleTime: 5 * 60_000, placeholderData: keepPreviousData,
    queryFn: () => classified(body),
  })
  const ready = made.data && !made.isPlaceholderData ? made.data : undefined
  const as = nameOf(name, level)
  const add = () => { if (ready) { onOpenSql(withColumn(job.sql, ready.case, as)); onClose() } }
  const insert = () => { if (ready) { onInsert(asColumn(ready.case, as)); onClose() } }
  return (
    <Modal opened onClose={onClose} title={t('classify.title', { name })} size="lg">
      <form onSubmit={(e) => { e.preventDefault(); if (isQuery(job.sql)) add(); else insert() }}>
        <Stack gap="sm">
          <Group gap="sm" align="flex-end">
            <Select label={t('classify.level')} value={chosen} allowDeselect={false} w={190} data={levels.map((value) => ({ value, label: t(`classify.levels.${value}`) }))} onChange={(v) => setChosen((v ?? 'name') as typeof chosen)} data-autofocus />
            {chosen === 'tag' ? <TextInput label={t('classify.key')} value={key} w={150} onChange={(e) => setKey(e.currentTarget.value)} /> : null}
            {time ? <Switch label={t('classify.timed', { column: time })} checked={timed} onChange={(e) => setTimed(e.currentTarget.checked)} mb={6} /> : null}
          </Group>
          {collected.isError ? <FaultBox fault={collected.error} retry={() => void collected.refetch()} /> : null}
          {collected.data && addresses.length === 0 ? <Text size="sm">{t('classify.none')}</Text> : null}
          {made.isError ? <FaultBox fault={made.error} retry={() => void made.refetch()} /> : null}
          {made.data && !made.isError ? <Made of={made.data} /> : !made.isError && !collected.isError && (addresses.length > 0 || collected.isPending) ? <Lines count={6} /> : null}
          {collected.data && (!collected.data.all || collected.data.distinct > addresses.length) ? <Bounded of={{ ...collected.data, taken: addresses.length }} /> : null}
          <Group justify="flex-end" gap="xs">
            {ready ? <SqlButton sql={ready.sql} run label={t('classify.check')} /> : null}
            <span className={css.spring} />
            <Button variant="default" disabled={!ready} onClick={() => void notify.copied(ready ? asColumn(ready.case, as) : '')}>{t('copy')}</Button>
            <Button variant={isQuery(job.sql) ? 'default' : 'filled'} disabled={!ready} onClick={insert}>{t('classify.insert')}</Button>
            {isQuery(job.sql) ? <Button type="submit" disabled={!ready}>{t('classify.add')}</Button> : null}
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

function Bounded({ of: c }: { of: { rows: number; distinct: number; taken: number } }) {
  const { t } = useTranslation('sql')
  const f = useFormat()
  return <Text size="xs" className={css.warn}>{t('classify.bounded', { rows: f.number(c.rows), taken: f.number(c.taken), distinct: f.number(c.distinct) })}</Text>
}

/** What the expression covers, its words, and its text. */
function Made({ of: c }: { of: Classified }) {
  const { t } = useTranslation('sql')
  const f = useFormat()
  const classes = [...c.classes].sort((a, b) => b.addresses.length - a.addresses.length)
  return (
    <Stack gap="xs">
      <Text size="sm" data-testid="coverage">
        <b>{t('classify.covered', { covered: f.number(c.covered), count: c.asked, asked: f.number(c.asked) })}</b>
        {c.unknown && c.unknown.length > 0 ? <Text span size="xs" c="dimmed"> · {t('classify.unknown', { count: c.unknown.length, some: c.unknown.slice(0, 4).join(', ') })}</Text> : null}
        {c.reused && c.reused.length > 0 ? <Text span size="xs" c="dimmed"> · {t('classify.reused', { count: c.reused.length, some: c.reused.slice(0, 4).join(', ') })}</Text> : null}
      </Text>
      {classes.length > 0 ? (
        <div className={css.classes} tabIndex={0} role="group" aria-label={t('classify.words')}>
          <Table stickyHeader>
            <Table.Thead><Table.Tr><Table.Th>{t('classify.word')}</Table.Th><Table.Th className={parts.num}>{t('classify.addresses')}</Table.Th><Table.Th>{t('classify.blocks')}</Table.Th></Table.Tr></Table.Thead>
            <Table.Tbody>
              {classes.slice(0, mostClasses).map((one) => (
                <Table.Tr key={one.word}><Table.Td>{one.word}</Table.Td><Table.Td className={parts.num}>{f.number(one.addresses.length)}</Table.Td><Table.Td className={css.mono}>{one.blocks.slice(0, 4).join(', ')}{one.blocks.length > 4 ? ` … +${one.blocks.length - 4}` : ''}</Table.Td></Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
          {classes.length > mostClasses ? <Text size="xs" c="dimmed" p={4}>{t('classify.moreWords', { count: classes.length - mostClasses })}</Text> : null}
        </div>
      ) : null}
      <pre className={css.case} tabIndex={0} aria-label={t('classify.expression')}>{c.case}</pre>
    </Stack>
  )
}
