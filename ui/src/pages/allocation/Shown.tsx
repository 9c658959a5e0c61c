// The answer: the whole and whether it is the bill, the steps, who pays, what was split, and by which rules.
import { Table, Text } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Sankey } from '../../charts/Sankey'
import { StackedBars } from '../../charts/StackedBars'
import { sign } from '../../lib/decimal'
import { useFormat } from '../../lib/format'
import { CodeLine } from '../../parts/CodeLine'
import { Empty } from '../../parts/Empty'
import { Loaded } from '../../parts/Loaded'
import { Mark } from '../../parts/Mark'
import { Notes } from '../../parts/Notes'
import partClasses from '../../parts/parts.module.css'
import { Queries } from '../../parts/Queries'
import { Scroll } from '../../parts/Scroll'
import { Section } from '../../parts/Section'
import { Share } from '../../parts/Share'
import { SqlButton } from '../../parts/SqlButton'
import { Stat, Stats } from '../../parts/Stat'
import { stepNames } from '../explorer/steps'
import { useTold } from '../network/told'
import classes from './allocation.module.css'
import { rulesQuery, type Answer, type Asked, type Info, type StepShare } from './data'
import { Explained } from './Explained'
import { heightOf, knownShare, pictureOf, residualOf, seriesOf, ties } from './figures'
import type { PageState } from './state'
import { Values } from './Values'

interface Props {
  of: Answer
  state: PageState
  set: (next: PageState, options?: { replace?: boolean }) => void
  asked: Asked
}

/** The answer. */
export function Shown({ of: a, state, set, asked }: Props) {
  const { t } = useTranslation('allocation')
  const tell = useTold()
  const f = useFormat()
  const drawn = useMemo(() => ({ labels: stepNames(a.months.map((m) => ({ start: m, end: m })), 'monthly', f), series: seriesOf(a, { other: (count) => t('others', { count }) }) }), [a, f, t])
  if (a.values.length === 0) return <><Empty title={t('nothing')}>{t('nothingText')}</Empty><Queries sql={[a.sql]} /></>
  const explain = (value: string | null, step: string) => set({ ...state, value, step })
  return (
    <>
      <Notes texts={(a.notes ?? []).map(tell)} />
      <Whole of={a} />
      <Steps of={a} state={state} onStep={(step) => explain(null, step === state.step ? '' : step)} />
      {state.value === null && state.step ? <Explained asked={asked} value="" step={state.step} /> : null}
      <Section title={t('values', { key: a.key })} note={t('valuesNote')}><Values of={a} opened={state.value} onOpen={(value) => explain(value === state.value ? null : value, '')} /></Section>
      {state.value !== null ? <Explained asked={asked} value={state.value} step={state.step} /> : null}
      {a.months.length > 1 ? <Section title={t('overTime')}><StackedBars {...drawn} unit={a.currency} height={260} legend label={t('overTimeLabel', { key: a.key, from: drawn.labels[0] ?? '', to: drawn.labels.at(-1) ?? '' })} onPick={({ key }) => { if (a.values.some((v) => v.value === key)) explain(key, '') }} /></Section> : null}
      <Moves of={a} />
      <RulesPart current={a.key} />
      <Queries sql={[a.sql, a.checkSql]} />
    </>
  )
}

/** What a step is called: in the reader's language where the rules gave it no name of its own. */
function stepName(t: (key: `kind.${StepShare['kind']}`) => string, name: string, kind: StepShare['kind']): string {
  return kind === 'residual' || name === kind.replaceAll('_', ' ') ? t(`kind.${kind}`) : name
}

/** The figures of the whole: nothing is lost and nothing counts twice, and here is the proof. */
function Whole({ of: a }: { of: Answer }) {
  const { t } = useTranslation('allocation')
  const f = useFormat()
  const money = (amount: string) => f.money(amount, { currency: a.currency })
  const residual = residualOf(a)
  const known = knownShare(a)
  return (
    <Stats>
      <Stat name={t('total')} value={<span className={classes.figure}>{money(a.total)}<SqlButton sql={a.sql} run /></span>} note={t(`metric.${a.metric}`)} />
      <Stat name={t('billed')} value={<span className={classes.figure}>{money(a.billed)}<SqlButton sql={a.checkSql} run /></span>} note={ties(a) ? <Mark tone="good" icon={<IconCheck size={12} />}>{t('ties')}</Mark> : <Mark tone="bad">{t('differs')}</Mark>} />
      <Stat name={t('known')} value={known === undefined ? '–' : f.percent(known)} note={t('knownNote')} tone={known !== undefined && known >= 0.98 ? 'good' : undefined} />
      <Stat name={t('residual')} value={money(residual?.cost ?? '0')} note={residual ? f.percent(residual.share) : t('noResidual')} tone={residual && sign(residual.cost) > 0 ? 'warn' : 'good'} />
      <Stat name={t('count', { key: a.key })} value={f.number(a.values.filter((v) => !v.residual && !v.shared).length)} />
    </Stats>
  )
}

/** The waterfall: what each step found, and for whom. */
function Steps({ of: a, state, onStep }: { of: Answer; state: PageState; onStep: (step: string) => void }) {
  const { t } = useTranslation('allocation')
  const f = useFormat()
  const tell = useTold()
  const picture = useMemo(() => pictureOf(a, { step: (s) => stepName(t, s.step, s.kind), other: (count) => t('others', { count }) }), [a, t])
  const money = (amount: string) => f.money(amount, { currency: a.currency })
  const sums = a.steps.map((_, at) => a.steps.slice(0, at + 1).reduce((n, x) => n + x.share, 0))
  return (
    <Section title={t('steps')} note={t('stepsNote')}>
      <div className={classes.columns}>
        <Scroll label={t('steps')}>
          <Table miw={520} data-testid="steps">
            <Table.Thead><Table.Tr><Table.Th>{t('number')}</Table.Th><Table.Th>{t('step')}</Table.Th><Table.Th className={partClasses.num}>{t('cost')}</Table.Th><Table.Th className={partClasses.num}>{t('share')}</Table.Th><Table.Th className={partClasses.num}>{t('soFar')}</Table.Th></Table.Tr></Table.Thead>
            <Table.Tbody>
              {a.steps.map((s, at) => (
                <Table.Tr key={s.step} className={s.kind === 'residual' ? classes.residual : undefined} bg={state.step === s.step ? 'var(--glaux-selected)' : undefined}>
                  <Table.Td>{at + 1}</Table.Td>
                  <Table.Td className={classes.step}>
                    <button type="button" className={classes.link} aria-expanded={state.step === s.step && state.value === null} onClick={() => onStep(s.step)}>{stepName(t, s.step, s.kind)}</button>
                    <div className={classes.small}>{tell(s.says)}</div>
                  </Table.Td>
                  <Table.Td className={partClasses.num} title={f.money(s.cost, { currency: a.currency, exact: true })}>{money(s.cost)}</Table.Td>
                  <Table.Td className={partClasses.num}><Share of={s.share} /></Table.Td>
                  <Table.Td className={partClasses.num}>{f.percent(sums[at] ?? 0)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Scroll>
        {picture.flows.length > 0 ? <Sankey flows={picture.flows} places={picture.places} unit={a.currency} height={heightOf(picture)} label={t('picture', { key: a.key })} /> : null}
      </div>
    </Section>
  )
}

/** What splits moved. */
function Moves({ of: a }: { of: Answer }) {
  const { t } = useTranslation('allocation')
  const f = useFormat()
  const moves = a.moves ?? []
  if (moves.length === 0) return null
  return (
    <Section title={t('moves')} note={t('movesNote')}>
      <Scroll label={t('moves')}>
        <Table miw={460} data-testid="moves">
          <Table.Thead><Table.Tr><Table.Th>{t('from')}</Table.Th><Table.Th>{t('to')}</Table.Th><Table.Th>{t('method')}</Table.Th><Table.Th className={partClasses.num}>{t('cost')}</Table.Th></Table.Tr></Table.Thead>
          <Table.Tbody>{moves.map((m) => <Table.Tr key={`${m.from}\u0000${m.to}\u0000${m.method}`}><Table.Td>{m.from}</Table.Td><Table.Td>{m.to}</Table.Td><Table.Td>{t(`methods.${m.method}`)}</Table.Td><Table.Td className={partClasses.num}>{f.money(m.cost, { currency: a.currency })}</Table.Td></Table.Tr>)}</Table.Tbody>
        </Table>
      </Scroll>
    </Section>
  )
}

/** By which rules: the file, its keys and their steps, and how it is tested. */
function RulesPart({ current }: { current: string }) {
  const { t } = useTranslation('allocation')
  const rules = useQuery(rulesQuery)
  return <Section title={t('rules')}><Loaded query={rules} lines={3}>{(info) => <Rules of={info} current={current} />}</Loaded></Section>
}

function Rules({ of: info, current }: { of: Info; current: string }) {
  const { t } = useTranslation('allocation')
  const tell = useTold()
  return (
    <>
      <Text size="sm" mb="xs">{info.built ? t('built') : t('fromFile', { file: info.file ?? '' })} {info.examples > 0 ? t('examples', { count: info.examples }) : t('noExamples')}</Text>
      {info.keys.map((k) => (
        <details key={k.name} className={classes.rules} open={k.name === current}>
          <summary>{k.name}</summary>
          <ol>{k.steps.map((s) => <li key={s.name}>{stepName(t, s.name, s.kind)}: {tell(s.says)}</li>)}</ol>
          {(k.splits ?? []).map((s) => <div key={s.source} className={classes.small}>{t('splitOf', { source: s.source, method: t(`methods.${s.method}`) })}</div>)}
          {k.savings ? <div className={classes.small}>{t('savingsBy', { method: t(`methods.${k.savings}`) })}</div> : null}
        </details>
      ))}
      <CodeLine text="glaux allocation test" />
    </>
  )
}
