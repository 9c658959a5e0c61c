// The list of cases.
import { Button, Group, Select, Switch, Table, Text, TextInput, UnstyledButton } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconCheck, IconSearch } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../lib/format'
import { useShortcuts } from '../../lib/shortcuts'
import { Empty } from '../../parts/Empty'
import { Loaded } from '../../parts/Loaded'
import parts from '../../parts/parts.module.css'
import { Scroll } from '../../parts/Scroll'
import classes from './anomalies.module.css'
import { caseClasses, casesQuery, severities, states, type Case, type Class, type List, type State } from './data'
import { fits, sorted, turned, type Sort, type SortKey } from './say'
import { Spark } from './Spark'
import { narrowed, type PageState } from './state'
import { Amount, CaseTitle, ClassMark, SeverityMark, StateMark } from './Titles'
import { Watch } from './Watch'

type Props = { state: PageState; change: (more: Partial<PageState>) => void }

/** Filters, the list, and how far the watch has come. */
export function Cases({ state, change }: Props) {
  const list = useQuery({
    ...casesQuery({
      state: state.state === 'all' ? undefined : state.state, class: state.class || undefined, lasting: state.lasting || undefined, account: state.account || undefined,
      service: state.service || undefined, owner: state.owner || undefined, since: state.since || undefined,
    }), placeholderData: keepPreviousData,
  })
  return (
    <>
      <Filters key={JSON.stringify([state.text, state.account, state.service, state.owner])} state={state} change={change} />
      <Loaded query={list} lines={12} height={34}>{(data) => <Found data={data} state={state} change={change} stale={list.isPlaceholderData} />}</Loaded>
    </>
  )
}

function Filters({ state, change }: Props) {
  const { t } = useTranslation('anomalies')
  const [typed, setTyped] = useState({ text: state.text, account: state.account, service: state.service, owner: state.owner })
  const search = useRef<HTMLInputElement>(null)
  useShortcuts([{ keys: 'f', label: t('filters'), run: () => search.current?.focus() }])
  const field = (name: keyof typeof typed, width: number) => (
    <TextInput
      ref={name === 'text' ? search : undefined} label={t(`filter.${name}`)} value={typed[name]} w={width} leftSection={name === 'text' ? <IconSearch size={14} aria-hidden /> : undefined}
      onChange={(e) => setTyped({ ...typed, [name]: e.currentTarget.value })} onBlur={() => { if (typed[name] !== state[name]) change(typed) }}
    />
  )
  return (
    <form className={classes.filters} aria-label={t('filters')} onSubmit={(e) => { e.preventDefault(); change(typed) }}>
      {field('text', 170)}
      <Select label={t('filter.state')} value={state.state} w={120} allowDeselect={false} data={[...states.map((value) => ({ value: value as string, label: t(`state.${value}`) })), { value: 'all', label: t('all') }]} onChange={(value) => change({ state: (value ?? 'open') as State | 'all' })} />
      <Select label={t('filter.severity')} value={state.severity || null} placeholder={t('any')} clearable w={120} data={severities.map((value) => ({ value, label: t(`severity.${value}`) }))} onChange={(value) => change({ severity: (value ?? '') as PageState['severity'] })} />
      <Select label={t('filter.class')} value={state.class || null} placeholder={t('any')} clearable w={140} data={caseClasses.map((value) => ({ value, label: t(`class.${value}`) }))} onChange={(value) => change({ class: (value ?? '') as Class | '' })} />
      {field('account', 120)}
      {field('service', 125)}
      {field('owner', 110)}
      <TextInput type="date" label={t('filter.since')} value={state.since} w={140} onChange={(e) => change({ since: e.currentTarget.value })} />
      <Switch label={t('filter.lasting')} checked={state.lasting} onChange={(e) => change({ lasting: e.currentTarget.checked })} />
      <button type="submit" hidden />
    </form>
  )
}

function Found({ data, state, change, stale }: Props & { data: List; stale: boolean }) {
  const { t } = useTranslation('anomalies')
  const shown = sorted(data.cases.filter((c) => (!state.severity || c.severity === state.severity) && (!state.text.trim() || fits(c, state.text.trim()))), state.sort)
  const none = narrowed(state) ? 'noneFit' : data.watch.day === undefined ? 'notYet' : state.state === 'open' ? 'noneOpen' : 'none'
  return (
    <>
      <Watch of={data.watch} />
      {shown.length === 0 ? (
        <Empty
          title={t(`empty.${none}`)} icon={none === 'noneOpen' ? <IconCheck size={28} stroke={1.4} aria-hidden /> : undefined}
          action={none === 'noneOpen' ? <Button variant="default" onClick={() => change({ state: 'all' })}>{t('showAll')}</Button> : undefined}
        >{t(`empty.${none}Text`)}</Empty>
      ) : (
        <div aria-busy={stale || undefined}>
          <Rows cases={shown} currency={data.currency} sort={state.sort} onSort={(sort) => change({ sort })} />
          <Text size="xs" c="dimmed" mt="xs" data-testid="shown">{t('shownOf', { shown: shown.length, count: data.found })}</Text>
        </div>
      )}
    </>
  )
}

/** Cases as a table. j and k go down and up, Enter opens. */
function Rows({ cases, currency, sort, onSort }: { cases: Case[]; currency: string; sort: Sort; onSort: (sort: Sort) => void }) {
  const { t } = useTranslation('anomalies')
  const f = useFormat()
  const body = useRef<HTMLTableSectionElement>(null)
  const move = (by: number) => {
    const links = [...(body.current?.querySelectorAll<HTMLAnchorElement>('a[data-case]') ?? [])]
    const at = links.findIndex((a) => a === document.activeElement)
    links[Math.min(links.length - 1, Math.max(0, at < 0 ? 0 : at + by))]?.focus()
  }
  useShortcuts([{ keys: 'j', label: t('keys.down'), run: () => move(1) }, { keys: 'k', label: t('keys.up'), run: () => move(-1) }])
  const head = (key: SortKey, num = false) => (
    <Table.Th className={num ? parts.num : undefined} aria-sort={sort.key === key ? (sort.down ? 'descending' : 'ascending') : undefined}>
      <UnstyledButton className={classes.sort} onClick={() => onSort(turned(sort, key))}>
        {t(`column.${key}`)}{sort.key === key ? (sort.down ? <IconArrowDown size={12} aria-hidden /> : <IconArrowUp size={12} aria-hidden />) : null}
      </UnstyledButton>
    </Table.Th>
  )
  return (
    <Scroll label={t('title')}>
      <Table miw={940} highlightOnHover data-testid="cases">
        <Table.Thead>
          <Table.Tr>{head('severity')}{head('what')}<Table.Th>{t('column.class')}</Table.Th><Table.Th>{t('column.spark')}</Table.Th>{head('monthly', true)}{head('impact', true)}{head('start')}{head('state')}{head('owner')}</Table.Tr>
        </Table.Thead>
        <Table.Tbody ref={body}>
          {cases.map((c) => (
            <Table.Tr key={c.id}>
              <Table.Td><SeverityMark severity={c.severity} /></Table.Td>
              <Table.Td><CaseTitle of={c} /></Table.Td>
              <Table.Td><ClassMark of={c.class} /></Table.Td>
              <Table.Td><Spark of={c} label={t('sparkOf', { days: c.spark.length })} /></Table.Td>
              <Table.Td className={parts.num}>{c.ended ? '–' : <Amount value={c.monthly} currency={currency} />}</Table.Td>
              <Table.Td className={parts.num}><Amount value={c.impact} currency={currency} /></Table.Td>
              <Table.Td className={classes.nowrap}>{f.date(c.start)}<div className={classes.where}>{c.end ? t('endedOn', { day: f.date(c.end) }) : t('lasts')}</div></Table.Td>
              <Table.Td><StateMark state={c.state} /></Table.Td>
              <Table.Td className={classes.owner}>{c.owner || <span className={`${classes.faint} ${classes.nowrap}`}>{t('nobody')}</span>}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Scroll>
  )
}

/** A few cases, one below the other: what rules would keep away, what changed lately. */
export function Few({ cases, currency }: { cases: readonly Case[]; currency: string }) {
  const { t } = useTranslation('anomalies')
  return (
    <ul className={classes.few}>
      {cases.map((c) => (
        <li key={c.id}>
          <CaseTitle of={c} />
          <Spark of={c} label={t('sparkOf', { days: c.spark.length })} />
          <Group gap={4} className={classes.nowrap}>{c.ended ? <Amount value={c.impact} currency={currency} /> : <><Amount value={c.monthly} currency={currency} /><Text size="xs" c="dimmed">{t('perMonth')}</Text></>}</Group>
        </li>
      ))}
    </ul>
  )
}
