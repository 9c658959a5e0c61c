// What the same tokens would cost on another model, in another tier or scope, or with more of them read from the cache.
import { Button, NumberInput, Select, Table, Text, UnstyledButton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { minus, ratio, sign } from '../../lib/decimal'
import { useFormat } from '../../lib/format'
import { Empty } from '../../parts/Empty'
import { FaultBox } from '../../parts/FaultBox'
import { Lines } from '../../parts/Loaded'
import { Mark } from '../../parts/Mark'
import { Notes } from '../../parts/Notes'
import partClasses from '../../parts/parts.module.css'
import { Queries } from '../../parts/Queries'
import { Scroll } from '../../parts/Scroll'
import { Section } from '../../parts/Section'
import { SqlButton } from '../../parts/SqlButton'
import { Stat, Stats } from '../../parts/Stat'
import { Trend } from '../../parts/Trend'
import { useTold } from '../network/told'
import { modelsQuery, whatIfQuery, type Changed, type Lines as Which, type WhatIf as Answer } from './data'
import classes from './genai.module.css'
import { PriceTag } from './PriceTag'
import { scopes, tiers, type Choice, type PageState } from './state'
import { useWords } from './words'

interface Props {
  state: PageState
  set: (next: PageState, options?: { replace?: boolean }) => void
  lines: Which
}

/** The tab. Each choice is asked at once. */
export function WhatIf({ state, set, lines }: Props) {
  const { t } = useTranslation('genai')
  const words = useWords()
  const asked = useQuery(whatIfQuery(lines, state))
  const choose = (more: Partial<Choice>) => set({ ...state, ...more }, { replace: true })
  const used = useQuery(modelsQuery({ ...lines, filters: [] })).data?.used.filter((u) => u.tokens > 0).map((u) => u.model) ?? []
  const models = [...new Set([...(asked.data?.options.map((o) => o.model) ?? []), ...used, ...(state.model ? [state.model] : [])])].filter(Boolean).sort()
  return (
    <>
      <Text size="sm" c="dimmed" mb="sm" maw="75rem">{t('ifAbout')}</Text>
      <form className={classes.form} aria-label={t('ifTitle')} onSubmit={(e) => e.preventDefault()}>
        <Select label={t('toModel')} value={state.model || null} placeholder={t('asIs')} clearable searchable w={250} data={models} onChange={(model) => choose({ model: model ?? '' })} />
        <Select label={t('dimension.tier')} value={state.tier || null} placeholder={t('asIs')} clearable w={170} data={tiers.filter(Boolean).map((value) => ({ value, label: words.value('tier', value) }))} onChange={(tier) => choose({ tier: (tier ?? '') as Choice['tier'] })} />
        <Select label={t('dimension.scope')} value={state.scope || null} placeholder={t('asIs')} clearable w={170} data={scopes.filter(Boolean).map((value) => ({ value, label: words.value('scope', value) }))} onChange={(scope) => choose({ scope: (scope ?? '') as Choice['scope'] })} />
        <Cache key={state.cache} value={state.cache} onChange={(cache) => choose({ cache })} />
        {state.model || state.tier || state.scope || state.cache >= 0 ? <Button variant="subtle" color="gray" onClick={() => choose({ model: '', tier: '', scope: '', cache: -1 })}>{t('reset')}</Button> : null}
      </form>
      {asked.data ? <div className={asked.isPlaceholderData ? classes.busy : undefined} aria-busy={asked.isFetching} data-testid="genai-what-if"><Shown of={asked.data} state={state} choose={choose} /></div>
        : asked.isError ? <FaultBox fault={asked.error} retry={() => void asked.refetch()} /> : <Lines count={12} height={28} />}
    </>
  )
}

/** The share that is read from the cache; asked for when the field is left or Enter is pressed. */
function Cache({ value, onChange }: { value: number; onChange: (value: number) => void }) {
  const { t } = useTranslation('genai')
  const [typed, setTyped] = useState<string | number>(value < 0 ? '' : value)
  const done = () => { const next = typed === '' ? -1 : Math.min(100, Math.max(0, Math.round(Number(typed)))); if (next !== value) onChange(next) }
  return <NumberInput label={t('cacheShare')} value={typed} placeholder={t('asIs')} min={0} max={100} suffix=" %" allowDecimal={false} hideControls w={170} onChange={setTyped} onBlur={done} onKeyDown={(e) => { if (e.key === 'Enter') done() }} />
}

function Shown({ of: a, state, choose }: { of: Answer; state: Choice; choose: (more: Partial<Choice>) => void }) {
  const { t } = useTranslation('genai')
  const f = useFormat()
  const tell = useTold()
  if (a.rows.length === 0 && sign(a.cost) === 0) return <><Empty title={t('nothing')}>{t('nothingText')}</Empty><Queries sql={a.sql} /></>
  const money = (amount: string) => f.money(amount, { currency: a.currency })
  const change = minus(a.then, a.cost)
  const part = sign(a.cost) > 0 ? ratio(change, a.cost) : undefined
  const sql = a.sql[0] ?? ''
  const chosen = Boolean(state.model || state.tier || state.scope || state.cache >= 0)
  return (
    <>
      <Notes texts={(a.notes ?? []).map(tell)} />
      <Stats>
        <Stat name={t('now')} value={<span className={classes.figure}>{money(a.cost)}<SqlButton sql={sql} run /></span>} note={`${f.date(a.from)} – ${f.date(new Date(Date.parse(a.to) - 86_400_000).toISOString().slice(0, 10))}`} />
        <Stat name={t('then')} value={`≈ ${money(a.then)}`} note={chosen ? <Trend change={change} percent={part === undefined ? undefined : part * 100} unit={a.currency} /> : t('chooseFirst')} />
        <Stat name={t('saves')} value={chosen ? `≈ ${money(a.saves)}` : '–'} tone={chosen && sign(a.saves) > 0 ? 'good' : chosen && sign(a.saves) < 0 ? 'bad' : undefined} note={t('estimate')} />
        <Stat name={t('kept')} value={money(a.kept)} note={t('keptNote')} />
      </Stats>
      {chosen ? <Notes texts={a.says.map(tell)} /> : null}
      <div className={classes.columns}>
        <Section title={t('options')} note={t('optionsNote')}>
          <Scroll label={t('options')}>
            <Table miw={460}>
              <Table.Thead><Table.Tr><Table.Th>{t('dimension.model')}</Table.Th><Table.Th className={partClasses.num}>{t('then')}</Table.Th><Table.Th className={partClasses.num}>{t('saves')}</Table.Th><Table.Th>{t('pricesFrom')}</Table.Th></Table.Tr></Table.Thead>
              <Table.Tbody>
                {a.options.map((o) => (
                  <Table.Tr key={`${o.provider} ${o.model}`} bg={o.model === state.model ? 'var(--glaux-selected)' : undefined}>
                    <Table.Td><UnstyledButton className={classes.link} aria-pressed={o.model === state.model} onClick={() => choose({ model: o.model === state.model ? '' : o.model })}>{o.model}</UnstyledButton><div className={classes.small}>{o.provider}</div></Table.Td>
                    <Table.Td className={partClasses.num}>{money(o.then)}</Table.Td>
                    <Table.Td className={partClasses.num}><span className={sign(o.saves) > 0 ? classes.good : sign(o.saves) < 0 ? classes.up : undefined}>{f.money(o.saves, { currency: a.currency, signed: true })}</span></Table.Td>
                    <Table.Td>{o.sources.map((s) => <Mark key={s} tone={s === 'bill' ? 'good' : undefined}>{t(`source.${s}`)}</Mark>)}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Scroll>
        </Section>
        {chosen ? <Section title={t('changed')} note={t('changedNote')}><ChangedRows of={a.rows} currency={a.currency} /></Section> : null}
      </div>
      <Queries sql={a.sql} />
    </>
  )
}

function ChangedRows({ of: rows, currency }: { of: readonly Changed[]; currency: string }) {
  const { t } = useTranslation('genai')
  const f = useFormat()
  const words = useWords()
  const kind = (r: { model: string; kind: string; tier: string; scope: string }) => [r.model, words.value('kind', r.kind), r.tier && r.tier !== 'standard' ? words.value('tier', r.tier) : '', r.scope ? words.value('scope', r.scope) : ''].filter(Boolean).join(' · ')
  return (
    <Scroll label={t('changed')}>
      <Table miw={620} data-testid="genai-changed">
        <Table.Thead><Table.Tr><Table.Th>{t('whatWas')}</Table.Th><Table.Th>{t('whatBecomes')}</Table.Th><Table.Th className={partClasses.num}>{t('measures.tokens')}</Table.Th><Table.Th className={partClasses.num}>{t('now')}</Table.Th><Table.Th className={partClasses.num}>{t('priceThen')}</Table.Th><Table.Th className={partClasses.num}>{t('then')}</Table.Th></Table.Tr></Table.Thead>
        <Table.Tbody>
          {rows.map((r, at) => (
            <Table.Tr key={at}>
              <Table.Td>{kind(r)}</Table.Td>
              <Table.Td>{r.price ? kind({ model: r.toModel, kind: r.toKind, tier: r.toTier, scope: r.toScope }) : t('stays')}</Table.Td>
              <Table.Td className={partClasses.num}>{f.number(r.tokens, { compact: true })}</Table.Td>
              <Table.Td className={partClasses.num}>{f.money(r.cost, { currency })}</Table.Td>
              <Table.Td className={partClasses.num}><PriceTag of={r.price} currency={currency} /></Table.Td>
              <Table.Td className={partClasses.num}>{f.money(r.then, { currency })}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Scroll>
  )
}
