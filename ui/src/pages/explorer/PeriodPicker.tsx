// The period: a preset that moves on with the bill, or any range of days.
import { Button, Group, Popover, Stack, Text, TextInput } from '@mantine/core'
import { DatePicker } from '@mantine/dates'
import { useMediaQuery } from '@mantine/hooks'
import { IconCalendar } from '@tabler/icons-react'
import dayjs from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../lib/format'
import { fromDays, lastDay, readRange, writeRange, type Days, type Period } from './periods'

interface Props {
  label: string
  /** The present choice as the address holds it. */
  text: string
  period: Period
  days: Days
  presets: readonly { value: string; label: string }[]
  opened: boolean
  onOpen: (opened: boolean) => void
  onChange: (text: string) => void
}

/** A button with the period on it, and a calendar below it. */
export function PeriodPicker(props: Props) {
  const { label, text, period, presets, opened, onOpen } = props
  const f = useFormat()
  const name = presets.find((p) => p.value === text)?.label
  return (
    <Popover opened={opened} onChange={onOpen} position="bottom-start" trapFocus returnFocus withinPortal>
      <Popover.Target>
        <Button variant="default" leftSection={<IconCalendar size={14} />} onClick={() => onOpen(!opened)} aria-label={`${label}: ${name ?? ''} ${sayPeriod(period, f.date)}`}>
          {name ? <>{name}<Text span size="xs" c="dimmed" ml={6} visibleFrom="md">{sayPeriod(period, f.date)}</Text></> : sayPeriod(period, f.date)}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p="sm">{opened && <Choice {...props} />}</Popover.Dropdown>
    </Popover>
  )
}

/** A period in words: its first and its last day, or its moments. */
export function sayPeriod(period: Period, date: (value: string, grain?: 'day' | 'minute') => string): string {
  if (period.start.length > 10 || period.end.length > 10) return `${date(period.start, 'minute')} – ${date(period.end, 'minute')}`
  const last = lastDay(period)
  return last === period.start ? date(last) : `${date(period.start)} – ${date(last)}`
}

// The calendar opens where the period ends.
function monthBefore(day: string, months: number): string {
  return dayjs.utc(day).subtract(months, 'month').format('YYYY-MM-DD')
}

function Choice({ text, period, days, presets, onOpen, onChange }: Props) {
  const { t, i18n } = useTranslation('explorer')
  const narrow = useMediaQuery('(max-width: 48em)')
  const [range, setRange] = useState<[string | null, string | null]>([period.start.slice(0, 10), lastDay(period)])
  const [typed, setTyped] = useState(writeRange(period))
  const choose = (next: string) => { onOpen(false); onChange(next) }
  const valid = readRange(typed.trim())
  function pick([from, to]: [string | null, string | null]) {
    setRange([from, to])
    if (from && to) setTyped(writeRange(fromDays(from, to)))
  }
  return (
    <Stack gap="sm">
      <Group align="flex-start" gap="md" wrap={narrow ? 'wrap' : 'nowrap'}>
        <Stack gap={2} role="group" aria-label={t('presets')} style={narrow ? { flexDirection: 'row', flexWrap: 'wrap' } : undefined}>
          {presets.map((p, i) => (
            <Button key={p.value} data-autofocus={text === p.value || (i === 0 && !presets.some((q) => q.value === text)) || undefined} variant={text === p.value ? 'light' : 'subtle'} color={text === p.value ? undefined : 'gray'} justify="flex-start" size="compact-xs" onClick={() => choose(p.value)}>{p.label}</Button>
          ))}
        </Stack>
        <DatePicker type="range" size="xs" allowSingleDateInRange value={range} onChange={pick} defaultDate={monthBefore(range[1] ?? days.last, narrow ? 0 : 1)} weekendDays={[]} maxLevel="year" numberOfColumns={narrow ? 1 : 2} locale={i18n.language} firstDayOfWeek={i18n.language === 'ja' ? 0 : 1} columnsToScroll={1} nextLabel={t('later')} previousLabel={t('earlierMonth')} />
      </Group>
      <form onSubmit={(e) => { e.preventDefault(); if (valid) choose(writeRange(valid)) }}>
        <Group gap="xs" align="flex-start" wrap="nowrap">
          <TextInput style={{ flex: 1 }} value={typed} onChange={(e) => setTyped(e.currentTarget.value)} aria-label={t('rangeLabel')} description={t('rangeHint')} inputWrapperOrder={['input', 'description', 'error']} error={valid ? undefined : t('rangeWrong')} styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }} />
          <Button type="submit" disabled={!valid}>{t('apply')}</Button>
        </Group>
      </form>
    </Stack>
  )
}
