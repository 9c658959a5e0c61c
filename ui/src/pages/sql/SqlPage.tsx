import { ActionIcon, Button, Drawer, Menu, SegmentedControl, Select, Splitter, TextInput, Tooltip, useComputedColorScheme } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { IconBraces, IconDeviceFloppy, IconDots, IconLayoutSidebar, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, Fault, take, type Schemas } from '../../api/client'
import type { Check } from '../../editor/assist'
import type { Chosen, EditorHandle } from '../../editor/Editor'
import type { FunctionDoc } from '../../editor/doc'
import { findAgain, lineAndColumn, readsOnly, statementsOf } from '../../editor/statements'
import { useActions } from '../../lib/actions'
import { catalogQuery } from '../../lib/catalog'
import { useFormat } from '../../lib/format'
import { useFunctions } from '../../lib/functions'
import { notify } from '../../lib/notify'
import { keyNames, useShortcuts } from '../../lib/shortcuts'
import { useTitle } from '../../lib/title'
import { sqlLink } from '../../lib/url'
import { Keys } from '../../parts/Keys'
import { Lines } from '../../parts/Loaded'
import { ProblemText } from '../../parts/ProblemText'
import type { GridHandle } from '../../parts/grid'
import { Catalog } from './Catalog'
import { History } from './History'
import { PinDialog } from './PinDialog'
import { Result } from './Result'
import { putSaved, Saved, savedQuery, SaveDialog, type SavedQuery } from './Saved'
import { isBoolean, isNumber, useKept } from './split'
import css from './sql.module.css'
import { tabStore, useTabs } from './store'
import { TabBar } from './TabBar'
import { titleOf, unsaved, type Chart, type Tab } from './tabs'
import { useAddress } from './useAddress'
import { isDone, useJob, type Job } from './useJob'

const Editor = lazy(() => import('../../editor/Editor'))
const noFunctions: FunctionDoc[] = []

/** The SQL console: what can be read at the left, the statement above, what it found below. */
export function SqlPage() {
  const { t, i18n } = useTranslation('sql')
  const client = useQueryClient()
  const navigate = useNavigate()
  const scheme = useComputedColorScheme('light')
  const phone = useMediaQuery('(max-width: 48em)', window.innerWidth <= 768, { getInitialValueInEffect: false })
  const state = useTabs()
  const tab = state.tabs.find((x) => x.id === state.active) ?? (state.tabs[0] as Tab)
  const editor = useRef<EditorHandle>(null)
  const grid = useRef<GridHandle>(null)
  const side = useRef<HTMLDivElement>(null)
  const [sideOpen, setSideOpen] = useKept('side', true, isBoolean)
  const [sideWidth, setSideWidth] = useKept('sideWidth', 22, isNumber)
  const [editorHeight, setEditorHeight] = useKept('editorHeight', 45, isNumber)
  const [drawer, setDrawer] = useState(false)
  const [panel, setPanel] = useState<'catalog' | 'saved' | 'history'>('catalog')
  const [checks, setChecks] = useState<Record<string, { check: Check | null; err: unknown }>>({})
  const [runFaults, setRunFaults] = useState<Record<string, unknown>>({})
  const [sorts, setSorts] = useState<Record<string, { column: number; descending: boolean }>>({})
  const [explained, setExplained] = useState<{ sql: string; params: string[] }>({ sql: '', params: [] })
  const [saving, setSaving] = useState<Tab | null>(null)
  const [pinning, setPinning] = useState<Job | null>(null)
  const [started, setStarted] = useState<Job | undefined>(undefined)
  const { list: functions } = useFunctions()
  const databases = useQuery(catalogQuery)
  const followed = useJob(tab.job, started)
  useTitle(titleOf(tab) ? `${titleOf(tab)} · SQL` : 'SQL')
  useEffect(() => { tabStore.onFull = () => notify.info(t('tabs.full')) }, [t])

  const change = useCallback((more: Partial<Tab>) => tabStore.change(tab.id, more), [tab.id])
  const parameters = useMemo(() => statementsOf(tab.sql).reduce((n, s) => n + s.parameters, 0), [tab.sql])
  const params = useMemo(() => Array.from({ length: parameters }, (_, i) => tab.params[i] ?? ''), [parameters, tab.params])

  const start = useMutation({
    mutationFn: ({ chosen, on, anew }: { chosen: Chosen; on: Tab; anew?: boolean }) =>
      take(api.POST('/api/queries', { body: { sql: chosen.sql, database: on.database || undefined, params: chosen.params.length ? chosen.params : undefined, reuseSeconds: anew ? 0 : undefined } })),
    onMutate: ({ on }) => setRunFaults((was) => ({ ...was, [on.id]: null })),
    onSuccess: (job, { chosen, on }) => {
      setStarted(job)
      tabStore.change(on.id, { job: job.id, jobFrom: chosen.from, view: on.view === 'explain' ? 'table' : on.view })
      void client.invalidateQueries({ queryKey: ['history'] })
    },
    onError: (err, { chosen, on }) => {
      setRunFaults((was) => ({ ...was, [on.id]: err }))
      tabStore.change(on.id, { jobFrom: chosen.from, view: on.view === 'explain' ? 'table' : on.view })
      if (err instanceof Fault && err.diagnostics.length > 0 && tabStore.get().active === on.id) editor.current?.mark(err.diagnostics, chosen.from)
    },
  })

  const run = useCallback((all = false): boolean => {
    const chosen = editor.current?.chosen(all)
    if (!chosen) return false
    if (chosen.params.some((p) => p.trim() === '')) {
      notify.info(t('params.missing'))
      document.querySelector<HTMLInputElement>('[data-param]')?.focus()
      return true
    }
    const on = tabStore.get().tabs.find((x) => x.id === tab.id)
    if (on) start.mutate({ chosen, on })
    return true
  }, [start, tab.id, t])

  const openAndRun = useCallback((sql: string, more: Partial<Tab> = {}) => {
    const on = tabStore.open({ sql, database: tab.database, ...more })
    const first = statementsOf(sql)[0]
    if (first) start.mutate({ chosen: { sql: sql.slice(first.from, statementsOf(sql).at(-1)?.to), from: first.from, params: on.params }, on })
  }, [start, tab.database])

  const cancel = useMutation({ mutationFn: (id: string) => take(api.POST('/api/queries/{id}/cancel', { params: { path: { id } } })) })
  const running = followed.job !== null && !isDone(followed.job)
  const cancelRun = useCallback((): boolean => {
    if (!followed.job || isDone(followed.job) || document.querySelector('[role="dialog"]')) return false
    cancel.mutate(followed.job.id)
    return true
  }, [followed.job, cancel])

  const sort = useMutation({
    mutationFn: ({ id, column, descending }: { id: string; column: number; descending: boolean }) =>
      take(api.POST('/api/queries/{id}/sort', { params: { path: { id } }, body: { column, descending } })),
    onSuccess: (job, { column, descending }) => {
      setStarted(job)
      setSorts((was) => ({ ...was, [job.id]: { column, descending } }))
      change({ job: job.id })
    },
  })

  const format = useMutation({
    mutationFn: ({ sql }: { sql: string; from: number; to: number; whole: string }) => take(api.POST('/api/sql/format', { body: { sql, database: tab.database || undefined } })),
    onSuccess: (got, { from, to, whole }) => {
      // what was typed meanwhile is not overwritten
      if (tabStore.get().tabs.find((x) => x.id === tab.id)?.sql === whole) editor.current?.replace(got.text, from, to)
    },
  })
  const formatText = useCallback((): boolean => {
    const { from, to } = editor.current?.selection() ?? { from: 0, to: 0 }
    const some = to > from
    const text = some ? tab.sql.slice(from, to) : tab.sql
    if (text.trim()) format.mutate({ sql: text, from: some ? from : 0, to: some ? to : tab.sql.length, whole: tab.sql })
    return true
  }, [format, tab.sql])

  const keep = useMutation({
    mutationFn: async (on: Tab) => {
      const list = await client.fetchQuery({ ...savedQuery, staleTime: 0 })
      const old = list.find((q) => q.id === on.saved)
      if (!old) return null
      return putSaved({ ...old, sql: on.sql, database: on.database || undefined, chart: on.chart ? JSON.stringify(on.chart) : undefined })
    },
    onSuccess: (q, on) => {
      if (q) kept(q, on)
      else setSaving(on)
    },
  })
  const kept = (q: SavedQuery, on: Tab) => {
    tabStore.change(on.id, { saved: q.id, savedSql: q.sql, name: q.name, named: true })
    void client.invalidateQueries({ queryKey: ['saved'] })
    notify.done(t('saved.done', { name: q.name }))
  }
  const save = useCallback((as = false): boolean => {
    if (tab.sql.trim() === '') return true
    if (tab.saved && !as) keep.mutate(tab)
    else setSaving(tab)
    return true
  }, [keep, tab])

  const closeTab = useCallback((closing: Tab) => {
    tabStore.close(closing.id)
    if (closing.sql.trim() === '') return
    const id = `closed:${closing.id}`
    notifications.show({
      id, autoClose: 8000,
      message: <Button size="compact-xs" variant="default" onClick={() => { tabStore.reopen(); notifications.hide(id) }}>{t('tabs.undo')}</Button>,
      title: t('tabs.closed', { name: titleOf(closing) || t('tabs.untitled') }),
    })
  }, [t])

  const openSaved = useCallback((q: SavedQuery) => {
    const there = tabStore.get().tabs.find((x) => x.saved === q.id)
    if (there) tabStore.activate(there.id)
    else tabStore.open({ sql: q.sql, database: q.database ?? '', name: q.name, named: true, saved: q.id, savedSql: q.sql, chart: chartOf(q.chart), view: q.chart ? 'chart' : 'table' })
    setDrawer(false)
  }, [])
  const openJob = useCallback((job: Job) => {
    const there = tabStore.get().tabs.find((x) => x.job === job.id)
    if (there) tabStore.activate(there.id)
    else tabStore.open({ sql: job.sql, database: job.database ?? '', params: job.params ?? [], job: job.id, jobFrom: 0 })
    setDrawer(false)
  }, [])
  useAddress(tab, { openSaved, openJob, openText: (sql, more, runIt) => (runIt && readsOnly(sql) ? openAndRun(sql, more) : void tabStore.open({ sql, ...more })) })

  // Where the statement that ran stands in the text now; below nothing where it is gone.
  const ranAt = useMemo(() => {
    const sql = runFaults[tab.id] ? undefined : followed.job?.sql
    return sql === undefined ? (tab.jobFrom ?? 0) : findAgain(tab.sql, sql, tab.jobFrom ?? 0)
  }, [runFaults, tab, followed.job])
  const jump = useCallback((d: Schemas['JobDiagnostic']) => {
    if (ranAt < 0) notify.info(t('result.moved'))
    else editor.current?.jump(ranAt + d.from, ranAt + d.to)
  }, [ranAt, t])
  const placeOf = useCallback((d: Schemas['JobDiagnostic']) => (ranAt < 0 ? d : lineAndColumn(tab.sql, ranAt + d.from)), [ranAt, tab.sql])

  const rerun = useCallback(() => {
    const job = followed.job
    if (!job || runFaults[tab.id]) {
      run()
      return
    }
    start.mutate({ chosen: { sql: job.sql, from: Math.max(0, ranAt), params: job.params ?? [] }, on: tab, anew: true })
  }, [followed.job, runFaults, tab, run, start, ranAt])

  const explain = useCallback(() => {
    setExplained(chosenOf(editor.current, tab))
    change({ view: 'explain' })
  }, [change, tab])
  useEffect(() => {
    if (tab.view === 'explain') setExplained(chosenOf(editor.current, tab))
    // the statement that is explained is the one at the moment of asking
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [tab.view, tab.id])

  const share = useCallback(() => {
    const link = sqlLink({ sql: tab.sql, database: tab.database || undefined, params: params.length ? params : undefined })
    void notify.copied(window.location.origin + link)
  }, [tab.sql, tab.database, params])

  const toggleSide = useCallback(() => (phone ? setDrawer(!drawer) : setSideOpen(!sideOpen)), [phone, drawer, sideOpen, setSideOpen])
  const cycle = (by: number) => {
    const at = state.tabs.findIndex((x) => x.id === tab.id)
    const next = state.tabs[(at + by + state.tabs.length) % state.tabs.length]
    if (next) tabStore.activate(next.id)
  }
  const focusSide = () => {
    if (phone) setDrawer(true)
    else setSideOpen(true)
    requestAnimationFrame(() => side.current?.querySelector<HTMLElement>('input')?.focus())
  }
  useShortcuts([
    { keys: 'mod+Enter', label: t('keys.run'), run: () => void run() },
    { keys: 'mod+shift+Enter', label: t('keys.runAll'), run: () => void run(true) },
    { keys: 'Escape', label: t('keys.cancel'), run: () => void cancelRun(), inText: true },
    { keys: 'mod+s', label: t('keys.save'), run: () => void save() },
    { keys: 'mod+shift+s', label: t('keys.saveAs'), run: () => void save(true) },
    { keys: 'shift+alt+f', label: t('keys.format'), run: () => void formatText(), inText: true },
    { keys: 'mod+f', label: t('keys.find'), run: () => undefined, listed: true },
    { keys: 'alt+1', label: t('keys.catalog'), run: focusSide, inText: true },
    { keys: 'alt+2', label: t('keys.editor'), run: () => editor.current?.focus(), inText: true },
    { keys: 'alt+3', label: t('keys.results'), run: () => grid.current?.focus(), inText: true },
    { keys: 'mod+b', label: t('keys.side'), run: toggleSide },
    { keys: 'alt+n', label: t('keys.newTab'), run: () => void tabStore.open({ database: tab.database }), inText: true },
    { keys: 'alt+w', label: t('keys.closeTab'), run: () => closeTab(tab), inText: true },
    { keys: 'shift+alt+t', label: t('keys.reopen'), run: () => tabStore.reopen(), inText: true },
    { keys: 'alt+PageDown', label: t('keys.nextTab'), run: () => cycle(1), inText: true },
    { keys: 'alt+PageUp', label: t('keys.previousTab'), run: () => cycle(-1), inText: true },
  ])
  useActions([
    { id: 'sql.run', label: t('keys.run'), keys: 'mod+Enter', run: () => void run() },
    { id: 'sql.save', label: t('keys.save'), keys: 'mod+s', run: () => void save() },
    { id: 'sql.format', label: t('keys.format'), keys: 'shift+alt+f', run: () => void formatText() },
    { id: 'sql.explain', label: t('toolbar.explain'), run: explain },
    { id: 'sql.share', label: t('toolbar.share'), run: share },
    { id: 'sql.new', label: t('keys.newTab'), keys: 'alt+n', run: () => void tabStore.open({ database: tab.database }) },
    { id: 'sql.reopen', label: t('keys.reopen'), keys: 'shift+alt+t', run: () => tabStore.reopen() },
  ])

  const insert = useCallback((text: string) => {
    editor.current?.insert(text)
    setDrawer(false)
  }, [])
  const onText = useCallback((sql: string) => tabStore.change(tab.id, { sql }), [tab.id])
  const onCheck = useCallback((check: Check | null, err: unknown) => setChecks((was) => ({ ...was, [tab.id]: { check: check ?? was[tab.id]?.check ?? null, err } })), [tab.id])
  const kind = useCallback((k: string) => t(`kind.${k}`, { defaultValue: k }), [t])

  const sidePanel = (
    <div className={css.side} ref={side}>
      <div className={css.sideHead} style={{ borderBottom: 0, paddingBottom: 0 }}>
        <SegmentedControl fullWidth aria-label={t('side.title')} value={panel} onChange={(v) => setPanel(v as typeof panel)}
          data={(['catalog', 'saved', 'history'] as const).map((v) => ({ value: v, label: t(`side.${v}`) }))} />
      </div>
      {panel === 'catalog' && <Catalog onInsert={insert} onRun={(sql, database, name) => { openAndRun(sql, { database, name: '', params: [] }); setDrawer(false); void name }} />}
      {panel === 'saved' && <Saved onOpen={openSaved} onDeleted={(id) => { for (const x of tabStore.get().tabs) if (x.saved === id) tabStore.change(x.id, { saved: undefined, savedSql: undefined }) }} />}
      {panel === 'history' && <History onOpen={openJob} />}
    </div>
  )

  const work = (
    <div className={css.column}>
      <TabBar onClose={closeTab} />
      <div id="sql-panel" role="tabpanel" aria-label={titleOf(tab) || t('tabs.untitled')} className={css.grow}>
        <Splitter orientation="vertical" h="100%" lineSize={1} sizes={[editorHeight, 100 - editorHeight]} onSizeChange={(s) => { if (typeof s[0] === 'number') setEditorHeight(s[0]) }}>
          <Splitter.Pane min={15} defaultSize={45}>
            <div className={css.column}>
              <div className={css.bar} role="toolbar" aria-label={t('toolbar.title')}>
                <Tooltip label={t('toolbar.side')}><ActionIcon aria-label={t('toolbar.side')} aria-pressed={phone ? drawer : sideOpen} onClick={toggleSide}><IconLayoutSidebar size={17} /></ActionIcon></Tooltip>
                {running
                  ? <Button color="red" variant="light" leftSection={<IconPlayerStop size={14} />} onClick={() => cancelRun()} loading={cancel.isPending}>{t('cancelRun')}</Button>
                  : <Button leftSection={<IconPlayerPlay size={14} />} onClick={() => run()} loading={start.isPending} disabled={tab.sql.trim() === ''} rightSection={phone ? undefined : <Keys keys="mod+Enter" />}>{t('run')}</Button>}
                <Select aria-label={t('toolbar.database')} placeholder={t('toolbar.database')} value={tab.database || null} data={(databases.data ?? []).map((d) => d.name)} clearable searchable w={phone ? 130 : 170}
                  onChange={(v) => change({ database: v ?? '' })} nothingFoundMessage={t('toolbar.noDatabase')} />
                <span className={css.spring} />
                <Tooltip label={t('keys.format')}><ActionIcon aria-label={t('keys.format')} onClick={() => formatText()} loading={format.isPending}><IconBraces size={17} /></ActionIcon></Tooltip>
                <Tooltip label={t('keys.save')}><ActionIcon aria-label={t('keys.save')} onClick={() => save()} loading={keep.isPending} color={unsaved(tab) ? undefined : 'gray'}><IconDeviceFloppy size={17} /></ActionIcon></Tooltip>
                <Menu>
                  <Menu.Target><ActionIcon aria-label={t('toolbar.more')}><IconDots size={17} /></ActionIcon></Menu.Target>
                  <Menu.Dropdown>
                    <Menu.Item onClick={() => run(true)}>{t('keys.runAll')}</Menu.Item>
                    <Menu.Item onClick={explain}>{t('toolbar.explain')}</Menu.Item>
                    <Menu.Item onClick={() => save(true)}>{t('keys.saveAs')}</Menu.Item>
                    <Menu.Item onClick={share}>{t('toolbar.share')}</Menu.Item>
                    <Menu.Item onClick={() => void navigate({ to: '/help' })}>{t('toolbar.help')}</Menu.Item>
                  </Menu.Dropdown>
                </Menu>
              </div>
              <div className={css.grow}>
                <Suspense fallback={<div className={css.message}><Lines /></div>}>
                  <Editor key={tab.id} ref={editor} tab={tab.id} text={tab.sql} database={tab.database} params={params} functions={functions ?? noFunctions} scheme={scheme} language={i18n.language}
                    label={t('editor.label')} hint={t('editor.hint')} kind={kind} onChange={onText} onCheck={onCheck}
                    keys={{ run: () => run(), runAll: () => run(true), save: () => save(), format: formatText, cancel: cancelRun }} />
                </Suspense>
              </div>
              {parameters > 0 && <Params values={params} onChange={(values) => change({ params: values })} onRun={() => void run()} />}
              <Status checked={checks[tab.id]} onJump={(d) => editor.current?.jump(d.from, d.to)} />
            </div>
          </Splitter.Pane>
          <Splitter.Pane min={15} defaultSize={55}>
            <Result tab={tab} followed={followed} fault={runFaults[tab.id] ?? null} starting={start.isPending} explained={explained} sorted={(tab.job && sorts[tab.job]) || null} grid={grid}
              onChange={change} onJump={jump} placeOf={placeOf} onCancel={cancelRun} onRerun={rerun} onSort={(column, descending) => tab.job && sort.mutate({ id: tab.job, column, descending })}
              onPin={setPinning} onOpenSql={(sql) => openAndRun(sql, { params: followed.job?.params ?? [] })} onInsert={insert} />
          </Splitter.Pane>
        </Splitter>
      </div>
    </div>
  )

  return (
    <div className={css.root}>
      <h1 className="mantine-visually-hidden" style={{ position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' }}>{t('title')}</h1>
      <div className={css.fill}>
        {!phone && sideOpen ? (
          <Splitter h="100%" w="100%" lineSize={1} sizes={[sideWidth, 100 - sideWidth]} onSizeChange={(s) => { if (typeof s[0] === 'number') setSideWidth(s[0]) }}>
            <Splitter.Pane min={12} max={50} defaultSize={22}>{sidePanel}</Splitter.Pane>
            <Splitter.Pane min={40} defaultSize={78}>{work}</Splitter.Pane>
          </Splitter>
        ) : work}
      </div>
      {phone && <Drawer opened={drawer} onClose={() => setDrawer(false)} title={t('side.title')} size="88%" padding={0} styles={{ body: { height: 'calc(100% - 60px)' }, header: { padding: 8 } }}>{sidePanel}</Drawer>}
      {saving && (
        <SaveDialog title={t('saved.saveTitle')} onClose={() => setSaving(null)} onSaved={(q) => { kept(q, saving); setSaving(null) }}
          draft={{ id: '', name: saving.named ? saving.name : titleOf(saving), database: saving.database || undefined, sql: saving.sql, chart: saving.chart ? JSON.stringify(saving.chart) : undefined }} />
      )}
      {pinning && <PinDialog job={pinning} onClose={() => setPinning(null)} />}
    </div>
  )
}

// What the editor would run; while it is still on its way, the first statement.
function chosenOf(editor: EditorHandle | null, tab: Tab): { sql: string; params: string[] } {
  const chosen = editor?.chosen()
  if (chosen) return { sql: chosen.sql, params: chosen.params }
  const first = statementsOf(tab.sql)[0]
  return first ? { sql: tab.sql.slice(first.from, first.to), params: tab.params.slice(0, first.parameters) } : { sql: '', params: [] }
}

function chartOf(text: string | undefined): Chart | undefined {
  if (!text) return undefined
  try {
    const chart = JSON.parse(text) as Chart
    return typeof chart === 'object' && chart !== null && typeof chart.type === 'string' ? chart : undefined
  } catch {
    return undefined // settings that another version wrote are guessed anew
  }
}

function Params({ values, onChange, onRun }: { values: string[]; onChange: (values: string[]) => void; onRun: () => void }) {
  const { t } = useTranslation('sql')
  return (
    <div className={css.params} role="group" aria-label={t('params.title')}>
      <span className={css.entryMeta}>{t('params.hint')}</span>
      {values.map((value, i) => (
        <TextInput key={i} data-param value={value} aria-label={t('params.nth', { n: i + 1 })} placeholder={`?${i + 1}`} w={150} styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          onChange={(e) => onChange(values.map((v, j) => (j === i ? e.currentTarget.value : v)))} onKeyDown={(e) => { if (e.key === 'Enter' && !e.metaKey && !e.ctrlKey) onRun() }} />
      ))}
    </div>
  )
}

function Status({ checked, onJump }: { checked: { check: Check | null; err: unknown } | undefined; onJump: (d: Schemas['JobDiagnostic']) => void }) {
  const { t } = useTranslation('sql')
  const format = useFormat()
  const check = checked?.check
  const errors = check?.diagnostics.filter((d) => d.severity === 'error') ?? []
  const warnings = check?.diagnostics.filter((d) => d.severity === 'warning') ?? []
  const first = errors[0] ?? warnings[0]
  return (
    <div className={css.status} role="status" aria-label={t('status.title')}>
      {checked?.err ? <span className={css.warn}>{t('status.unchecked')}</span> : null}
      {first && <button type="button" className={errors.length ? css.bad : css.warn} onClick={() => onJump(first)}>{t('status.problems', { count: errors.length + warnings.length })}: <ProblemText code={first.code} message={first.message} /></button>}
      {check && !first && check.statements.length > 0 && <span>{t('status.good')}</span>}
      {check && check.statements.length > 1 && <span>{t('status.statements', { count: check.statements.length, keys: keyNames('mod+Enter').flat().join('') })}</span>}
      {check && errors.length === 0 && check.athenaUsd && (
        <span title={t('status.estimateHint', { files: format.number(check.files) })} data-testid="estimate">{t('status.estimate', { bytes: format.bytes(check.bytes, 'decimal'), usd: format.money(check.athenaUsd) })}</span>
      )}
    </div>
  )
}
