import { Table, Text } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Schemas } from '../../api/client'
import { compare, minus, ratio, sum } from '../../lib/decimal'
import { useFormat } from '../../lib/format'
import { Mark } from '../../parts/Mark'
import parts from '../../parts/parts.module.css'
import { withGaps } from './months'
import classes from './status.module.css'

/** The months of a source, newest first; of a bill with what was loaded beside what the delivery states. */
export function Months({ source, bill }: { source: Schemas['SourceStatus']; bill: boolean }) {
  const { t } = useTranslation('status')
  const f = useFormat()
  const rows = withGaps(source.months).reverse()
  const dearest = source.months.reduce((max, m) => (m.cost && compare(m.cost, max) > 0 ? m.cost : max), '0')
  const most = Math.max(1, ...source.months.map((m) => m.rows))
  return (
    <Table.ScrollContainer minWidth={bill ? 720 : 520} type="native">
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('month')}</Table.Th>
            {bill ? (
              <>
                <Table.Th className={parts.num}>{t('loaded')}</Table.Th>
                <Table.Th className={parts.num}>{t('stated')}</Table.Th>
                <Table.Th className={parts.num}>{t('difference')}</Table.Th>
                <Table.Th>{t('state')}</Table.Th>
              </>
            ) : null}
            <Table.Th className={parts.num}>{t('rows')}</Table.Th>
            <Table.Th className={parts.num}>{t('filesHead')}</Table.Th>
            <Table.Th className={parts.num}>{t('bytes')}</Table.Th>
            <Table.Th>{t('changed')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((m) =>
            typeof m === 'string' ? (
              <Table.Tr key={m}>
                <Table.Td>{f.date(m, 'month')}</Table.Td>
                <Table.Td colSpan={bill ? 8 : 4}><Mark tone="warn" icon={<IconAlertTriangle size={13} aria-hidden />}>{t('missing')}</Mark></Table.Td>
              </Table.Tr>
            ) : (
              <Table.Tr key={m.month}>
                <Table.Td>{f.date(m.month, 'month')}</Table.Td>
                {bill ? (
                  <>
                    <Table.Td className={parts.num}>
                      <span className={classes.bar} style={{ '--share': `${100 * Math.max(0, ratio(m.cost ?? '0', dearest) ?? 0)}%` } as React.CSSProperties}>
                        {m.cost === undefined ? '–' : f.money(m.cost)}
                      </span>
                    </Table.Td>
                    <Table.Td className={parts.num}>{m.stated === undefined ? <Text span size="sm" c="dimmed">{t('notStated')}</Text> : f.money(m.stated)}</Table.Td>
                    <Table.Td className={parts.num}>{m.cost === undefined || m.stated === undefined ? '–' : f.money(minus(m.cost, m.stated), { signed: true })}</Table.Td>
                    <Table.Td><Ties month={m} /></Table.Td>
                  </>
                ) : null}
                <Table.Td className={parts.num}>
                  {bill ? f.number(m.rows) : <span className={classes.bar} style={{ '--share': `${(100 * m.rows) / most}%` } as React.CSSProperties}>{f.number(m.rows)}</span>}
                </Table.Td>
                <Table.Td className={parts.num}>{f.number(m.files)}</Table.Td>
                <Table.Td className={parts.num}>{f.bytes(m.bytes)}</Table.Td>
                <Table.Td>{f.moment(m.changed)}</Table.Td>
              </Table.Tr>
            ),
          )}
        </Table.Tbody>
        {bill ? (
          <Table.Tfoot>
            <Table.Tr>
              <Table.Th>{t('total')}</Table.Th>
              <Table.Td className={parts.num}>{f.money(sum(source.months.map((m) => m.cost ?? '0')))}</Table.Td>
              <Table.Td className={parts.num}>{f.money(sum(source.months.map((m) => m.stated ?? '0')))}</Table.Td>
              <Table.Td colSpan={2} />
              <Table.Td className={parts.num}>{f.number(source.months.reduce((n, m) => n + m.rows, 0))}</Table.Td>
              <Table.Td className={parts.num}>{f.number(source.months.reduce((n, m) => n + m.files, 0))}</Table.Td>
              <Table.Td className={parts.num}>{f.bytes(source.months.reduce((n, m) => n + m.bytes, 0))}</Table.Td>
              <Table.Td />
            </Table.Tr>
          </Table.Tfoot>
        ) : null}
      </Table>
    </Table.ScrollContainer>
  )
}

function Ties({ month }: { month: Schemas['MonthStatus'] }) {
  const { t } = useTranslation('status')
  if (month.cost === undefined || month.stated === undefined) return <Mark>{t('unchecked')}</Mark>
  if (compare(month.cost, month.stated) === 0) return <Mark tone="good" icon={<IconCircleCheck size={13} aria-hidden />}>{t('ties')}</Mark>
  return <Mark tone="bad" icon={<IconAlertTriangle size={13} aria-hidden />}>{t('differs')}</Mark>
}
