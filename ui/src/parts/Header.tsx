import { ActionIcon, Burger, Button, Divider, Popover, Text, Tooltip, UnstyledButton, useMantineColorScheme } from '@mantine/core'
import { IconDotsVertical, IconHelp, IconLogout, IconSearch } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api, take } from '../api/client'
import { languages, setLanguage, type Language } from '../i18n'
import { queries, useSession } from '../lib/server'
import { notify } from '../lib/notify'
import { Keys } from './Keys'
import { Owl } from './Owl'
import { Segmented } from './Segmented'
import classes from './Shell.module.css'
import { Trust } from './Trust'
import { ViewAsChooser } from './ViewAs'

const languageNames: Record<Language, string> = { en: 'English', ja: '日本語' }

/** The line at the top: mark, search, how far the data can be trusted, and the reader's own settings. */
export function Header({ open, toggle, help, search }: { open: boolean; toggle: () => void; help: () => void; search: () => void }) {
  const { t } = useTranslation('shell')
  return (
    <div className={classes.headerRow}>
      <Burger opened={open} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={t('navigation')} aria-expanded={open} />
      <Link to="/explorer" className={classes.brand} aria-label={t('home')}><Owl /> Glaux</Link>
      <UnstyledButton className={classes.search} onClick={search} visibleFrom="sm" aria-keyshortcuts="Control+K Meta+K">
        <IconSearch size={15} aria-hidden />
        <span>{t('searchFor')}</span>
        <Keys keys="mod+k" />
      </UnstyledButton>
      <div className={classes.fill} />
      <Trust />
      <ActionIcon hiddenFrom="sm" onClick={search} aria-label={t('searchFor')}><IconSearch size={18} /></ActionIcon>
      <Tooltip label={t('keys.help')}>
        <ActionIcon visibleFrom="sm" onClick={help} aria-label={t('keys.help')}><IconHelp size={18} stroke={1.6} /></ActionIcon>
      </Tooltip>
      <Settings help={help} />
    </div>
  )
}

const schemes = ['light', 'dark', 'auto'] as const

function Settings({ help }: { help: () => void }) {
  const { t, i18n } = useTranslation('shell')
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const session = useSession().data
  return (
    <Popover width={270} position="bottom-end" offset={10} trapFocus>
      <Popover.Target>
        <ActionIcon aria-label={t('settings')}><IconDotsVertical size={18} stroke={1.6} /></ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('settings')} className={classes.settings}>
        <Text size="xs" c="dimmed">{t('language')}</Text>
        <Segmented label={t('language')} value={i18n.language as Language} choices={languages.map((l) => ({ value: l, label: languageNames[l] }))} onChange={setLanguage} />
        <Text size="xs" c="dimmed">{t('scheme')}</Text>
        <Segmented label={t('scheme')} value={colorScheme} choices={schemes.map((s) => ({ value: s, label: t(`schemes.${s}`) }))} onChange={setColorScheme} />
        <Button variant="default" onClick={help} leftSection={<IconHelp size={15} aria-hidden />} hiddenFrom="sm">{t('keys.help')}</Button>
        {session?.shares ? <><Divider /><ViewAsChooser /></> : null}
        {session?.authentication === 'token' ? (
          <>
            <Divider />
            <Text size="sm">{session.principal}{session.administrator ? ` · ${t('administrator')}` : ''}</Text>
            <Button variant="default" leftSection={<IconLogout size={15} aria-hidden />} onClick={() => void logout()}>{t('logout')}</Button>
          </>
        ) : null}
        {session ? <Text size="xs" c="dimmed">Glaux {session.version === 'unknown' ? '' : session.version}</Text> : null}
      </Popover.Dropdown>
    </Popover>
  )
}

async function logout(): Promise<void> {
  try {
    await take(api.DELETE('/api/session'))
    queries.clear()
    window.location.assign('/login')
  } catch (err) {
    notify.fault(err)
  }
}
