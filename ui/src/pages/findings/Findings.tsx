// Findings, one below the other: what each costs, what it would cost, and how to get there.
import { UnstyledButton } from '@mantine/core'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { useId, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../lib/format'
import { useShortcuts } from '../../lib/shortcuts'
import { KeyValue } from '../../parts/KeyValue'
import { Mark } from '../../parts/Mark'
import { SqlButton } from '../../parts/SqlButton'
import { useTold } from '../network/told'
import type { Finding } from './data'
import { Fix } from './Fix'
import classes from './findings.module.css'

interface Props {
  findings: readonly Finding[]
  currency: string
  /** The one that is open, by its id; "" for none. */
  open: string
  onOpen: (id: string) => void
}

/** The list. j and k go down and up, Enter opens one and closes it. */
export function Findings({ findings, currency, open, onOpen }: Props) {
  const { t } = useTranslation('fixes')
  const list = useRef<HTMLUListElement>(null)
  const move = (by: number) => {
    const heads = [...(list.current?.querySelectorAll<HTMLButtonElement>('button[data-finding]') ?? [])]
    const at = heads.findIndex((b) => b === document.activeElement)
    heads[Math.min(heads.length - 1, Math.max(0, at < 0 ? 0 : at + by))]?.focus()
  }
  useShortcuts(findings.length === 0 ? [] : [{ keys: 'j', label: t('keys.down'), run: () => move(1) }, { keys: 'k', label: t('keys.up'), run: () => move(-1) }])
  return (
    <ul className={classes.findings} ref={list} data-testid="findings">
      {findings.map((one) => <One key={one.id} of={one} currency={currency} opened={one.id === open} onToggle={() => onOpen(one.id === open ? '' : one.id)} />)}
    </ul>
  )
}

function One({ of: x, currency, opened, onToggle }: { of: Finding; currency: string; opened: boolean; onToggle: () => void }) {
  const { t } = useTranslation('fixes')
  const f = useFormat()
  const tell = useTold()
  const id = useId()
  return (
    <li className={classes.finding} data-open={opened || undefined}>
      <UnstyledButton className={classes.head} aria-expanded={opened} aria-controls={opened ? id : undefined} data-finding={x.id} onClick={onToggle}>
        {opened ? <IconChevronDown size={15} aria-hidden /> : <IconChevronRight size={15} aria-hidden />}
        <span className={classes.title}>
          <b>{tell(x.title)}</b>
          <span className={classes.where}>{[x.resources[0], x.account, x.region].filter(Boolean).join(' · ')}</span>
        </span>
        <span className={classes.saves}>
          <b>≈ {f.money(x.saves, { currency })}</b> <span className={classes.where}>{t('aMonth')}</span>
        </span>
      </UnstyledButton>
      {opened ? (
        <div id={id} className={classes.body}>
          <p className={classes.says}>{tell(x.says)} <Mark tone={x.confidence === 'certain' ? 'good' : undefined}>{t(`confidence.${x.confidence}`)}</Mark></p>
          <KeyValue pairs={[
            [t('price'), <>≈ {f.money(x.before, { currency })} → ≈ {f.money(x.after, { currency })} {t('aMonth')} <span className={classes.where}>{t('estimate')}</span></>],
            [t('breakEven'), tell(x.breakEven)], [t('risk'), tell(x.risk)],
            [t('resources'), x.resources.length > 0 ? <span className={classes.ids}>{x.resources.map((r) => <code key={r}>{r}</code>)}</span> : ''],
            [t('evidence'), x.evidence.length > 0 ? <span className={classes.evidence}>{x.evidence.map((e) => <SqlButton key={e.name.en + e.sql} sql={e.sql} run label={tell(e.name)} />)}</span> : ''],
          ]} />
          <Fix of={x.fix} risk={x.risk} />
        </div>
      ) : null}
    </li>
  )
}
