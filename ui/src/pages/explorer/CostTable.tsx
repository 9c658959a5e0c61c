// The figures of an answer as a table that adds up.
import { Button, Text, UnstyledButton, useComputedColorScheme } from '@mantine/core'
import { useEffect, useMemo, useRef, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { seriesColors } from '../../charts/axis'
import { Sparkline } from '../../charts/Sparkline'
import { ratio, sign } from '../../lib/decimal'
import { useFormat } from '../../lib/format'
import type { Answer } from './data'
import classes from './explorer.module.css'
import { rowKey, type Names } from './names'
import type { Granularity } from './state'
import { stepNames } from './steps'
import { WhatIsRow } from './WhatIsRow'

type Row = Answer['rows'][number]

interface Props {
  answer: Answer
  names: Names
  canDrill: boolean
  onDrill: (row: Row) => void
  /** Called when a row is pointed at or reached: it may be opened next. */
  onNear: (row: Row) => void
  onMore: () => void
}

const shownSteps = 62

/** One row for each group, the rest, each kind of charge, and the total. Enter or a click opens a row; arrows go up and down. */
export function CostTable({ answer, names, canDrill, onDrill, onNear, onMore }: Props) {
  const { t } = useTranslation('explorer')
  const f = useFormat()
  const scheme = useComputedColorScheme('light')
  const { rows, unit } = answer
  const from = Math.max(0, answer.steps.length - shownSteps)
  const labels = useMemo(() => stepNames(answer.steps, answer.request.granularity as Granularity, f).slice(from), [answer, f, from])
  const colors = useMemo(() => seriesColors(rows.map((r) => ({ key: rowKey(r), name: '', values: [], tone: r.kind === 'charge' ? 'charge' : r.kind === 'other' ? 'other' : 'own' })), scheme), [rows, scheme])
  const many = answer.steps.length > 1
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const away = () => clearTimeout(timer.current)
  const near = (row: Row) => { away(); timer.current = setTimeout(() => onNear(row), 120) }
  useEffect(() => away, [])
  const body = useFocusKept(answer)
  return (
    <>
      <div className={classes.scroll} tabIndex={0} role="region" aria-label={t('tableLabel')}>
        <table className={classes.table} onKeyDown={upAndDown}>
          <thead>
            <tr>
              <th scope="col">{answer.request.groupBy?.map(names.dimension).join(' · ') || t('all')}</th>
              <th scope="col">{t('total')}</th>
              <th scope="col">{t('share')}</th>
              {answer.steps.length > 13 && <th scope="col">{t('course')}</th>}
              {many && labels.map((l) => <th key={l} scope="col">{l}</th>)}
            </tr>
          </thead>
          <tbody ref={body}>
            {rows.map((row) => {
              const key = rowKey(row)
              const opens = row.kind === 'other' || (canDrill && (row.kind === 'group' ? row.keys.length > 0 : true))
              const open = () => (row.kind === 'other' ? onMore() : onDrill(row))
              const content = <><span className={classes.swatch} style={{ background: colors.get(key) }} /><span title={names.group(row)}>{names.group(row)}</span></>
              return (
                <tr key={key} data-drill={opens || undefined} data-muted={row.kind !== 'group' || undefined} onClick={opens ? open : undefined} onMouseEnter={() => near(row)} onMouseLeave={away}>
                  <th scope="row">
                    <div className={classes.named}>
                      {opens ? <UnstyledButton className={classes.name} data-row onFocus={() => near(row)} onBlur={away} onClick={(e) => { e.stopPropagation(); open() }}>{content}</UnstyledButton> : <span className={classes.name}>{content}</span>}
                      {row.kind === 'group' ? <WhatIsRow keys={row.keys} groupBy={answer.request.groupBy ?? []} filters={answer.request.filters ?? []} period={answer.request.period} /> : null}
                    </div>
                  </th>
                  <td title={f.amount(row.total, unit, { exact: true })}>{f.amount(row.total, unit)}</td>
                  <td>{share(row.total, answer.total, f.percent)}</td>
                  {answer.steps.length > 13 && <td><Sparkline values={row.values} label={names.group(row)} /></td>}
                  {many && row.values.slice(from).map((v, i) => <td key={i} title={f.amount(v, unit, { exact: true })}>{sign(v) === 0 ? '–' : f.amount(v, unit)}</td>)}
                </tr>
              )
            })}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{t('total')}</th>
              <td title={f.amount(answer.total, unit, { exact: true })}>{f.amount(answer.total, unit)}</td>
              <td />
              {answer.steps.length > 13 && <td><Sparkline values={answer.stepTotals} label={t('total')} /></td>}
              {many && answer.stepTotals.slice(from).map((v, i) => <td key={i} title={f.amount(v, unit, { exact: true })}>{f.amount(v, unit)}</td>)}
            </tr>
          </tfoot>
        </table>
      </div>
      <Text size="xs" c="dimmed" mt={4} component="div">
        {t('rowsShown', { shown: rows.filter((r) => r.kind === 'group').length, found: answer.groups })}
        {from > 0 && ` · ${t('stepsShown', { shown: shownSteps, found: answer.steps.length })}`}
        {rows.some((r) => r.kind === 'other') && <Button ml="xs" size="compact-xs" variant="subtle" onClick={onMore}>{t('showMore')}</Button>}
      </Text>
    </>
  )
}

function share(part: string, whole: string, percent: (n: number) => string): string {
  const r = ratio(part, whole)
  return r === undefined ? '–' : percent(r)
}

// Whoever opened a row with the keyboard is in the first row of what comes: the focus is not lost with the row.
function useFocusKept(answer: unknown) {
  const body = useRef<HTMLTableSectionElement>(null)
  const within = useRef(false)
  useEffect(() => {
    const element = body.current
    const enter = () => { within.current = true }
    const leave = (e: FocusEvent) => { if (e.relatedTarget !== null && !element?.contains(e.relatedTarget as Node)) within.current = false }
    const press = (e: Event) => { if (!element?.contains(e.target as Node)) within.current = false }
    element?.addEventListener('focusin', enter)
    element?.addEventListener('focusout', leave)
    document.addEventListener('pointerdown', press)
    return () => {
      element?.removeEventListener('focusin', enter)
      element?.removeEventListener('focusout', leave)
      document.removeEventListener('pointerdown', press)
    }
  }, [])
  useEffect(() => {
    if (within.current && document.activeElement === document.body) body.current?.querySelector<HTMLElement>('[data-row]')?.focus({ preventScroll: true })
  }, [answer])
  return body
}

/** Moves the focus between the rows of a table with the arrow keys, Home and End. */
export function upAndDown(event: KeyboardEvent<HTMLElement>): void {
  if (!['ArrowDown', 'ArrowUp', 'Home', 'End'].includes(event.key)) return
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row]')]
  const at = rows.indexOf(document.activeElement as HTMLElement)
  if (at < 0) return
  event.preventDefault()
  const to = event.key === 'Home' ? 0 : event.key === 'End' ? rows.length - 1 : at + (event.key === 'ArrowDown' ? 1 : -1)
  rows[Math.min(Math.max(to, 0), rows.length - 1)]?.focus()
}
