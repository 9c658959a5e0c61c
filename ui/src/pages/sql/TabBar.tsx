import { ActionIcon, CloseButton, Menu, Tooltip } from '@mantine/core'
import { IconChevronDown, IconPlus } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import css from './sql.module.css'
import { tabStore, useTabs } from './store'
import { titleOf, unsaved, type Tab } from './tabs'

/** The tabs. Arrow keys move among them, F2 or a double click renames, Alt and arrows move a tab, Delete closes it. */
export function TabBar({ onClose }: { onClose: (tab: Tab) => void }) {
  const { t } = useTranslation('sql')
  const { tabs, active, closed } = useTabs()
  const [naming, setNaming] = useState('')
  const bar = useRef<HTMLDivElement>(null)
  useEffect(() => { bar.current?.querySelector('[data-active]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' }) }, [active, tabs.length])
  const name = (tab: Tab) => titleOf(tab) || t('tabs.untitled')
  const onKeyDown = (e: React.KeyboardEvent, tab: Tab, at: number) => {
    const to = (i: number) => {
      const next = tabs[(i + tabs.length) % tabs.length]
      if (!next) return
      tabStore.activate(next.id)
      requestAnimationFrame(() => bar.current?.querySelector<HTMLElement>('[data-active] [role="tab"]')?.focus())
    }
    const by = e.key === 'ArrowRight' ? 1 : e.key === 'ArrowLeft' ? -1 : 0
    if (by !== 0 && e.altKey) tabStore.shift(tab.id, by)
    else if (by !== 0) to(at + by)
    else if (e.key === 'Home') to(0)
    else if (e.key === 'End') to(tabs.length - 1)
    else if (e.key === 'F2') setNaming(tab.id)
    else if (e.key === 'Delete') onClose(tab)
    else return
    e.preventDefault()
  }
  return (
    <div className={css.tabs} ref={bar}>
      <div role="tablist" aria-label={t('tabs.title')} style={{ display: 'flex' }}>
        {tabs.map((tab, at) => (
          <div key={tab.id} role="presentation" className={css.tab} data-active={tab.id === active || undefined} onAuxClick={(e) => { if (e.button === 1) onClose(tab) }}>
            {naming === tab.id ? (
              <input className={css.tabInput} aria-label={t('tabs.rename')} defaultValue={name(tab)} autoFocus maxLength={128} onFocus={(e) => e.currentTarget.select()}
                onBlur={(e) => { const v = e.currentTarget.value.trim(); tabStore.change(tab.id, { name: v, named: v !== '' }); setNaming('') }}
                onKeyDown={(e) => { if (e.key === 'Enter') e.currentTarget.blur(); if (e.key === 'Escape') { e.stopPropagation(); e.currentTarget.value = name(tab); setNaming('') } }} />
            ) : (
              <button type="button" role="tab" aria-selected={tab.id === active} aria-controls="sql-panel" tabIndex={tab.id === active ? 0 : -1} className={css.tabName} title={t('tabs.hint', { name: name(tab) })}
                onClick={() => tabStore.activate(tab.id)} onDoubleClick={() => setNaming(tab.id)} onKeyDown={(e) => onKeyDown(e, tab, at)}>
                {name(tab)}
              </button>
            )}
            {unsaved(tab) && <span className={css.dot} role="img" aria-label={t('tabs.changed')} title={t('tabs.changed')} />}
            <CloseButton size="xs" mx={4} tabIndex={-1} aria-hidden aria-label={t('tabs.close', { name: name(tab) })} onClick={() => onClose(tab)} />
          </div>
        ))}
      </div>
      <Tooltip label={t('tabs.new')}>
        <ActionIcon aria-label={t('tabs.new')} onClick={() => tabStore.open({ database: tabs.find((x) => x.id === active)?.database ?? '' })} m={4}><IconPlus size={16} /></ActionIcon>
      </Tooltip>
      <Menu>
        <Menu.Target><ActionIcon aria-label={t('tabs.more')} my={4}><IconChevronDown size={16} /></ActionIcon></Menu.Target>
        <Menu.Dropdown mah={420} style={{ overflow: 'auto' }}>
          <Menu.Item onClick={() => setNaming(active)}>{t('tabs.rename')}</Menu.Item>
          <Menu.Item disabled={closed.length === 0} onClick={() => tabStore.reopen()}>{t('tabs.reopen')}</Menu.Item>
          <Menu.Item disabled={tabs.length < 2} onClick={() => { for (const x of tabs) if (x.id !== active) tabStore.close(x.id) }}>{t('tabs.closeOthers')}</Menu.Item>
          <Menu.Divider />
          {tabs.map((tab) => <Menu.Item key={tab.id} onClick={() => tabStore.activate(tab.id)} fw={tab.id === active ? 600 : undefined}>{name(tab)}</Menu.Item>)}
        </Menu.Dropdown>
      </Menu>
    </div>
  )
}
