// What a principal would see: rows counted and shown, columns, totals, each against what who asks sees.
import { Table } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../lib/format'
import { Empty } from '../../parts/Empty'
import { FaultBox } from '../../parts/FaultBox'
import { Grid, MemorySource } from '../../parts/grid'
import { Lines } from '../../parts/Loaded'
import parts from '../../parts/parts.module.css'
import { Section } from '../../parts/Section'
import { Stat, Stats } from '../../parts/Stat'
import { previewQuery, type Filter, type Preview } from './data'
import classes from './sharing.module.css'

/** The preview of a filter that need not be kept yet. */
export function PreviewPane({ as, filter, alone, ready }: { as: string; filter: Filter; alone: boolean; ready: boolean }) {
  const { t } = useTranslation('sharing')
  const wanted = JSON.stringify({ as, database: filter.database, table: filter.table, filter: { ...filter, name: filter.name || 'preview' }, alone, limit: 50 })
  const [asked] = useDebouncedValue(wanted, 400)
  const preview = useQuery({ ...previewQuery(JSON.parse(asked) as Parameters<typeof previewQuery>[0], ready && as !== ''), placeholderData: keepPreviousData })
  if (!ready || as === '') return <Empty title={t('preview.none')}>{t('preview.noneText')}</Empty>
  if (preview.isError) return <FaultBox fault={preview.error} retry={() => void preview.refetch()} />
  if (!preview.data) return <Lines count={8} />
  return <div aria-busy={preview.isFetching || asked !== wanted} className={classes.seen} data-testid="preview"><Shown preview={preview.data} as={as} /></div>
}

function Shown({ preview, as }: { preview: Preview; as: string }) {
  const { t } = useTranslation('sharing')
  const f = useFormat()
  const { table } = preview
  const hidden = table.hidden?.length ?? 0
  const source = useMemo(() => new MemorySource(table.columns.map(({ name, type }) => ({ name, type })), preview.rows), [table.columns, preview.rows])
  const share = preview.of ? preview.seen / preview.of : null
  return (
    <>
      <Stats>
        <Stat name={t('rows')} value={f.number(preview.seen)} note={preview.of === null ? undefined : t('preview.of', { all: f.number(preview.of), share: share === null ? '–' : f.percent(share) })} />
        <Stat name={t('columns')} value={f.number(table.columns.length)} note={t('preview.of', { all: f.number(table.columns.length + hidden), share: f.percent(table.columns.length / Math.max(1, table.columns.length + hidden)) })} />
      </Stats>
      {preview.totals.length > 0 ? (
        <Section title={t('preview.totals')}>
          <Table>
            <Table.Thead><Table.Tr><Table.Th>{t('column')}</Table.Th><Table.Th className={parts.num}>{t('preview.seenBy', { principal: as })}</Table.Th><Table.Th className={parts.num}>{t('preview.all')}</Table.Th></Table.Tr></Table.Thead>
            <Table.Tbody>
              {preview.totals.map((x) => (
                <Table.Tr key={x.column}><Table.Td className={classes.name}>{x.column}</Table.Td><Table.Td className={parts.num}>{x.seen === null ? '–' : f.number(x.seen)}</Table.Td><Table.Td className={parts.num}>{x.of === null ? '–' : f.number(x.of)}</Table.Td></Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Section>
      ) : null}
      {table.columns.length === 0 ? <Empty title={t('preview.nothing')}>{t('preview.nothingText', { principal: as })}</Empty> : (
        <Section title={t('preview.rows')} note={t('shownOf', { shown: f.number(preview.rows.length), all: f.number(preview.seen) })}>
          <div className={classes.rows}><Grid source={source} label={t('preview.rows')} /></div>
        </Section>
      )}
    </>
  )
}
