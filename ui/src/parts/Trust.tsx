import { Loader, Popover, Text, UnstyledButton, VisuallyHidden } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconClockExclamation } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Schemas } from '../api/client'
import { useFormat } from '../lib/format'
import { useStatus } from '../lib/server'
import { KeyValue } from './KeyValue'
import classes from './Shell.module.css'

const day = 86_400_000

/** What the badge says of a status: that all ties out and is fresh, or what is not as it should be. */
export function trustOf(status: Schemas['Status'], now: Date): 'ties' | 'differs' | 'faults' | 'old' | 'none' {
  if (status.months.length === 0) return 'none'
  if (!status.ties) return 'differs'
  if (status.sources.some((s) => (s.faults ?? []).length > 0)) return 'faults'
  if (status.synced && now.getTime() - new Date(status.synced).getTime() > 2 * day) return 'old'
  return 'ties'
}

/** How far the figures can be trusted, beside every page: do they tie out, how old are they. */
export function Trust() {
  const { t } = useTranslation('shell')
  const f = useFormat()
  const now = useNow()
  const query = useStatus()
  const status = query.data
  if (!status) return query.isError ? null : <span className={classes.trust} role="status"><Loader size={12} color="gray" /> <Text span inherit visibleFrom="sm">{t('trust.checking')}</Text></span>
  const state = trustOf(status, now)
  const tone = { ties: 'good', differs: 'bad', faults: 'warn', old: 'warn', none: 'none' }[state]
  const Icon = state === 'ties' ? IconCircleCheck : state === 'old' ? IconClockExclamation : IconAlertTriangle
  const says = t(`trust.${state}`, { amount: f.money(status.difference) })
  const when = status.synced ? t('trust.synced', { ago: f.ago(status.synced, now) }) : t('trust.never')
  const faults = status.sources.reduce((n, s) => n + (s.faults?.length ?? 0), 0)
  return (
    <Popover width={340} position="bottom-end" offset={10} trapFocus>
      <Popover.Target>
        <UnstyledButton className={classes.trust} data-tone={tone}>
          <Icon size={15} aria-hidden />
          <Text span inherit visibleFrom="sm"><b>{says}</b></Text>
          <Text span inherit visibleFrom="md">· {when}</Text>
          <VisuallyHidden>{says} · {when}</VisuallyHidden>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown aria-label={says}>
        <Text size="sm" fw={600} mb={4}>{says}</Text>
        <Text size="xs" c="dimmed" mb="sm">{t(`trust.${state}Means`)}</Text>
        <KeyValue
          pairs={[
            [t('trust.difference'), f.money(status.difference, { exact: true })],
            [t('trust.days'), status.first && status.last ? `${f.date(status.first)} – ${f.date(status.last)}` : undefined],
            [t('trust.syncedAt'), status.synced ? `${f.moment(status.synced)} (${f.ago(status.synced, now)})` : t('trust.never')],
            [t('trust.sources'), f.number(status.sources.length)],
            [t('trust.faultCount'), f.number(faults)],
            [t('trust.snapshot'), status.snapshot > 0 ? status.snapshot : undefined],
          ]}
        />
        <Text size="xs" mt="sm" component={Link} to="/data" c="var(--mantine-color-anchor)">{t('trust.more')}</Text>
      </Popover.Dropdown>
    </Popover>
  )
}

/** The present moment, every half minute. */
export function useNow(): Date {
  const [now, set] = useState(() => new Date())
  useEffect(() => {
    const timer = setInterval(() => set(new Date()), 30_000)
    return () => clearInterval(timer)
  }, [])
  return now
}
