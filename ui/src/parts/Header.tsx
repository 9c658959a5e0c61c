import { ActionIcon, Burger, Menu, Text, Tooltip, UnstyledButton, useMantineColorScheme } from '@mantine/core'
import { IconDeviceDesktop, IconDotsVertical, IconHelp, IconLanguage, IconLogout, IconMoon, IconSearch, IconSun, IconUser } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api, take } from '../api/client'
import { setLanguage, type Language } from '../i18n'
import { queries, useSession } from '../lib/server'
import { notify } from '../lib/notify'
import { Keys } from './Keys'
import { Owl } from './Owl'
import { openPalette } from './Palette'
import classes from './Shell.module.css'
import { Trust } from './Trust'

const languageNames: Record<Language, string> = { en: 'English', ja: '日本語' }

/** The line at the top: mark, search, how far the data can be trusted, and the reader's own settings. */
export function Header({ open, toggle, help }: { open: boolean; toggle: () => void; help: () => void }) {
  const { t } = useTranslation('shell')
  return (
    <div className={classes.headerRow}>
      <Burger opened={open} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={t('navigation')} aria-expanded={open} />
      <Link to="/explorer" className={classes.brand} aria-label={t('home')}><Owl /> Glaux</Link>
      <UnstyledButton className={classes.search} onClick={openPalette} visibleFrom="sm" aria-keyshortcuts="Control+K Meta+K">
        <IconSearch size={15} aria-hidden />
        <span>{t('searchFor')}</span>
        <Keys keys="mod+k" />
      </UnstyledButton>
      <div className={classes.fill} />
      <Trust />
      <ActionIcon hiddenFrom="sm" onClick={openPalette} aria-label={t('searchFor')}><IconSearch size={18} /></ActionIcon>
      <Tooltip label={t('keys.help')}>
        <ActionIcon visibleFrom="sm" onClick={help} aria-label={t('keys.help')}><IconHelp size={18} stroke={1.6} /></ActionIcon>
      </Tooltip>
      <Settings />
    </div>
  )
}

function Settings() {
  const { t, i18n } = useTranslation('shell')
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const session = useSession().data
  const schemes = [
    { value: 'light', icon: IconSun }, { value: 'dark', icon: IconMoon }, { value: 'auto', icon: IconDeviceDesktop },
  ] as const
  return (
    <Menu width={210} closeOnItemClick={false}>
      <Menu.Target>
        <ActionIcon aria-label={t('settings')}><IconDotsVertical size={18} stroke={1.6} /></ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('language')}</Menu.Label>
        {(['en', 'ja'] as const).map((language) => (
          <Menu.Item
            key={language}
            lang={language}
            role="menuitemradio"
            aria-checked={i18n.language === language}
            leftSection={<IconLanguage size={16} stroke={1.6} />}
            rightSection={i18n.language === language ? '✓' : null}
            onClick={() => setLanguage(language)}
          >
            {languageNames[language]}
          </Menu.Item>
        ))}
        <Menu.Label>{t('scheme')}</Menu.Label>
        {schemes.map((s) => (
          <Menu.Item
            key={s.value}
            role="menuitemradio"
            aria-checked={colorScheme === s.value}
            leftSection={<s.icon size={16} stroke={1.6} />}
            rightSection={colorScheme === s.value ? '✓' : null}
            onClick={() => setColorScheme(s.value)}
          >
            {t(`schemes.${s.value}`)}
          </Menu.Item>
        ))}
        {session ? <Menu.Divider /> : null}
        {session?.authentication === 'token' ? (
          <>
            <Menu.Label><IconUser size={13} aria-hidden /> {session.principal}{session.administrator ? ` · ${t('administrator')}` : ''}</Menu.Label>
            <Menu.Item leftSection={<IconLogout size={16} stroke={1.6} />} onClick={() => void logout()}>{t('logout')}</Menu.Item>
          </>
        ) : null}
        {session ? <Text size="xs" c="dimmed" px="sm" py={4}>Glaux {session.version}</Text> : null}
      </Menu.Dropdown>
    </Menu>
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
