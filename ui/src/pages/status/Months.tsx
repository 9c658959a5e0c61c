import { Table, Text, Tooltip } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import type { CSSProperties, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Schemas } from '../../api/client'
import { compare, minus, ratio, sum } from '../../lib/decimal'
import { useFormat } from '../../lib/format'
import { Mark } from '../../parts/Mark'
import parts from '../../parts/parts.module.css'
import { Scroll } from '../../parts/Scroll'
import { withGaps } from './months'
import classes from './status.module.css'

type Month = Schemas['MonthStatus']

/** A column of the table: its name, what stands in a row, and below the rows. */
type Column = { name: string; figure?: boolean; cell: (m: Month) => ReactNode; foot?: ReactNode }

/** The months of a source, newest first; of a bill with what queries answer beside what was delivered. */
export function Months({ source, bill }: { source: Schemas['SourceStatus']; bill: boolean }) {
  const { t } = useTranslation('status')
  const f = useFormat()
  const months = source.months
  const whole = months.some((m) => m.files > 0)
  const dearest = months.reduce((max, m) => (m.cost && compare(m.cost, max) > 0 ? m.cost : max), '0')
  const most = Math.max(1, ...months.map((m) => m.rows))
  const total = (of: (m: Month) => number) => months.reduce((n, m) => n + of(m), 0)
  const columns: Column[] = []
  if (bill) {
    columns.push({
      name: t('loaded'), figure: true, foot: f.money(sum(months.map((m) => m.cost ?? '0'))),
      cell: (m) => <Bar share={ratio(m.cost ?? '0', dearest) ?? 0}>{m.cost === undefined ? '–' : f.money(m.cost)}</Bar>,
    })
  }
  if (bill && whole) {
    columns.push(
      {
        name: t('stated'), figure: true, foot: f.money(sum(months.map((m) => m.stated ?? '0'))),
        cell: (m) => (m.stated === undefined ? <Text span size="sm" c="dimmed">{t('notStated')}</Text> : f.money(m.stated)),
      },
      { name: t('difference'), figure: true, cell: (m) => (m.cost === undefined || m.stated === undefined ? '–' : f.money(minus(m.cost, m.stated), { signed: true })) },
      { name: t('state'), cell: (m) => <Ties month={m} /> },
    )
  }
  if (bill) columns.push({ name: t('invoicesHead'), cell: (m) => <Invoices month={m} /> })
  columns.push({
    name: t('rows'), figure: true, foot: f.number(total((m) => m.rows)),
    cell: (m) => (bill ? f.number(m.rows) : <Bar share={m.rows / most}>{f.number(m.rows)}</Bar>),
  })
  if (whole) {
    columns.push(
      { name: t('filesHead'), figure: true, foot: f.number(total((m) => m.files)), cell: (m) => f.number(m.files) },
      { name: t('bytes'), figure: true, foot: f.bytes(total((m) => m.bytes)), cell: (m) => f.bytes(m.bytes) },
    )
  }
  columns.push({ name: t('changed'), cell: (m) => f.moment(m.changed) })
  return (
    <Scroll label={t('monthsHead')}>
      <Table miw={bill ? 760 : 520}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('month')}</Table.Th>
            {columns.map((c) => <Table.Th key={c.name} className={c.figure ? parts.num : undefined}>{c.name}</Table.Th>)}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {withGaps(months).reverse().map((m) => (
            <Table.Tr key={typeof m === 'string' ? m : m.month}>
              <Table.Td>{f.date(typeof m === 'string' ? m : m.month, 'month')}</Table.Td>
              {typeof m === 'string' ? (
                <Table.Td colSpan={columns.length}><Mark tone="warn" icon={<IconAlertTriangle size={13} aria-hidden />}>{t('missing')}</Mark></Table.Td>
              ) : (
                columns.map((c) => <Table.Td key={c.name} className={c.figure ? parts.num : undefined}>{c.cell(m)}</Table.Td>)
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
        <Table.Tfoot>
          <Table.Tr>
            <Table.Th>{t('total')}</Table.Th>
            {columns.map((c) => <Table.Td key={c.name} fw={600} className={c.figure ? parts.num : undefined}>{c.foot}</Table.Td>)}
          </Table.Tr>
        </Table.Tfoot>
      </Table>
    </Scroll>
  )
}

function Bar({ share, children }: { share: number; children: ReactNode }) {
  return <span className={classes.bar} style={{ '--share': `${100 * Math.max(0, share)}%` } as CSSProperties}>{children}</span>
}

function Ties({ month }: { month: Month }) {
  const { t } = useTranslation('status')
  if (month.cost === undefined || month.stated === undefined) return <Mark>{t('unchecked')}</Mark>
  if (month.ties) return <Mark tone="good" icon={<IconCircleCheck size={13} aria-hidden />}>{t('ties')}</Mark>
  return <Mark tone="bad" icon={<IconAlertTriangle size={13} aria-hidden />}>{t('differs')}</Mark>
}

function Invoices({ month }: { month: Month }) {
  const { t } = useTranslation('status')
  const f = useFormat()
  const open = month.open ?? 0
  const invoices = month.invoices ?? 0
  return (
    <>
      {invoices > 0 ? `${f.number(invoices)} ` : ''}
      {open > 0 ? <Tooltip label={t('openLines', { count: open, formatted: f.number(open) })}><span><Mark>{t('open')}</Mark></span></Tooltip> : null}
    </>
  )
}
