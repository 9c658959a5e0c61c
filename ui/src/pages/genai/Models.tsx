// Which models are used, and what a million of their tokens costs here and on the list.
import { Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { minus, ratio } from '../../lib/decimal'
import { useFormat } from '../../lib/format'
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
import { useTold } from '../network/told'
import { modelsQuery, type Lines, type Models as Answer, type Used } from './data'
import classes from './genai.module.css'
import { PriceTag } from './PriceTag'
import { useWords } from './words'

const few = 40

/** The tab. */
export function Models({ lines, onModel }: { lines: Lines; onModel: (model: string) => void }) {
  const asked = useQuery(modelsQuery(lines))
  return <Loaded query={asked} lines={14} height={28}>{(models) => <Shown of={models} onModel={onModel} />}</Loaded>
}

function Shown({ of: models, onModel }: { of: Answer; onModel: (model: string) => void }) {
  const { t } = useTranslation('genai')
  const f = useFormat()
  const tell = useTold()
  const [all, setAll] = useState(false)
  if (models.used.length === 0) return <><Empty title={t('nothing')}>{t('nothingText')}</Empty><Queries sql={models.sql} /></>
  return (
    <>
      <Notes texts={(models.notes ?? []).map(tell)} />
      <Section title={t('modelsTitle')} note={t('modelsNote')} actions={<SqlButton sql={models.sql[0] ?? ''} run label="" />}>
        <Scroll label={t('modelsTitle')}>
          <Table miw={980} data-testid="genai-models">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('dimension.model')}</Table.Th><Table.Th>{t('dimension.kind')}</Table.Th><Table.Th>{t('dimension.tier')}</Table.Th><Table.Th className={partClasses.num}>{t('measures.tokens')}</Table.Th>
                <Table.Th className={partClasses.num}>{t('measures.cost')}</Table.Th><Table.Th className={partClasses.num}>{t('share')}</Table.Th><Table.Th className={partClasses.num}>{t('paid')}</Table.Th><Table.Th className={partClasses.num}>{t('list')}</Table.Th><Table.Th className={partClasses.num}>{t('toList')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>{models.used.slice(0, all ? undefined : few).map((u, at) => <One key={at} of={u} models={models} onModel={onModel} />)}</Table.Tbody>
          </Table>
        </Scroll>
        {models.used.length > few && !all ? <button type="button" className={classes.more} onClick={() => setAll(true)}>{t('moreRows', { count: models.used.length - few })}</button> : null}
        <Text size="xs" c="dimmed" mt="xs">{t('listOf', { day: f.date(models.listDate) })} {tell(models.listSource)}</Text>
      </Section>
      <Queries sql={models.sql} />
    </>
  )
}

function One({ of: u, models, onModel }: { of: Used; models: Answer; onModel: (model: string) => void }) {
  const { t } = useTranslation('genai')
  const f = useFormat()
  const words = useWords()
  const tell = useTold()
  const { currency } = models
  const off = u.paid && u.list ? ratio(minus(u.paid.amount, u.list.amount), u.list.amount) : undefined
  return (
    <Table.Tr>
      <Table.Td>
        {u.model ? <button type="button" className={classes.link} title={t('tryModel', { model: u.model })} onClick={() => onModel(u.model)}>{u.model}</button> : t('none')}
        <div className={classes.small}>{[u.provider, words.value('class', u.class)].filter(Boolean).join(' · ')}</div>
      </Table.Td>
      <Table.Td>{words.value('kind', u.kind)}</Table.Td>
      <Table.Td>{words.value('tier', u.tier)}{u.scope ? <div className={classes.small}>{words.value('scope', u.scope)}</div> : null}</Table.Td>
      <Table.Td className={partClasses.num} title={f.number(Math.round(u.tokens))}>{u.tokens > 0 ? f.number(u.tokens, { compact: true }) : `${f.number(u.usage)} ${u.unit}`}</Table.Td>
      <Table.Td className={partClasses.num} title={f.money(u.cost, { currency, exact: true })}>{f.money(u.cost, { currency })}</Table.Td>
      <Table.Td className={partClasses.num}><Share of={ratio(u.cost, models.total)} /></Table.Td>
      <Table.Td className={partClasses.num}><PriceTag of={u.paid} currency={currency} /></Table.Td>
      <Table.Td className={partClasses.num}>{u.list ? <span title={tell(u.list.says)}>{f.money(u.list.amount, { currency: 'USD', exact: true })}</span> : '–'}</Table.Td>
      <Table.Td className={partClasses.num}>{off === undefined ? '–' : Math.abs(off) < 0.005 ? <Mark tone="good">{t('asList')}</Mark> : f.percent(off, { signed: true })}</Table.Td>
    </Table.Tr>
  )
}
