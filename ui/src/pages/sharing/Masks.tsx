// What stands in for the values of a column.
import { ActionIcon, Button, Group, Select, Stack, TextInput, Tooltip } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { quoteName } from '../../parts/grid'
import type { Column } from './data'
import { kindOfMask, maskOf, maskKinds, type MaskKind } from './masking'
import classes from './sharing.module.css'

interface Props {
  masks: Record<string, string>
  columns: readonly Column[]
  onChange: (masks: Record<string, string>) => void
}

/** The masks of a filter. */
export function Masks({ masks, columns, onChange }: Props) {
  const { t } = useTranslation('sharing')
  const list = Object.entries(masks)
  const put = (at: number, column: string, text: string) => onChange(Object.fromEntries(list.map(([c, x], i) => (i === at ? [column, text] : [c, x]))))
  return (
    <Stack gap="xs">
      {list.map(([column, text], at) => {
        const kind = kindOfMask(column, text)
        return (
          <div key={at} className={classes.condition} role="group" aria-label={t('masks.of', { column })}>
            <Select
              aria-label={t('column')} placeholder={t('column')} searchable value={column || null} data={columns.map((c) => c.name).filter((c) => c === column || !(c in masks))} limit={200} className={classes.column}
              onChange={(next) => put(at, next ?? '', kind === 'expression' ? text : maskOf(kind, next ?? ''))} nothingFoundMessage={t('nothingFound')}
            />
            <Select aria-label={t('masks.kind')} value={kind} data={maskKinds.map((value) => ({ value, label: t(`masks.${value}`) }))} allowDeselect={false} w={170} onChange={(value) => put(at, column, maskOf((value ?? 'null') as MaskKind, column))} />
            {kind === 'expression' ? <TextInput aria-label={t('masks.expression')} className={classes.values} value={text} placeholder={`substr(${quoteName(column || 'x')}, 1, 3)`} onChange={(e) => put(at, column, e.currentTarget.value)} /> : null}
            <Tooltip label={t('masks.remove')}><ActionIcon aria-label={t('masks.remove')} onClick={() => onChange(Object.fromEntries(list.filter((_, i) => i !== at)))}><IconTrash size={15} /></ActionIcon></Tooltip>
          </div>
        )
      })}
      <Group><Button variant="default" size="compact-xs" leftSection={<IconPlus size={13} aria-hidden />} disabled={'' in masks} onClick={() => onChange({ ...masks, '': maskOf('null', '') })}>{t('masks.add')}</Button></Group>
    </Stack>
  )
}
