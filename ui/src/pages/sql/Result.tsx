import { ActionIcon, Alert, Button, Group, Loader, Menu, Progress, SegmentedControl, Text, Tooltip } from '@mantine/core'
import { IconCopy, IconDownload, IconPin, IconPlayerStop, IconRefresh } from '@tabler/icons-react'
import { lazy, Suspense, useCallback, useEffect, useState, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { api, Fault, take, type Schemas } from '../../api/client'
import { useFormat } from '../../lib/format'
import { downloadFrom } from '../../lib/keep'
import { notify } from '../../lib/notify'
import { Empty } from '../../parts/Empty'
import { FaultBox } from '../../parts/FaultBox'
import { Keys } from '../../parts/Keys'
import { Lines } from '../../parts/Loaded'
import { ProblemText } from '../../parts/ProblemText'
import { Grid, type CopyFormat, type GridHandle, type RowSource } from '../../parts/grid'
import { AboutAddress } from '../network/AboutAddress'
import { ClassifyDialog } from './Classify'
import { Explain } from './Explain'
import css from './sql.module.css'
import { titleOf, type Tab } from './tabs'
import { isDone, type Followed, type Job } from './useJob'

const ChartView = lazy(() => import('./ChartView').then((m) => ({ default: m.ChartView })))

type Diagnostic = Schemas['JobDiagnostic']
const formats = ['csv', 'tsv', 'json', 'jsonl', 'parquet', 'xlsx', 'markdown'] as const

interface ResultProps {
  tab: Tab
  followed: Followed
  /** The run could not even be started. */
  fault: unknown
  starting: boolean
  explained: { sql: string; params: string[] }
  sorted: { column: number; descending: boolean } | null
  grid: RefObject<GridHandle | null>
  onChange: (change: Partial<Tab>) => void
  onJump: (d: Diagnostic) => void
  /** Where a diagnostic stands in the text as it is now. */
  placeOf: (d: Diagnostic) => { line: number; column: number }
  onCancel: () => void
  onRerun: () => void
  onSort: (column: number, descending: boolean) => void
  onPin: (job: Job) => void
  onOpenSql: (sql: string) => void
  /** Puts a text where the cursor stands in the statement. */
  onInsert: (text: string) => void
}

/** What became of a run: its progress, its rows as a table or a chart, or what was wrong and where. */
export function Result({ grid, ...p }: ResultProps) {
  const { t } = useTranslation('sql')
  const { tab, followed } = p
  const job = followed.job
  return (
    <section className={css.column} aria-label={t('result.title')}>
      <div className={css.bar}>
        <SegmentedControl aria-label={t('result.view')} value={tab.view} onChange={(v) => p.onChange({ view: v as Tab['view'] })}
          data={(['table', 'chart', 'explain'] as const).map((v) => ({ value: v, label: t(`result.${v}`) }))} />
        {job && <Facts job={job} onRerun={p.onRerun} />}
        <span className={css.spring} />
        {followed.lost && <Text size="xs" className={css.warn} role="status">{t('result.lost')}</Text>}
        {job && !isDone(job) && <Button size="compact-sm" variant="default" leftSection={<IconPlayerStop size={14} />} onClick={p.onCancel}>{t('cancelRun')}</Button>}
        {job?.state === 'SUCCEEDED' && job.kept && <Actions job={job} grid={grid} onPin={() => p.onPin(job)} />}
      </div>
      {job && !isDone(job) && <Progress value={job.fraction >= 0 ? Math.max(job.fraction * 100, 2) : 100} animated={job.fraction < 0} striped={job.fraction < 0} size={3} radius={0} aria-label={t('result.progress')} />}
      <div className={css.grow}>{tab.view === 'explain' ? <Explain sql={p.explained.sql} params={p.explained.params} database={tab.database} /> : <Body grid={grid} {...p} />}</div>
    </section>
  )
}

function Body({ grid, ...p }: ResultProps) {
  const { t } = useTranslation('sql')
  const { tab, followed } = p
  const { job, source } = followed
  const { onJump, placeOf, onRerun } = p
  if (p.fault) return <Wrong fault={p.fault} diagnostics={p.fault instanceof Fault ? p.fault.diagnostics : []} onJump={onJump} placeOf={placeOf} onRerun={onRerun} />
  if (followed.fault) {
    return followed.fault instanceof Fault && followed.fault.status === 404
      ? <div className={css.message}><Empty title={t('result.forgotten')} action={<Rerun onRerun={onRerun} />} /></div>
      : <div className={css.message}><FaultBox fault={followed.fault} /></div>
  }
  if (!job) {
    if (p.starting || tab.job) return <div className={css.message}><Lines /></div>
    return <div className={css.message}><Empty title={t('result.none')}><span>{t('result.noneHint')} <Keys keys="mod+Enter" /></span></Empty></div>
  }
  if (job.state === 'FAILED' || job.state === 'CANCELLED' && job.error) return <Failed job={job} onJump={onJump} placeOf={placeOf} onRerun={onRerun} />
  if (job.state === 'CANCELLED') return <div className={css.message}><Empty title={t('result.cancelled')} action={<Rerun onRerun={onRerun} />} /></div>
  if (!isDone(job) && (!source || job.rows === 0)) return <div className={css.message}><Waiting job={job} /></div>
  if (job.state === 'SUCCEEDED' && !job.kept && job.found > 0) return <div className={css.message}><Empty title={t('result.notKept')} action={<Rerun onRerun={onRerun} />} /></div>
  if (!source || !job.columns || job.columns.length === 0) return <div className={css.message}><Empty title={t('result.done', { statement: job.statement })} /></div>
  if (tab.view === 'chart') {
    return (
      <Suspense fallback={<div className={css.message}><Lines /></div>}>
        <ChartView job={job.id} source={source} columns={job.columns} found={job.found} done={isDone(job)} title={titleOf(tab)} chart={tab.chart} onChange={(chart) => p.onChange({ chart })} />
      </Suspense>
    )
  }
  return (
    <>
      {source.fault !== null && <Alert color="red" p="xs" style={{ position: 'absolute', zIndex: 6, right: 12, bottom: 12 }}>
        <Group gap="xs"><Text size="sm">{t('result.rowsFault')}</Text><Button size="compact-xs" variant="default" onClick={() => source.retry()}>{t('result.again')}</Button></Group>
      </Alert>}
      <Rows job={job} done={isDone(job)} name={titleOf(tab)} source={source} grid={grid} sorted={p.sorted} onSort={p.onSort} onOpenSql={p.onOpenSql} onInsert={p.onInsert} />
      {job.found === 0 && isDone(job) && <div style={{ position: 'absolute', inset: '40px 0 auto' }}><Empty title={t('result.noRows')} /></div>}
    </>
  )
}

const about = (address: string, at: string) => <AboutAddress key={address + at} address={address} at={at} />

type RowsProps = Pick<ResultProps, 'grid' | 'sorted' | 'onSort' | 'onOpenSql' | 'onInsert'> & { job: Job; done: boolean; name: string; source: RowSource }

function Rows({ job, done, name, source, grid, sorted, onSort, onOpenSql, onInsert }: RowsProps) {
  const { t } = useTranslation('sql')
  const { id } = job
  const [classifying, setClassifying] = useState<number | null>(null)
  const statistics = useCallback((column: number) => take(api.GET('/api/queries/{id}/statistics', { params: { path: { id }, query: { column } } })), [id])
  return (
    <>
      <Grid ref={grid} source={source} label={t('result.grid', { name })} sorted={sorted} onSort={done ? onSort : undefined} statistics={done ? statistics : undefined}
        onOpenSql={onOpenSql} onClassify={done ? setClassifying : undefined} about={about} onCopied={(n) => notify.done(t('grid.copied', { count: n }))} onFault={notify.fault} />
      {classifying !== null ? <ClassifyDialog job={job} source={source} column={classifying} onClose={() => setClassifying(null)} onInsert={onInsert} onOpenSql={onOpenSql} /> : null}
    </>
  )
}

function Waiting({ job }: { job: Job }) {
  const { t } = useTranslation('sql')
  return <Group gap="sm"><Loader size="sm" /><Text size="sm" role="status">{t(job.state === 'QUEUED' ? 'result.queued' : 'result.running')}</Text><Elapsed job={job} /></Group>
}

function Elapsed({ job }: { job: Job }) {
  const format = useFormat()
  const [now, setNow] = useState(() => Date.now())
  const done = isDone(job)
  useEffect(() => {
    if (done) return
    const timer = setInterval(() => setNow(Date.now()), 200)
    return () => clearInterval(timer)
  }, [done])
  const begin = new Date(job.started ?? job.submitted).getTime()
  const end = job.ended ? new Date(job.ended).getTime() : now
  return <span>{format.duration(Math.max(0, end - begin))}</span>
}

function Facts({ job, onRerun }: { job: Job; onRerun: () => void }) {
  const { t } = useTranslation('sql')
  const format = useFormat()
  const done = isDone(job)
  return (
    <div className={css.facts}>
      {!done && <span><b>{t(`state.${job.state}`)}</b>{job.fraction >= 0 ? ` ${format.percent(job.fraction, { digits: 0 })}` : ''}</span>}
      {!done && job.rows > 0 && <span>{t('result.soFar', { n: format.number(job.rows) })}</span>}
      {job.state === 'SUCCEEDED' && job.columns && job.columns.length > 0 && <span data-testid="rows"><b>{t('result.shownOf', { shown: format.number(job.kept ? job.rows : 0), found: format.number(job.found), count: job.found })}</b></span>}
      {(job.state === 'FAILED' || job.state === 'CANCELLED') && <b>{t(`state.${job.state}`)}</b>}
      <Elapsed job={job} />
      {job.state === 'SUCCEEDED' && <span title={t('result.bytesHint')}>{t('result.read', { bytes: format.bytes(job.bytes, 'decimal') })}</span>}
      {job.reused && <Tooltip label={t('result.reusedHint')} multiline maw={360}><Button size="compact-xs" variant="subtle" leftSection={<IconRefresh size={12} />} onClick={onRerun} data-testid="reused">{t('result.reused')}</Button></Tooltip>}
      {job.cpuSeconds !== undefined && job.cpuSeconds > 0 && <span title={t('result.cpuHint')}>{t('result.cpu', { time: format.duration(job.cpuSeconds * 1000) })}</span>}
      {job.athenaUsd && <span title={`${format.money(job.athenaUsd, { exact: true })}\n${t('result.athenaHint')}`}>{t('result.athena', { usd: format.money(job.athenaUsd) })}</span>}
    </div>
  )
}

function Actions({ job, grid, onPin }: { job: Job; grid: RefObject<GridHandle | null>; onPin: () => void }) {
  const { t } = useTranslation('sql')
  const copy = (format: CopyFormat) => {
    grid.current?.copy(format).then((n) => notify.done(t('grid.copied', { count: n })), notify.fault)
  }
  if (!job.columns || job.columns.length === 0) return null
  return (
    <Group gap={2} wrap="nowrap">
      <Menu>
        <Menu.Target><Tooltip label={t('grid.copyChosen')}><ActionIcon aria-label={t('grid.copyChosen')}><IconCopy size={16} /></ActionIcon></Tooltip></Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => copy('tsv')}>{t('grid.copyNames')}</Menu.Item>
          <Menu.Item onClick={() => copy('markdown')}>{t('grid.copyMarkdown')}</Menu.Item>
          <Menu.Item onClick={() => copy('values')}>{t('grid.copyValues')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Menu>
        <Menu.Target><Button size="compact-sm" variant="default" leftSection={<IconDownload size={14} />}>{t('export.title')}</Button></Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t('export.whole')}</Menu.Label>
          {formats.map((f) => <Menu.Item key={f} onClick={() => downloadFrom(`/api/queries/${encodeURIComponent(job.id)}/export?format=${f}`)}>{t(`export.${f}`)}</Menu.Item>)}
        </Menu.Dropdown>
      </Menu>
      <Tooltip label={t('pin.title')}><ActionIcon aria-label={t('pin.title')} onClick={onPin}><IconPin size={16} /></ActionIcon></Tooltip>
    </Group>
  )
}

function Rerun({ onRerun }: { onRerun: () => void }) {
  const { t } = useTranslation('sql')
  return <Button variant="default" leftSection={<IconRefresh size={14} />} onClick={onRerun}>{t('result.rerun')}</Button>
}

type Places = Pick<ResultProps, 'onJump' | 'placeOf' | 'onRerun'>

function Failed({ job, onJump, placeOf, onRerun }: Places & { job: Job }) {
  const { t } = useTranslation('sql')
  if (job.error?.code === 'SERVER_STOPPED') {
    return <div className={css.message}><Empty title={t('result.stopped')} action={<Rerun onRerun={onRerun} />}>{t('result.stoppedHint')}</Empty></div>
  }
  const fault = new Fault(400, job.error?.code ?? '', job.error?.message ?? t('result.failed'))
  return <Wrong fault={fault} diagnostics={job.error?.diagnostics ?? []} onJump={onJump} placeOf={placeOf} onRerun={onRerun} />
}

function Wrong({ fault, diagnostics, onJump, placeOf, onRerun }: Places & { fault: unknown; diagnostics: Diagnostic[] }) {
  const { t } = useTranslation('sql')
  const plain = fault instanceof Fault ? new Fault(fault.status, fault.code, fault.message) : fault
  return (
    <div className={css.message}>
      <FaultBox fault={plain} retry={onRerun} />
      {diagnostics.length > 0 && (
        <ul className={css.places}>
          {diagnostics.map((d, i) => (
            <li key={i}>
              <button type="button" onClick={() => onJump(d)}>{t('result.place', placeOf(d))} – <ProblemText code={d.code} message={d.message} /></button>
              {d.hint && <Text size="xs" c="dimmed" lang="en">{d.hint}</Text>}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
