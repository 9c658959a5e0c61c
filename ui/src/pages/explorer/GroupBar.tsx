// What the costs are grouped by, in order.
import { ActionIcon, Button, Group, Text } from '@mantine/core'
import { IconArrowLeft, IconPlus, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { DimensionPicker } from './DimensionPicker'
import type { Dimension } from './drill'
import classes from './explorer.module.css'
import type { Names } from './names'

interface Props {
  by: string[]
  known: readonly Dimension[]
  complete: boolean
  names: Names
  opened: boolean
  onOpen: (opened: boolean) => void
  onChange: (by: string[]) => void
}

/** A chip for each dimension, and a button that adds one. The menu's choice replaces the only dimension, or with + is added to those there. */
export function GroupBar({ by, known, complete, names, opened, onOpen, onChange }: Props) {
  const { t } = useTranslation('explorer')
  const forward = (i: number) => onChange(by.map((b, j) => (j === i - 1 ? (by[i] as string) : j === i ? (by[i - 1] as string) : b)))
  return (
    <Group gap={6} role="group" aria-label={t('groupBy')}>
      <Text size="xs" c="dimmed">{t('groupBy')}</Text>
      {by.map((name, i) => (
        <span key={name} className={classes.chip}>
          {i > 0 && <ActionIcon size={18} onClick={() => forward(i)} aria-label={t('earlier', { name: names.dimension(name) })}><IconArrowLeft size={12} /></ActionIcon>}
          <span className={classes.chipText}>{names.dimension(name)}</span>
          <ActionIcon size={18} onClick={() => onChange(by.filter((b) => b !== name))} aria-label={t('remove', { name: names.dimension(name) })}><IconX size={12} /></ActionIcon>
        </span>
      ))}
      <DimensionPicker known={known} complete={complete} names={names} without={by} opened={opened} onOpen={onOpen} label={t('groupBy')} onChoose={(name) => onChange([...by, name].slice(-5))}>
        <Button variant="subtle" size="compact-xs" leftSection={<IconPlus size={13} />} onClick={() => onOpen(!opened)} disabled={by.length >= 5}>{by.length === 0 ? t('chooseGroup') : t('addGroup')}</Button>
      </DimensionPicker>
    </Group>
  )
}
