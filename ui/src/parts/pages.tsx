// The pages that the navigation names, in its order.
import { IconBook2, IconChartBar, IconChecklist, IconDatabase, IconHistory, IconLayoutDashboard, IconShieldLock, IconTerminal2, type Icon } from '@tabler/icons-react'

export const pages: readonly { to: '/explorer' | '/sql' | '/dashboards' | '/data' | '/readiness' | '/sharing' | '/audit' | '/help'; text: string; keys: string; icon: Icon }[] = [
  { to: '/explorer', text: 'explorer', keys: 'g e', icon: IconChartBar },
  { to: '/sql', text: 'sql', keys: 'g s', icon: IconTerminal2 },
  { to: '/dashboards', text: 'dashboards', keys: 'g d', icon: IconLayoutDashboard },
  { to: '/data', text: 'status', keys: 'g a', icon: IconDatabase },
  { to: '/readiness', text: 'readiness', keys: 'g r', icon: IconChecklist },
  { to: '/sharing', text: 'sharing', keys: 'g p', icon: IconShieldLock },
  { to: '/audit', text: 'audit', keys: 'g u', icon: IconHistory },
  { to: '/help', text: 'help', keys: 'g h', icon: IconBook2 },
]
