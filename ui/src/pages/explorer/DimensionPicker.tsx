// A searchable menu of everything a bill can be grouped and filtered by.
import { Combobox, useCombobox } from '@mantine/core'
import { useEffect, useMemo, useRef, useState, type ReactElement } from 'react'
import { useTranslation } from 'react-i18next'
import type { Dimension } from './drill'
import type { Names } from './names'

interface Props {
  known: readonly Dimension[]
  complete: boolean
  names: Names
  without: readonly string[]
  opened: boolean
  onOpen: (opened: boolean) => void
  onChoose: (name: string) => void
  label: string
  children: ReactElement
}

const groups = ['common', 'tags', 'categories', 'product', 'more'] as const

/** Opens a menu below its child. What is typed is looked for in names and titles; a column or a map's key that the menu lacks can be typed out. */
export function DimensionPicker(props: Props) {
  const { opened, onOpen, onChoose, label, children } = props
  const store = useCombobox({ opened, onOpenedChange: onOpen })
  const target = useRef<HTMLSpanElement>(null)
  const close = () => { onOpen(false); target.current?.querySelector('button')?.focus() }
  return (
    <Combobox store={store} width={300} position="bottom-start" shadow="md" onOptionSubmit={(name) => { close(); onChoose(name) }}>
      <Combobox.Target targetType="button"><span ref={target}>{children}</span></Combobox.Target>
      <Combobox.Dropdown aria-label={label}>{opened && <List {...props} first={store.selectFirstOption} />}</Combobox.Dropdown>
    </Combobox>
  )
}

function List({ known, complete, names, without, label, first }: Props & { first: () => void }) {
  const { t } = useTranslation('explorer')
  const [search, setSearch] = useState('')
  const found = useMemo(() => searched(known, names, without, search), [known, names, without, search])
  const typed = search.trim()
  const own = complete && found.length === 0 && /^[A-Za-z_][A-Za-z0-9_]*(:.+)?$/.test(typed) && !without.includes(typed)
  useEffect(() => { first() }, [found, first])
  return (
    <>
      <Combobox.Search autoFocus value={search} onChange={(e) => setSearch(e.currentTarget.value)} placeholder={t('searchDimension')} aria-label={label} size="xs" />
      <Combobox.Options aria-label={label} tabIndex={0} mah={340} style={{ overflowY: 'auto' }}>
        {groups.map((group) => {
          const some = found.filter((d) => d.group === group)
          return some.length === 0 ? null : (
            <Combobox.Group key={group} label={t(`dimensionGroup.${group}`)}>
              {some.map((d) => <Combobox.Option key={d.name} value={d.name} fz="sm" title={d.key ? `${d.column}:${d.key}` : d.column}>{names.dimension(d.name)}</Combobox.Option>)}
            </Combobox.Group>
          )
        })}
        {own && <Combobox.Option value={typed}>{t('useColumn', { name: typed })}</Combobox.Option>}
        {found.length === 0 && !own && <Combobox.Empty>{complete ? t('noDimension') : t('loadingDimensions')}</Combobox.Empty>}
      </Combobox.Options>
    </>
  )
}

function searched(known: readonly Dimension[], names: Names, without: readonly string[], search: string): Dimension[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  return known.filter((d) => {
    if (without.includes(d.name)) return false
    const text = `${names.dimension(d.name)} ${d.title} ${d.name} ${d.name.replaceAll('_', ' ')} ${d.column} ${d.key ?? ''}`.toLowerCase()
    return words.every((w) => text.includes(w))
  })
}
