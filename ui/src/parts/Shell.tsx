import { AppShell, Group, NavLink, Text } from '@mantine/core'
import { Link, Outlet } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'

/** The frame around every page: header, navigation, and what each page has in common. */
export function Shell() {
  const { t } = useTranslation('shell')
  return (
    <AppShell header={{ height: 44 }} navbar={{ width: 180, breakpoint: 'sm' }} padding="sm">
      <AppShell.Header px="sm">
        <Group h="100%"><Text fw={600}>Glaux</Text></Group>
      </AppShell.Header>
      <AppShell.Navbar>
        <NavLink component={Link} to="/explorer" label={t('explorer')} />
        <NavLink component={Link} to="/sql" label={t('sql')} />
        <NavLink component={Link} to="/dashboards" label={t('dashboards')} />
      </AppShell.Navbar>
      <AppShell.Main><Outlet /></AppShell.Main>
    </AppShell>
  )
}
