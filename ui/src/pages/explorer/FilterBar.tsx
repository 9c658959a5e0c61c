// The filters, each a chip that opens its editor.
import { ActionIcon, Button, Group, Popover, UnstyledButton } from '@mantine/core'
import { IconFilterPlus, IconX } from '@tabler/icons-react'
import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DimensionPicker } from './DimensionPicker'
import type { Dimension } from './drill'
import classes from './explorer.module.css'
import { FilterEditor } from './FilterEditor'
import type { Names } from './names'
import type { Period } from './periods'
import { operatorOf, type Filter } from './state'

interface Props {
  filters: Filter[]
  period: Period
  known: readonly Dimension[]
  complete: boolean
  names: Names
  opened: boolean
  onOpen: (opened: boolean) => void
  onChange: (filters: Filter[]) => void
}

/** A chip for each filter, and a button that adds one: first the dimension is chosen, then its values. */
export function FilterBar({ filters, period, known, complete, names, opened, onOpen, onChange }: Props) {
  const { t } = useTranslation('explorer')
  const [edited, setEdited] = useState<{ at: number; filter: Filter } | null>(null)
  const shown = edited && edited.at === filters.length ? [...filters, edited.filter] : filters
  const close = (result: Filter | null) => {
    if (edited && result && (result.values.length > 0 || edited.at < filters.length)) {
      onChange(shown.flatMap((f, i) => (i !== edited.at ? [f] : result.values.length > 0 ? [result] : [])))
    }
    setEdited(null)
  }
  return (
    <Group gap={6} role="group" aria-label={t('filters')}>
      {shown.map((filter, i) => (
        <span key={`${i} ${filter.dimension}`} className={classes.chip} data-exclude={filter.exclude || undefined}>
          <Popover opened={edited?.at === i} onDismiss={() => setEdited(null)} position="bottom-start" width={400} trapFocus returnFocus withinPortal>
            <Popover.Target>
              <UnstyledButton className={classes.chipText} onClick={() => setEdited({ at: i, filter })} title={sayFilter(filter, names, t)}>{sayFilter(filter, names, t)}</UnstyledButton>
            </Popover.Target>
            <Popover.Dropdown p="sm" maw="94vw">
              {edited?.at === i && <FilterEditor filter={edited.filter} title={names.dimension(filter.dimension)} period={period} others={filters.filter((_, j) => j !== i)} names={names} onDone={close} />}
            </Popover.Dropdown>
          </Popover>
          <ActionIcon size={18} onClick={() => { setEdited(null); onChange(filters.filter((_, j) => j !== i)) }} aria-label={t('remove', { name: sayFilter(filter, names, t) })}><IconX size={12} /></ActionIcon>
        </span>
      ))}
      <DimensionPicker known={known} complete={complete} names={names} without={[]} opened={opened} onOpen={onOpen} label={t('addFilter')} onChoose={(dimension) => setEdited({ at: filters.length, filter: { dimension, values: [] } })}>
        <Button variant="subtle" size="compact-xs" leftSection={<IconFilterPlus size={13} />} onClick={() => onOpen(!opened)} disabled={filters.length >= 40}>{t('addFilter')}</Button>
      </DimensionPicker>
      {filters.length > 1 && <Button variant="subtle" color="gray" size="compact-xs" onClick={() => onChange([])}>{t('clearFilters')}</Button>}
    </Group>
  )
}

/** A filter in words, with its first values. */
export function sayFilter(filter: Filter, names: Names, t: TFunction<'explorer'>): string {
  const some = filter.values.slice(0, 2).map(names.value).join(', ')
  const more = filter.values.length > 2 ? ` +${filter.values.length - 2}` : ''
  return t(`says.${operatorOf(filter)}`, { dimension: names.dimension(filter.dimension), values: filter.values.length === 0 ? '…' : some + more })
}
