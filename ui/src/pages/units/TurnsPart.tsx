// What named changes did to the cost of one, as an estimate with its interval; and any other day that one asks for.
import { Button, Table, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../lib/format'
import { Mark } from '../../parts/Mark'
import partClasses from '../../parts/parts.module.css'
import { Scroll } from '../../parts/Scroll'
import { Section } from '../../parts/Section'
import { useTold } from '../network/told'
import type { Report } from './data'
import classes from './units.module.css'

/** The part. */
export function TurnsPart({ of: r, change, onChange }: { of: Report; change: string; onChange: (change: string) => void }) {
  const { t } = useTranslation('units')
  const f = useFormat()
  const tell = useTold()
  const [day, setDay] = useState(/^\d{4}-\d\d-\d\d$/.test(change) ? change : '')
  const turns = r.turns ?? []
  const money = (amount: string) => f.money(amount, { currency: r.currency })
  return (
    <Section title={t('turns')} note={t('turnsNote')}>
      {turns.length === 0 ? <Text size="sm" c="dimmed" mb="sm">{t('noTurns')}</Text> : (
        <Scroll label={t('turns')}>
          <Table miw={680} data-testid="turns">
            <Table.Thead><Table.Tr><Table.Th>{t('cameOn')}</Table.Th><Table.Th>{t('what')}</Table.Th><Table.Th className={partClasses.num}>{t('effectOnOne')}</Table.Th><Table.Th className={partClasses.num}>{t('savesSince')}</Table.Th></Table.Tr></Table.Thead>
            <Table.Tbody>
              {turns.map((turn) => (
                <Table.Tr key={`${turn.id} ${turn.day}`} bg={turn.id === change ? 'var(--glaux-selected)' : undefined}>
                  <Table.Td className={classes.nowrap}>{f.date(turn.day)}</Table.Td>
                  <Table.Td>
                    {turn.id === change ? <b>{tell(turn.title)}</b> : <button type="button" className={classes.asLink} onClick={() => onChange(turn.id)}>{tell(turn.title)}</button>}
                    <div className={classes.small}>{turn.why ? tell(turn.why) : tell(turn.says)}</div>
                  </Table.Td>
                  <Table.Td className={partClasses.num}>
                    {turn.effect ? <><b className={turn.effect.estimate > 0 ? classes.up : classes.down}>{f.percent(turn.effect.estimate, { signed: true })}</b><div className={classes.small}>{f.percent(turn.effect.low, { signed: true })} – {f.percent(turn.effect.high, { signed: true })}</div></> : <Mark>{t('tooFew')}</Mark>}
                  </Table.Td>
                  <Table.Td className={partClasses.num}>{turn.saves ? <>≈ {money(turn.saves)}{turn.savesLow && turn.savesHigh ? <div className={classes.small}>{money(turn.savesLow)} – {money(turn.savesHigh)}</div> : null}</> : '–'}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Scroll>
      )}
      <form className={classes.ask} aria-label={t('askDay')} onSubmit={(e) => { e.preventDefault(); if (day) onChange(day) }}>
        <TextInput type="date" label={t('askDay')} value={day} w={240} onChange={(e) => setDay(e.currentTarget.value)} />
        <Button type="submit" variant="default" disabled={!day}>{t('estimateIt')}</Button>
        {change ? <Button variant="subtle" color="gray" onClick={() => { setDay(''); onChange('') }}>{t('noChange')}</Button> : null}
      </form>
    </Section>
  )
}
