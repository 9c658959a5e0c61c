import { AppShell, NavLink, Tooltip } from '@mantine/core'
import { useDisclosure, useLocalStorage } from '@mantine/hooks'
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from '@tabler/icons-react'
import { Link, Outlet, useNavigate, useRouterState } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { whenSignedOut } from '../lib/server'
import { useKeyboard, useShortcuts } from '../lib/shortcuts'
import { Confirm } from './Confirm'
import { Header } from './Header'
import { KeyHelp } from './KeyHelp'
import { Palette } from './Palette'
import { pages } from './pages'
import classes from './Shell.module.css'
import { Unreachable } from './Unreachable'
import { ViewAsBanner } from './ViewAs'

/** The frame around every page: header, navigation, command palette, keyboard, and what each page has in common. */
export function Shell() {
  const path = useRouterState({ select: (s) => s.location.pathname })
  const navigate = useNavigate()
  useKeyboard()
  useEffect(() => {
    whenSignedOut(() => {
      const { pathname, search } = window.location
      if (pathname !== '/login') void navigate({ to: '/login', search: { next: pathname + search } as never, replace: true })
    })
  }, [navigate])
  return (
    <>
      {path === '/login' ? <main id="main" className={classes.bare}><Outlet /></main> : <Frame path={path} />}
      <Confirm />
    </>
  )
}

function Frame({ path }: { path: string }) {
  const { t } = useTranslation('shell')
  const navigate = useNavigate()
  const [open, drawer] = useDisclosure(false)
  const [help, helpDialog] = useDisclosure(false)
  const [palette, paletteDialog] = useDisclosure(false)
  const [narrow, setNarrow] = useLocalStorage({ key: 'glaux.narrow', defaultValue: false, getInitialValueInEffect: false })
  const { close } = drawer
  useEffect(() => close(), [path, close])
  useShortcuts([
    { keys: 'mod+k', label: t('keys.palette'), run: paletteDialog.open, everywhere: true },
    { keys: '/', label: t('keys.search'), run: paletteDialog.open, everywhere: true },
    { keys: '?', label: t('keys.help'), run: helpDialog.toggle, everywhere: true },
    { keys: '[', label: t('keys.nav'), run: () => setNarrow(!narrow), everywhere: true },
    ...pages.map((p) => ({ keys: p.keys, label: t('keys.go', { page: t(p.text) }), run: () => void navigate({ to: p.to }), everywhere: true })),
  ])
  return (
    <AppShell
      header={{ height: 44 }}
      navbar={{ width: narrow ? 48 : 176, breakpoint: 'sm', collapsed: { mobile: !open } }}
      padding={0}
      transitionDuration={120}
    >
      <a href="#main" className={classes.skip}>{t('skip')}</a>
      <AppShell.Header className={classes.header}>
        <Header open={open} toggle={drawer.toggle} help={helpDialog.open} search={paletteDialog.open} />
      </AppShell.Header>
      <AppShell.Navbar className={classes.nav} aria-label={t('navigation')} data-narrow={narrow || undefined}>
        {pages.map((p) => (
          <Tooltip key={p.to} label={t(p.text)} position="right" disabled={!narrow || open} openDelay={0}>
            <NavLink
              component={Link}
              to={p.to}
              label={narrow && !open ? undefined : t(p.text)}
              aria-label={t(p.text)}
              aria-current={path.startsWith(p.to) ? 'page' : undefined}
              active={path.startsWith(p.to)}
              leftSection={<p.icon size={18} stroke={1.6} />}
              className={classes.link}
            />
          </Tooltip>
        ))}
        <div className={classes.fill} />
        <NavLink
          component="button"
          visibleFrom="sm"
          onClick={() => setNarrow(!narrow)}
          aria-label={t(narrow ? 'wider' : 'narrower')}
          label={narrow ? undefined : t('narrower')}
          leftSection={narrow ? <IconLayoutSidebarLeftExpand size={18} stroke={1.6} /> : <IconLayoutSidebarLeftCollapse size={18} stroke={1.6} />}
          className={classes.link}
        />
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1} className={classes.main}>
        <ViewAsBanner />
        <Unreachable />
        <div className={classes.page}><Outlet /></div>
      </AppShell.Main>
      <Palette opened={palette} onClose={paletteDialog.close} help={helpDialog.open} />
      <KeyHelp opened={help} onClose={helpDialog.close} />
    </AppShell>
  )
}
