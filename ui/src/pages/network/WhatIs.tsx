// «What is APN1-DataTransfer-Regional-Bytes?»: a small button beside a usage type, and behind it what the bill counts there.
import { ActionIcon, Popover, Text } from '@mantine/core'
import { IconHelpCircle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { FaultBox } from '../../parts/FaultBox'
import { KeyValue } from '../../parts/KeyValue'
import { Lines } from '../../parts/Loaded'
import { meaningQuery, type Line, type Meaning, type Told } from './data'
import classes from './network.module.css'
import { useTold } from './told'

/** The button. What is below it (a row that opens, for instance) is not told of a click on it. `children` stand at the foot of the explanation. */
export function WhatIs({ children, ...line }: Line & { children?: ReactNode }) {
  const { t } = useTranslation('network')
  const [opened, setOpened] = useState(false)
  if (!line.usageType) return null
  const name = t('whatIs', { name: line.usageType })
  return (
    <span className={classes.whatIs} onClick={(e) => e.stopPropagation()}>
      <Popover opened={opened} onChange={setOpened} width={400} position="bottom-start" withinPortal trapFocus returnFocus withRoles={false}>
        <Popover.Target>
          <ActionIcon size={18} aria-label={name} aria-haspopup="dialog" aria-expanded={opened} data-what-is onClick={() => setOpened(!opened)}><IconHelpCircle size={14} stroke={1.6} /></ActionIcon>
        </Popover.Target>
        <Popover.Dropdown className={classes.explained} role="dialog" aria-label={name} tabIndex={-1} data-autofocus>
          <Explained line={line} />
          {children}
        </Popover.Dropdown>
      </Popover>
    </span>
  )
}

function Explained({ line }: { line: Line }) {
  const asked = useQuery(meaningQuery(line))
  if (asked.data) return <Meant of={asked.data} usageType={line.usageType} />
  if (asked.isError) return <FaultBox fault={asked.error} retry={() => void asked.refetch()} />
  return <Lines count={6} height={16} />
}

/** A meaning: what is counted, in which unit, who pays, why it rises, where to look. */
export function Meant({ of: m, usageType }: { of: Meaning; usageType: string }) {
  const { t } = useTranslation('network')
  const tell = useTold()
  const region = (r: Meaning['region']) => (r ? (r.name && r.name !== r.code ? `${r.name} (${r.code})` : r.code) : '')
  return (
    <div className={classes.meant}>
      <div>
        <Text fw={600} size="sm">{m.known ? tell(m.title) : t('unknownUsage')}</Text>
        <code className={classes.code}>{usageType}</code>
      </div>
      {m.known ? <Text size="sm">{tell(m.says)}</Text> : <Text size="sm" c="dimmed">{t('unknownUsageText')}</Text>}
      <KeyValue pairs={[
        [t('unit'), m.known ? tell(m.unit) : ''], [t(m.to ? 'fromRegion' : 'region'), region(m.region)], [t('toRegion'), region(m.to)], [t('payer'), m.known ? tell(m.payer) : ''],
      ]} />
      <List title={t('causes')} of={m.causes} />
      <List title={t('look')} of={m.look} />
    </div>
  )
}

function List({ title, of: texts }: { title: string; of?: readonly Told[] }) {
  const tell = useTold()
  if (!texts || texts.length === 0) return null
  return (
    <div>
      <Text size="xs" fw={600} c="dimmed">{title}</Text>
      <ul className={classes.points}>{texts.map((x) => <li key={x.en}>{tell(x)}</li>)}</ul>
    </div>
  )
}
