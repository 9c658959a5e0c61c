import { ActionIcon, Button, Group, Menu, MultiSelect, Select, Stack, Text, TextInput, Tooltip } from '@mantine/core'
import { IconDownload, IconSettings } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { defaultChart } from '../../charts/defaults'
import type { ChartHandle } from '../../charts/types'
import { useFormat } from '../../lib/format'
import { download, downloadData } from '../../lib/keep'
import { FaultBox } from '../../parts/FaultBox'
import { Lines } from '../../parts/Loaded'
import type { Column, RowSource } from '../../parts/grid'
import css from './sql.module.css'
import type { Chart } from './tabs'

const ResultChart = lazy(() => import('../../charts/ResultChart').then((m) => ({ default: m.ResultChart })))

// A chart of more rows tells nobody more.
const mostRows = 5000
const types = ['bar', 'stacked', 'line', 'area', 'scatter', 'pie', 'heatmap', 'sankey', 'treemap', 'number'] as const

interface ChartViewProps {
  job: string
  source: RowSource
  columns: Column[]
  found: number
  done: boolean
  title: string
  chart: Chart | undefined
  onChange: (chart: Chart | undefined) => void
}

/** A result as a chart, with its settings. Without any, they are guessed from the columns. */
export function ChartView({ job, source, columns, found, done, title, chart, onChange }: ChartViewProps) {
  const { t } = useTranslation('sql')
  const format = useFormat()
  const [settings, setSettings] = useState(() => window.innerWidth > 768)
  const handle = useRef<ChartHandle | null>(null)
  const rows = useQuery({
    queryKey: ['chart', job],
    enabled: done,
    staleTime: Infinity,
    queryFn: ({ signal }) => source.range(0, mostRows, signal),
  })
  const cells = useMemo(() => (rows.data ?? []).map((r) => [...r]), [rows.data])
  const guess = useMemo(() => defaultChart(columns, cells), [columns, cells])
  const used = useMemo(() => {
    const names = new Set(columns.map((c) => c.name.toLowerCase()))
    const fits = chart && [chart.x, chart.series, chart.to, ...(chart.y ?? [])].every((n) => !n || names.has(n.toLowerCase()))
    if (fits) return chart
    return guess.type === 'table' ? { ...guess, type: 'bar' as const } : guess
  }, [chart, guess, columns])
  if (!done) return <div className={css.message}><Text size="sm" c="dimmed">{t('chart.waiting')}</Text></div>
  if (rows.isError) return <div className={css.message}><FaultBox fault={rows.error} retry={() => void rows.refetch()} /></div>
  if (!rows.data) return <div className={css.message}><Lines /></div>
  const name = (title || 'chart').replace(/[^\p{L}\p{N}_-]+/gu, '-')
  const png = () => {
    const url = handle.current?.png()
    if (url) downloadData(`${name}.png`, url)
  }
  return (
    <div className={css.chart}>
      <div className={css.chartArea}>
        <Group justify="space-between" mb={4} wrap="nowrap">
          <Text size="xs" c="dimmed">{found > rows.data.length ? t('chart.partOf', { shown: format.number(rows.data.length), found: format.number(found) }) : t('chart.all', { found: format.number(found) })}</Text>
          <Group gap={2} wrap="nowrap">
            <Menu>
              <Menu.Target><ActionIcon aria-label={t('chart.export')}><IconDownload size={16} /></ActionIcon></Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={png}>PNG</Menu.Item>
                <Menu.Item onClick={() => { const svg = handle.current?.svg(); if (svg) download(`${name}.svg`, svg, 'image/svg+xml') }}>SVG</Menu.Item>
              </Menu.Dropdown>
            </Menu>
            <Tooltip label={t('chart.settings')}><ActionIcon aria-label={t('chart.settings')} aria-pressed={settings} onClick={() => setSettings(!settings)}><IconSettings size={16} /></ActionIcon></Tooltip>
          </Group>
        </Group>
        <Suspense fallback={<Lines />}>
          <ResultChart chart={used} columns={columns} rows={cells} title={title} height={340} handle={(h) => { handle.current = h }} />
        </Suspense>
      </div>
      {settings && <Settings chart={used} columns={columns} guessed={chart === undefined} onChange={onChange} />}
    </div>
  )
}

function Settings({ chart, columns, guessed, onChange }: { chart: Chart; columns: Column[]; guessed: boolean; onChange: (chart: Chart | undefined) => void }) {
  const { t } = useTranslation('sql')
  const names = [...new Set(columns.map((c) => c.name))]
  const set = (more: Partial<Chart>) => onChange({ ...chart, ...more })
  const flow = chart.type === 'sankey' || chart.type === 'heatmap'
  const one = chart.type === 'pie' || chart.type === 'treemap' || flow || chart.type === 'scatter'
  return (
    <div className={css.chartSettings}>
      <Stack gap="xs">
        <Select label={t('chart.type')} value={chart.type} allowDeselect={false} data={types.map((v) => ({ value: v, label: t(`chart.types.${v}`) }))} onChange={(v) => v && set({ type: v as Chart['type'] })} />
        {chart.type !== 'number' && <Select label={t(chart.type === 'sankey' ? 'chart.from' : chart.type === 'pie' || chart.type === 'treemap' ? 'chart.names' : 'chart.x')} value={chart.x ?? null} data={names} onChange={(v) => set({ x: v ?? undefined })} searchable />}
        {flow && <Select label={t(chart.type === 'sankey' ? 'chart.to' : 'chart.second')} value={chart.to ?? null} data={names} onChange={(v) => set({ to: v ?? undefined })} searchable />}
        {one
          ? <Select label={t('chart.y')} value={chart.y?.[0] ?? null} data={names} onChange={(v) => set({ y: v ? [v] : undefined })} searchable />
          : <MultiSelect label={t('chart.ys')} value={chart.y ?? []} data={names} onChange={(v) => set({ y: v })} searchable />}
        {!flow && chart.type !== 'pie' && chart.type !== 'number' && <Select label={t('chart.series')} value={chart.series ?? null} data={names} clearable onChange={(v) => set({ series: v ?? undefined })} searchable />}
        <TextInput label={t('chart.unit')} value={chart.unit ?? ''} placeholder="USD, GB, %" onChange={(e) => set({ unit: e.currentTarget.value || undefined })} maxLength={16} />
        {!guessed && <Button variant="subtle" size="compact-sm" onClick={() => onChange(undefined)}>{t('chart.reset')}</Button>}
      </Stack>
    </div>
  )
}
