// Who pays, the most first, as a table that adds up to the cent.
import { Text, UnstyledButton, useComputedColorScheme } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { seriesColors } from '../../charts/axis'
import { Sparkline } from '../../charts/Sparkline'
import { sign, sum } from '../../lib/decimal'
import { useFormat } from '../../lib/format'
import { Mark } from '../../parts/Mark'
import { Share } from '../../parts/Share'
import { upAndDown } from '../explorer/CostTable'
import table from '../explorer/explorer.module.css'
import type { Answer, Value } from './data'

/** One row for each value. Enter or a click asks which lines stand behind it. */
export function Values({ of: a, opened, onOpen }: { of: Answer; opened: string | null; onOpen: (value: string) => void }) {
  const { t } = useTranslation('allocation')
  const f = useFormat()
  const scheme = useComputedColorScheme('light')
  const colors = seriesColors(a.values.map((v) => ({ key: v.value, name: v.value, values: [], tone: v.residual ? 'other' : 'own' })), scheme)
  const money = (amount: string, signed = false) => f.money(amount, { currency: a.currency, signed })
  const moved = a.values.some((v) => sign(v.received) !== 0)
  const saved = a.values.some((v) => sign(v.savings) !== 0)
  const many = a.months.length > 1
  const of = (pick: (v: Value) => string) => sum(a.values.map(pick))
  return (
    <>
      <div className={table.scroll} tabIndex={0} role="region" aria-label={t('values', { key: a.key })}>
        <table className={table.table} onKeyDown={upAndDown} data-testid="values">
          <thead>
            <tr>
              <th scope="col">{a.key}</th><th scope="col">{t('own')}</th>{moved ? <th scope="col">{t('received')}</th> : null}{saved ? <th scope="col">{t('savings')}</th> : null}<th scope="col">{t('pays')}</th><th scope="col">{t('share')}</th>
              {many ? <th scope="col">{t('course')}</th> : null}<th scope="col">{t('lines')}</th>
            </tr>
          </thead>
          <tbody>
            {a.values.map((v) => (
              <tr key={v.value} data-drill data-muted={v.residual || undefined} onClick={() => onOpen(v.value)}>
                <th scope="row">
                  <div className={table.named}>
                    <UnstyledButton className={table.name} data-row aria-expanded={opened === v.value} onClick={(e) => { e.stopPropagation(); onOpen(v.value) }}>
                      <span className={table.swatch} style={{ background: colors.get(v.value) }} /><span title={v.value}>{v.value || t('none')}</span>
                    </UnstyledButton>
                    {v.residual ? <Mark>{t('residual')}</Mark> : v.shared ? <Mark>{t('shared')}</Mark> : null}
                  </div>
                </th>
                <td title={f.money(v.own, { currency: a.currency, exact: true })}>{money(v.own)}</td>
                {moved ? <td>{sign(v.received) === 0 ? '–' : money(v.received, true)}</td> : null}
                {saved ? <td>{sign(v.savings) === 0 ? '–' : money(v.savings, true)}</td> : null}
                <td title={f.money(v.total, { currency: a.currency, exact: true })}><b>{money(v.shown)}</b></td>
                <td><Share of={v.share} /></td>
                {many ? <td><Sparkline values={v.months} label={v.value} /></td> : null}
                <td>{f.number(v.lines)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{t('total')}</th><td>{money(of((v) => v.own))}</td>{moved ? <td>{money(of((v) => v.received))}</td> : null}{saved ? <td>{money(of((v) => v.savings))}</td> : null}<td>{money(of((v) => v.shown))}</td><td />{many ? <td /> : null}<td />
            </tr>
          </tfoot>
        </table>
      </div>
      <Text size="xs" c="dimmed" mt={4} mb="sm">{t('rounding')}</Text>
    </>
  )
}
