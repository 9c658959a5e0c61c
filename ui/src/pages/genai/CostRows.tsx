// The groups of an answer as a table that adds up.
import { Button, Text, UnstyledButton, useComputedColorScheme } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { seriesColors } from '../../charts/axis'
import { useFormat } from '../../lib/format'
import { Share } from '../../parts/Share'
import { Trend } from '../../parts/Trend'
import { upAndDown } from '../explorer/CostTable'
import table from '../explorer/explorer.module.css'
import type { Answer, Row } from './data'
import { changeOf, keyOf } from './figures'

interface Props {
  answer: Answer
  head: string
  nameOf: (row: Row) => string
  canOpen: boolean
  onOpen: (keys: string[]) => void
  onMore: () => void
}

/** One row for each group, the rest, and the total. Enter or a click opens a row; arrows go up and down. */
export function CostRows({ answer, head, nameOf, canOpen, onOpen, onMore }: Props) {
  const { t } = useTranslation('genai')
  const scheme = useComputedColorScheme('light')
  const colors = seriesColors(answer.rows.map((r) => ({ key: keyOf(r), name: '', values: [], tone: r.kind === 'other' ? 'other' : 'own' })), scheme)
  const shown = answer.rows.filter((r) => r.kind === 'group').length
  return (
    <>
      <div className={table.scroll} tabIndex={0} role="region" aria-label={t('tableLabel')}>
        <table className={table.table} onKeyDown={upAndDown} data-testid="genai-rows">
          <thead>
            <tr>
              <th scope="col">{head}</th><th scope="col">{t('measures.cost')}</th><th scope="col">{t('share')}</th>{answer.before ? <th scope="col">{t('change')}</th> : null}
              <th scope="col">{t('measures.tokens')}</th><th scope="col">{t('measures.perMillion')}</th>{answer.logged ? <><th scope="col">{t('requests')}</th><th scope="col">{t('perRequest')}</th></> : null}
              <th scope="col">{t('input')}</th><th scope="col">{t('output')}</th><th scope="col">{t('cacheHit')}</th><th scope="col">{t('batch')}</th>
            </tr>
          </thead>
          <tbody>
            {answer.rows.map((row) => {
              const other = row.kind === 'other'
              const can = other || canOpen
              const open = () => (other ? onMore() : onOpen(row.keys))
              const content = <><span className={table.swatch} style={{ background: colors.get(keyOf(row)) }} /><span title={nameOf(row)}>{nameOf(row)}</span></>
              return (
                <tr key={keyOf(row)} data-drill={can || undefined} data-muted={other || undefined} onClick={can ? open : undefined}>
                  <th scope="row"><div className={table.named}>{can ? <UnstyledButton className={table.name} data-row onClick={(e) => { e.stopPropagation(); open() }}>{content}</UnstyledButton> : <span className={table.name}>{content}</span>}</div></th>
                  <Cells of={row} answer={answer} />
                </tr>
              )
            })}
          </tbody>
          <tfoot><tr><th scope="row">{t('total')}</th><Cells of={answer.total} answer={answer} /></tr></tfoot>
        </table>
      </div>
      <Text size="xs" c="dimmed" mt={4} mb="sm" component="div">
        {t('rowsShown', { shown, found: answer.groups })}
        {shown < answer.groups ? <Button ml="xs" size="compact-xs" variant="subtle" onClick={onMore}>{t('showMore')}</Button> : null}
      </Text>
    </>
  )
}

function Cells({ of, answer }: { of: Row; answer: Answer }) {
  const f = useFormat()
  const { currency } = answer
  const change = changeOf(of)
  const tokens = (n: number) => <td title={f.number(Math.round(n))}>{n === 0 ? '–' : f.number(n, { compact: true })}</td>
  const part = (n: number | undefined) => <td>{n === undefined ? '–' : f.percent(n)}</td>
  return (
    <>
      <td title={f.money(of.cost, { currency, exact: true })}>{f.money(of.cost, { currency })}</td>
      <td><Share of={of.share} /></td>
      {answer.before ? <td>{change ? <Trend change={change.change} percent={change.percent} unit={currency} /> : '–'}</td> : null}
      {tokens(of.tokens)}
      <td>{of.perMillion === undefined ? '–' : f.price(of.perMillion, { currency })}</td>
      {answer.logged ? <><td>{of.requests === undefined ? '–' : f.number(of.requests)}</td><td>{of.perRequest === undefined ? '–' : f.price(of.perRequest, { currency })}</td></> : null}
      {tokens(of.input)}{tokens(of.output)}{part(of.cacheHit)}{part(of.batch)}
    </>
  )
}
