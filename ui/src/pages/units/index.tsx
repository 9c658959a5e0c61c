// What one of something costs: all units, with how that changed and what the change means.
import { Table, Text, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Sparkline } from '../../charts/Sparkline'
import { useFormat } from '../../lib/format'
import { billDays } from '../../lib/server'
import { useShortcuts } from '../../lib/shortcuts'
import { useUrlState } from '../../lib/url'
import { CodeLine } from '../../parts/CodeLine'
import { Empty } from '../../parts/Empty'
import { FaultBox } from '../../parts/FaultBox'
import { Lines } from '../../parts/Loaded'
import { Notes } from '../../parts/Notes'
import { PageHeader } from '../../parts/PageHeader'
import partClasses from '../../parts/parts.module.css'
import { Queries } from '../../parts/Queries'
import { Scroll } from '../../parts/Scroll'
import { upAndDown } from '../explorer/CostTable'
import { useTold } from '../network/told'
import { Controls } from './Controls'
import { unitsQuery, type Listed, type Listing } from './data'
import { askedOf, codec, pageOf, type PageState } from './state'
import classes from './units.module.css'
import { VerdictMark } from './VerdictMark'

const groups = ['own', 'compute', 'database', 'storage', 'network', 'messaging', 'analytics', 'ai', 'monitoring'] as const

/** The page. */
export default function UnitsPage() {
  const { t } = useTranslation('units')
  const [state, set] = useUrlState(codec)
  const bill = useQuery(billDays)
  const days = bill.data?.first && bill.data.last ? { first: bill.data.first, last: bill.data.last } : null
  const asked = useQuery({ ...unitsQuery(askedOf(state, days)), enabled: days !== null })
  const first = asked.data?.units[0]
  return (
    <>
      <PageHeader title={t('title')} beside={<Text size="xs" c="dimmed">{t('about')}</Text>} />
      {days ? <Controls state={state} set={set} days={days} chosen={first ? { after: { start: first.after.from, end: first.after.to }, before: { start: first.before.from, end: first.before.to } } : undefined} /> : null}
      {bill.data && !days ? <Empty title={t('noBill')} action={<CodeLine text="glaux demo" />}>{t('noBillText')}</Empty>
        : asked.data ? <div className={asked.isPlaceholderData ? classes.busy : undefined} aria-busy={asked.isFetching}><All of={asked.data} state={state} /></div>
          : asked.isError ? <FaultBox fault={asked.error} retry={() => void asked.refetch()} /> : bill.isError ? <FaultBox fault={bill.error} retry={() => void bill.refetch()} /> : <Lines count={16} height={26} />}
    </>
  )
}

function All({ of: list, state }: { of: Listing; state: PageState }) {
  const { t } = useTranslation('units')
  const tell = useTold()
  const [text, setText] = useState('')
  const search = useRef<HTMLInputElement>(null)
  useShortcuts([{ keys: 'f', label: t('search'), run: () => search.current?.focus() }])
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const fits = (u: Listed) => { const all = [u.id, u.title.en, u.title.ja, u.means.en, u.means.ja].join(' ').toLowerCase(); return words.every((w) => all.includes(w)) }
  const found = list.units.filter(fits)
  const told = found.filter((u) => u.hasData)
  const without = found.filter((u) => !u.hasData)
  return (
    <>
      <Notes texts={(list.notes ?? []).map(tell)} tone="warn" />
      <TextInput ref={search} aria-label={t('search')} placeholder={t('search')} value={text} w={260} mb="md" leftSection={<IconSearch size={14} aria-hidden />} onChange={(e) => setText(e.currentTarget.value)} />
      {found.length === 0 ? <Empty title={t('noneFit')} /> : null}
      {told.length > 0 ? <Rows of={told} currency={list.currency} state={state} /> : null}
      {without.length > 0 ? (
        <details className={classes.without} open={told.length === 0}>
          <summary>{t('without', { count: without.length })}</summary>
          <ul>{without.map((u) => <li key={u.id}><b>{tell(u.title)}</b> {u.missing ? tell(u.missing) : tell(u.means)}</li>)}</ul>
        </details>
      ) : null}
      <Text size="xs" c="dimmed" mt="md">{t('own')} <code>glaux unit test</code></Text>
      <Queries sql={list.sql} />
    </>
  )
}

function Rows({ of: units, currency, state }: { of: readonly Listed[]; currency: string; state: PageState }) {
  const { t } = useTranslation('units')
  return (
    <Scroll label={t('title')}>
      <Table miw={940} onKeyDown={upAndDown} data-testid="units">
        <Table.Thead><Table.Tr><Table.Th>{t('unit')}</Table.Th><Table.Th className={partClasses.num}>{t('costPer')}</Table.Th><Table.Th className={partClasses.num}>{t('change')}</Table.Th><Table.Th>{t('means')}</Table.Th><Table.Th>{t('year')}</Table.Th><Table.Th className={partClasses.num}>{t('cost')}</Table.Th><Table.Th className={partClasses.num}>{t('change')}</Table.Th><Table.Th className={partClasses.num}>{t('quantity')}</Table.Th><Table.Th className={partClasses.num}>{t('change')}</Table.Th></Table.Tr></Table.Thead>
        {groups.map((group) => {
          const some = units.filter((u) => u.group === group)
          return some.length === 0 ? null : (
            <Table.Tbody key={group}>
              <Table.Tr className={classes.group}><Table.Th scope="rowgroup" colSpan={9}>{t(`group.${group}`)}</Table.Th></Table.Tr>
              {some.map((u) => <One key={u.id} of={u} currency={currency} state={state} />)}
            </Table.Tbody>
          )
        })}
      </Table>
    </Scroll>
  )
}

function One({ of: u, currency, state }: { of: Listed; currency: string; state: PageState }) {
  const { t } = useTranslation('units')
  const f = useFormat()
  const tell = useTold()
  const part = (n: number | undefined) => (n === undefined ? '–' : f.percent(n, { signed: true }))
  const toned = (n: number | undefined) => <span className={n !== undefined && n > 0.0005 ? classes.up : n !== undefined && n < -0.0005 ? classes.down : undefined}>{part(n)}</span>
  return (
    <Table.Tr>
      <Table.Td className={classes.unit}>
        <Link to={pageOf(u.id, state) as never} className={classes.link} data-row>{tell(u.title)}</Link>
        <div className={classes.means}>{tell(u.means)}</div>
      </Table.Td>
      <Table.Td className={partClasses.num} title={u.after.costPer ? f.money(u.after.costPer, { currency, exact: true }) : undefined}>{u.after.costPer === undefined ? '–' : <b>{f.price(u.after.costPer, { currency })}</b>}</Table.Td>
      <Table.Td className={partClasses.num}>{toned(u.costPerChange)}</Table.Td>
      <Table.Td><span title={tell(u.verdict.says)}><VerdictMark of={u.verdict} /></span></Table.Td>
      <Table.Td><Sparkline values={u.points.map((p) => p.costPer ?? null)} label={t('yearLabel', { title: tell(u.title) })} /></Table.Td>
      <Table.Td className={partClasses.num}>{f.money(u.after.cost, { currency })}</Table.Td>
      <Table.Td className={partClasses.num}>{toned(u.costChange)}</Table.Td>
      <Table.Td className={partClasses.num} title={f.number(u.after.quantity)}>{f.number(u.after.quantity, { compact: true })}</Table.Td>
      <Table.Td className={partClasses.num}>{part(u.quantityChange)}</Table.Td>
    </Table.Tr>
  )
}
