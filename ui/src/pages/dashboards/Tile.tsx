// A tile: a query, run when it comes into sight, and shown as its file says.
import { ActionIcon, Group, Menu, Paper, Text, Tooltip } from '@mantine/core'
import { useIntersection } from '@mantine/hooks'
import { IconDots, IconInfoCircle } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useCallback, type CSSProperties } from 'react'
import { useTranslation } from 'react-i18next'
import { api, take, type Schemas } from '../../api/client'
import { ResultChart } from '../../charts/ResultChart'
import { useFormat } from '../../lib/format'
import { sqlLink } from '../../lib/url'
import { Empty } from '../../parts/Empty'
import { FaultBox } from '../../parts/FaultBox'
import { Lines } from '../../parts/Loaded'
import { columnName } from './columns'
import classes from './dashboards.module.css'
import { inLanguage } from './language'

type Answer = Schemas['TileAnswer']

const wide = 7
const numberHeight = 60
const chartHeight = 258

export function Tile({ dashboard, tile, values }: { dashboard: string; tile: Schemas['DashboardTile']; values: Record<string, string> }) {
  const { t, i18n } = useTranslation('dashboards')
  const { ref, entry } = useIntersection({ rootMargin: '200px' })
  const wanted = Object.fromEntries((tile.params ?? []).map((name) => [name, values[name] ?? '']))
  const { data, error, refetch, isFetching } = useQuery({
    queryKey: ['tile', dashboard, tile.id, wanted],
    enabled: entry?.isIntersecting ?? false,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => take(api.POST('/api/dashboards/{name}/tiles/{tile}', {
      params: { path: { name: dashboard, tile: tile.id } }, body: { params: wanted }, signal,
    })),
  })
  const title = inLanguage(i18n.language, tile.title, tile.titleJa)
  const note = inLanguage(i18n.language, tile.note, tile.noteJa)
  const kind = tile.chart.type === 'number' ? 'number' : 'chart'
  return (
    <Paper
      ref={ref} component="section" withBorder p="sm" aria-label={title} aria-busy={isFetching} className={classes.tile} data-kind={kind}
      data-wide={tile.width >= wide || undefined} style={{ '--tile-width': tile.width } as CSSProperties}
    >
      <Group gap={4} wrap="nowrap" mb={4}>
        <Text fw={600} size="sm" truncate title={title} component="h2" m={0}>{title}</Text>
        {note ? (
          <Tooltip label={note} multiline w={280} events={{ hover: true, focus: true, touch: true }}>
            <ActionIcon size="xs" aria-label={t('note', { note })}><IconInfoCircle size={13} /></ActionIcon>
          </Tooltip>
        ) : null}
        <TileMenu title={title} tile={tile} answer={data} />
      </Group>
      <div className={classes.body}>
        {error ? <FaultBox fault={error} retry={() => void refetch()} /> : null}
        {!data && !error ? <Lines count={1} height={kind === 'number' ? numberHeight : chartHeight} /> : null}
        {data && !error ? <Shown tile={tile} answer={data} title={title} /> : null}
      </div>
    </Paper>
  )
}

function TileMenu({ title, tile, answer }: { title: string; tile: Schemas['DashboardTile']; answer?: Answer }) {
  const { t } = useTranslation('dashboards')
  const { number } = useFormat()
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon size="sm" ml="auto" aria-label={t('menu', { title })}><IconDots size={15} /></ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={sqlLink({ sql: answer?.plain ?? tile.sql, run: Boolean(answer) })}>{t('openSql')}</Menu.Item>
        {answer ? <Menu.Label>{t('rows', { shown: number(answer.rows.length), found: number(answer.found) })}</Menu.Label> : null}
      </Menu.Dropdown>
    </Menu>
  )
}

function Shown({ tile, answer, title }: { tile: Schemas['DashboardTile']; answer: Answer; title: string }) {
  const { t, i18n } = useTranslation('dashboards')
  const nameOf = useCallback((name: string) => columnName(i18n.language, name), [i18n.language])
  if (answer.rows.length === 0) return <Empty title={t('noData')}>{inLanguage(i18n.language, tile.empty, tile.emptyJa) || t('noDataWhy')}</Empty>
  return <ResultChart chart={tile.chart} columns={answer.columns} rows={answer.rows} title={title} height={chartHeight} nameOf={nameOf} />
}
