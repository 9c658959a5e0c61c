// An investigation from the line of the bill to the fix: its parts one below the other, in the order in which one asks.
import { Button, Menu, Text } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { preloadCharts } from '../../charts/Chart'
import { useActions } from '../../lib/actions'
import { useFormat } from '../../lib/format'
import { downloadFrom } from '../../lib/keep'
import { useShortcuts } from '../../lib/shortcuts'
import { FaultBox } from '../../parts/FaultBox'
import { Lines } from '../../parts/Loaded'
import { Mark } from '../../parts/Mark'
import { Section } from '../../parts/Section'
import { Stat, Stats } from '../../parts/Stat'
import { Trend } from '../../parts/Trend'
import { CauseTable } from '../anomalies/Why'
import { percentOf } from '../anomalies/shares'
import { useDimensions } from '../explorer/data'
import { useNames } from '../explorer/names'
import { Findings } from '../findings/Findings'
import { savesOf } from '../findings/state'
import { useTold } from '../network/told'
import { ChangesPart } from './Changes'
import { exportLink, reportQuery, type Question, type Report } from './data'
import classes from './investigate.module.css'
import { millisOf } from './picture'
import { StepsPart } from './Steps'
import { TrafficPart } from './Traffic'
import { UsagePart } from './Usage'

interface Props {
  question: Question
  /** The finding that is open; null for the first one. */
  finding: string | null
  onFinding: (id: string) => void
  measure: 'dollars' | 'bytes'
  onMeasure: (measure: 'dollars' | 'bytes') => void
}

/** The parts of the answer to a question. While it is made, that is said. */
export function Investigation(props: Props) {
  const asked = useQuery(reportQuery(props.question))
  useEffect(preloadCharts, [])
  if (asked.data) return <Made {...props} report={asked.data} />
  if (asked.isError) return <FaultBox fault={asked.error} retry={() => void asked.refetch()} />
  return <Waiting />
}

function Waiting() {
  const { t } = useTranslation('investigate')
  const f = useFormat()
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => setSeconds((s) => s + 1), 1000)
    return () => clearInterval(timer)
  }, [])
  return (
    <>
      <Text size="sm" c="dimmed" mb="sm" role="status">{t('reading')} {seconds > 1 ? `${f.number(seconds)} s` : ''}</Text>
      <Lines count={14} height={26} />
    </>
  )
}

const parts = ['usage', 'causes', 'traffic', 'findings', 'changes', 'steps'] as const
type Part = (typeof parts)[number]

function Made({ report: r, question, finding, onFinding, measure, onMeasure }: Props & { report: Report }) {
  const { t, i18n } = useTranslation('investigate')
  const f = useFormat()
  const tell = useTold()
  const names = useNames(useDimensions().data ?? [])
  const frame = useRef<HTMLDivElement>(null)
  const missing = (part: string): ReactNode => {
    const all = (r.missing ?? []).filter((m) => m.part === part)
    return all.length > 0 ? <div className={classes.missing} role="note">{all.map((m) => <p key={m.why.en}>{tell(m.why)}</p>)}</div> : null
  }
  const go = (part: Part) => {
    const section = frame.current?.querySelector<HTMLElement>(`[data-part=${part}]`)
    section?.scrollIntoView({ block: 'start' })
    section?.querySelector<HTMLElement>('h2')?.setAttribute('tabindex', '-1')
    section?.querySelector<HTMLElement>('h2')?.focus({ preventScroll: true })
  }
  const save = (format: 'md' | 'html') => downloadFrom(exportLink(question, format, i18n.language))
  useShortcuts(parts.map((part, at) => ({ keys: String(at + 1), label: t(`part.${part}`), run: () => go(part) })))
  useActions([
    ...parts.map((part) => ({ id: `investigation-${part}`, label: t(`part.${part}`), words: part, run: () => go(part) })),
    { id: 'investigation-html', label: t('export.html'), words: 'export html', run: () => save('html') },
    { id: 'investigation-md', label: t('export.md'), words: 'export markdown', run: () => save('md') },
  ])
  const counts: Record<Part, string> = {
    usage: f.number(r.usage.length), causes: f.number(r.causes.length), traffic: r.traffic ? f.percent(r.traffic.badge.share, { digits: 0 }) : '–', findings: f.number(r.findings.length),
    changes: f.number(r.changes.length), steps: f.number(r.steps.length),
  }
  const money = (amount: string) => f.money(amount, { currency: r.currency })
  const percent = percentOf(r.change)
  return (
    <div ref={frame} data-testid="investigation">
      <div className={classes.bar}>
        <nav className={classes.jumps} aria-label={t('parts')}>
          {parts.map((part) => <button key={part} type="button" onClick={() => go(part)}>{t(`part.${part}`)} <span>{counts[part]}</span></button>)}
        </nav>
        <Menu>
          <Menu.Target><Button variant="default" size="compact-xs" leftSection={<IconDownload size={14} />}>{t('export.title')}</Button></Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => save('html')}>{t('export.html')}</Menu.Item>
            <Menu.Item onClick={() => save('md')}>{t('export.md')}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
      <section className={classes.short} aria-label={t('short')} data-testid="short">
        <ol>{r.says.map((s) => <li key={s.en}>{tell(s)}</li>)}</ol>
      </section>
      <Stats>
        <Stat name={t('change')} value={<Trend change={r.change.change} unit={r.currency} />} note={`${money(r.change.before)} → ${money(r.change.after)}${percent === undefined ? '' : ` (${f.percent(percent / 100, { signed: true })})`}`} />
        {r.traffic ? <Stat name={t('explained')} value={f.percent(r.traffic.badge.share)} note={t('explainedOf', { explained: money(r.traffic.badge.explained), billed: money(r.traffic.badge.billed) })} tone={r.traffic.badge.share >= 0.95 ? 'good' : undefined} /> : null}
        <Stat name={t('part.findings')} value={f.number(r.findings.length)} note={r.findings.length > 0 ? t('saves', { amount: money(savesOf(r.findings)) }) : t('noFindings')} />
        <Stat name={t('part.changes')} value={f.number(r.changes.length)} note={t('sinceDay', { day: f.date(r.since) })} />
        <Stat name={t('part.steps')} value={f.number(r.steps.length)} note={f.duration(millisOf(r.steps))} />
      </Stats>
      <div data-part="usage"><UsagePart report={r} /></div>
      <div data-part="causes">
        <Section title={t('part.causes')} note={t('causesNote')}>
          {missing('causes')}
          {r.causes.length > 0 || !missing('causes') ? <CauseTable causes={r.causes} hidden={r.hidden} currency={r.currency} names={names} /> : null}
        </Section>
      </div>
      <div data-part="traffic">
        {r.traffic ? <TrafficPart of={r.traffic} currency={r.currency} measure={measure} onMeasure={onMeasure} missing={missing('traffic')} /> : <Section title={t('part.traffic')}>{missing('traffic') ?? <Text size="sm" c="dimmed">{t('noTraffic')}</Text>}</Section>}
      </div>
      <div data-part="findings">
        <Section title={t('part.findings')} note={t('findingsNote')} actions={r.findings.length > 0 ? <Mark tone="good">{t('saves', { amount: money(savesOf(r.findings)) })}</Mark> : null}>
          {missing('findings')}
          {r.findings.length > 0 ? <Findings findings={r.findings} currency={r.currency} open={finding ?? r.findings[0]?.id ?? ''} onOpen={onFinding} /> : missing('findings') ? null : <Text size="sm" c="dimmed">{t('noFindings')}</Text>}
        </Section>
      </div>
      <div data-part="changes"><ChangesPart of={r.changes} missing={missing('changes')} /></div>
      <div data-part="steps"><StepsPart of={r.steps} formula={r.formula} made={r.made} /></div>
    </div>
  )
}
