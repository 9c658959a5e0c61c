// What of the models is dear, with its grounds, and the way to try what it would cost otherwise.
import { Button, Table, UnstyledButton } from '@mantine/core'
import { IconCheck, IconChevronDown, IconChevronRight, IconFlask } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { sum } from '../../lib/decimal'
import { useFormat } from '../../lib/format'
import { Empty } from '../../parts/Empty'
import { Loaded } from '../../parts/Loaded'
import { Mark } from '../../parts/Mark'
import { Notes } from '../../parts/Notes'
import partClasses from '../../parts/parts.module.css'
import { Queries } from '../../parts/Queries'
import { Scroll } from '../../parts/Scroll'
import { SqlButton } from '../../parts/SqlButton'
import { Stat, Stats } from '../../parts/Stat'
import list from '../findings/findings.module.css'
import { useTold } from '../network/told'
import { findingsQuery, type Finding, type Findings, type Lines, type Try } from './data'

interface Props {
  lines: Lines
  /** The finding that is open: null for the first one, "" for none. */
  open: string | null
  onOpen: (id: string) => void
  onTry: (question: Try) => void
}

/** The tab. */
export function Found(props: Props) {
  const asked = useQuery(findingsQuery(props.lines))
  return <Loaded query={asked} lines={8} height={30}>{(found) => <Shown {...props} of={found} />}</Loaded>
}

function Shown({ of: found, open, onOpen, onTry }: Props & { of: Findings }) {
  const { t } = useTranslation('genai')
  const f = useFormat()
  const tell = useTold()
  const opened = open ?? found.findings[0]?.id ?? ''
  return (
    <>
      <Notes texts={(found.notes ?? []).map(tell)} tone="warn" />
      {found.findings.length === 0 ? <Empty title={t('noFindings')} icon={<IconCheck size={28} stroke={1.4} aria-hidden />}>{t('noFindingsText')}</Empty> : (
        <>
          <Stats>
            <Stat name={t('findings')} value={f.number(found.findings.length)} />
            <Stat name={t('mightSave')} value={`≈ ${f.money(sum(found.findings.map((x) => x.saves)), { currency: found.currency })}`} note={t('mightSaveNote')} tone="good" />
          </Stats>
          <ul className={list.findings} data-testid="genai-findings">
            {found.findings.map((x) => <One key={x.id} of={x} currency={found.currency} opened={x.id === opened} onToggle={() => onOpen(x.id === opened ? '' : x.id)} onTry={onTry} />)}
          </ul>
        </>
      )}
      <Queries sql={found.sql} />
    </>
  )
}

function One({ of: x, currency, opened, onToggle, onTry }: { of: Finding; currency: string; opened: boolean; onToggle: () => void; onTry: (question: Try) => void }) {
  const { t } = useTranslation('genai')
  const f = useFormat()
  const tell = useTold()
  const id = useId()
  const money = (amount: string) => f.money(amount, { currency })
  const tryIt = x.try
  return (
    <li className={list.finding}>
      <UnstyledButton className={list.head} aria-expanded={opened} aria-controls={opened ? id : undefined} data-finding={x.kind} onClick={onToggle}>
        {opened ? <IconChevronDown size={15} aria-hidden /> : <IconChevronRight size={15} aria-hidden />}
        <span className={list.title}><b>{tell(x.title)}</b> <Mark>{t(`finding.${x.kind}`)}</Mark></span>
        <span className={list.saves}><b>≈ {money(x.saves)}</b></span>
      </UnstyledButton>
      {opened ? (
        <div id={id} className={list.body}>
          <p className={list.says}>{tell(x.says)}</p>
          {x.grounds.length > 0 ? (
            <Scroll label={t('grounds')}>
              <Table miw={720} data-testid="genai-grounds">
                <Table.Thead><Table.Tr><Table.Th>{t('who')}</Table.Th><Table.Th>{t('models')}</Table.Th><Table.Th className={partClasses.num}>{t('measures.cost')}</Table.Th><Table.Th className={partClasses.num}>{t('measures.tokens')}</Table.Th><Table.Th className={partClasses.num}>{t('measures.perMillion')}</Table.Th><Table.Th className={partClasses.num}>{t('requests')}</Table.Th></Table.Tr></Table.Thead>
                <Table.Tbody>
                  {x.grounds.map((g) => (
                    <Table.Tr key={g.who}>
                      <Table.Td><b>{g.who || t('none')}</b></Table.Td><Table.Td>{g.models.join(', ')}</Table.Td><Table.Td className={partClasses.num}>{money(g.cost)}</Table.Td><Table.Td className={partClasses.num}>{f.number(g.tokens, { compact: true })}</Table.Td>
                      <Table.Td className={partClasses.num}>{g.perMillion === undefined ? '–' : f.price(g.perMillion, { currency })}</Table.Td><Table.Td className={partClasses.num}>{g.requests === undefined ? '–' : f.number(g.requests)}</Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Scroll>
          ) : null}
          <div className={list.evidence}>
            {tryIt ? <Button size="compact-xs" variant="light" leftSection={<IconFlask size={14} />} onClick={() => onTry(tryIt)}>{t('tryIt')}</Button> : null}
            <SqlButton sql={x.sql} run label={t('evidence')} />
          </div>
        </div>
      ) : null}
    </li>
  )
}
