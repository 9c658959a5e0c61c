import { ActionIcon, Alert, CopyButton, Button, Group, Loader, Stack, Table, Text } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Schemas } from '../../api/client'
import { sayFault } from '../../lib/notify'
import css from './Grid.module.css'
import { pretty } from './pretty'
import type { Column, Value } from './types'

type Statistics = Schemas['ConsoleColumnStatistics']

/** What stands at the side of the grid: one value in full, or what a column holds. */
export function Panel({ title, type, onClose, children }: { title: string; type: string; onClose: () => void; children: ReactNode }) {
  const { t } = useTranslation('sql')
  return (
    <aside className={css.panel} aria-label={title} onKeyDown={(e) => { if (e.key === 'Escape') { e.stopPropagation(); onClose() } }}>
      <Group justify="space-between" wrap="nowrap" mb="xs">
        <div>
          <Text fw={600} style={{ overflowWrap: 'anywhere' }}>{title}</Text>
          <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>{type}</Text>
        </div>
        <ActionIcon variant="subtle" onClick={onClose} aria-label={t('grid.closePanel')} style={{ alignSelf: 'flex-start' }}><IconX size={16} /></ActionIcon>
      </Group>
      {children}
    </aside>
  )
}

/** One value, whole and readable. */
export function ValueView({ value, column }: { value: Value; column: Column }) {
  const { t } = useTranslation('sql')
  if (value === null) return <Text fs="italic" c="dimmed">NULL</Text>
  const text = pretty(value, column)
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <CopyButton value={value}>
          {({ copied, copy }) => <Button size="compact-xs" variant="default" onClick={copy}>{copied ? t('copied') : t('copy')}</Button>}
        </CopyButton>
        <Text size="xs" c="dimmed">{t('grid.characters', { count: value.length })}</Text>
      </Group>
      <pre className={css.value} tabIndex={0}>{text}</pre>
    </Stack>
  )
}

/** The statistics of a column with its histogram or its frequent values. */
export function StatisticsView({ load, onOpenSql }: { load: () => Promise<Statistics>; onOpenSql?: (sql: string) => void }) {
  const { t, i18n } = useTranslation('sql')
  const [state, setState] = useState<{ data?: Statistics; error?: string }>({})
  useEffect(() => {
    let live = true
    load().then((data) => { if (live) setState({ data }) }, (err: unknown) => { if (live) setState({ error: sayFault(err).message }) })
    return () => { live = false }
  }, [load])
  if (state.error) return <Alert color="red">{state.error}</Alert>
  const s = state.data
  if (!s) return <Loader size="sm" aria-label={t('grid.loading')} />
  const count = (n: number) => n.toLocaleString(i18n.language)
  const lines: [string, string | undefined][] = [
    [t('grid.rows'), count(s.rows)], [t('grid.nulls'), count(s.nulls)], [t('grid.distinct'), `≈ ${count(s.distinct)}`],
    [t('grid.min'), s.min], [t('grid.max'), s.max], [t('grid.mean'), s.mean], [t('grid.sum'), s.sum],
  ]
  return (
    <Stack gap="sm">
      <Table verticalSpacing={2} withRowBorders={false}>
        <Table.Tbody>
          {lines.map(([name, value]) => value !== undefined && value !== '' && (
            <Table.Tr key={name}>
              <Table.Th fw={400} c="dimmed">{name}</Table.Th>
              <Table.Td ta="right" style={{ overflowWrap: 'anywhere', fontVariantNumeric: 'tabular-nums' }}>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {s.histogram && s.histogram.length > 0 && <Bars bars={s.histogram} />}
      {s.frequent && s.frequent.length > 0 && (
        <Table verticalSpacing={2}>
          <Table.Thead><Table.Tr><Table.Th>{t('grid.value')}</Table.Th><Table.Th ta="right">{t('grid.rows')}</Table.Th></Table.Tr></Table.Thead>
          <Table.Tbody>
            {s.frequent.map((f) => (
              <Table.Tr key={f.value}>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>{f.value}</Table.Td>
                <Table.Td ta="right" style={{ fontVariantNumeric: 'tabular-nums' }}>{count(f.rows)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {onOpenSql && s.sql && <Button size="compact-sm" variant="default" onClick={() => onOpenSql(s.sql)}>{t('grid.openSql')}</Button>}
    </Stack>
  )
}

function Bars({ bars }: { bars: Schemas['ConsoleBar'][] }) {
  const { t } = useTranslation('sql')
  const most = Math.max(1, ...bars.map((b) => b.rows))
  const width = 100 / bars.length
  return (
    <figure style={{ margin: 0 }}>
      <svg className={css.bars} viewBox="0 0 100 100" preserveAspectRatio="none" role="img" aria-label={t('grid.histogram')}>
        {bars.map((b, i) => {
          const height = b.rows === 0 ? 0 : Math.max(1, (b.rows / most) * 100)
          return (
            <rect key={b.from + i} x={i * width + width * 0.06} width={width * 0.88} y={100 - height} height={height}>
              <title>{t('grid.bar', { from: b.from, to: b.to, count: b.rows })}</title>
            </rect>
          )
        })}
      </svg>
      <Group justify="space-between" component="figcaption">
        <Text size="xs" c="dimmed">{bars[0]?.from}</Text>
        <Text size="xs" c="dimmed">{bars.at(-1)?.to}</Text>
      </Group>
    </figure>
  )
}
