// The pages that the navigation names, in its order.
import { IconArrowsSplit, IconBook2, IconBulb, IconChartBar, IconChecklist, IconDatabase, IconHistory, IconKey, IconLayoutDashboard, IconMapPinSearch, IconRadar2, IconRulerMeasure, IconServer2, IconShieldLock, IconSparkles, IconTerminal2, type Icon } from '@tabler/icons-react'

export const pages: readonly { to: '/explorer' | '/anomalies' | '/findings' | '/genai' | '/units' | '/allocation' | '/addresses' | '/sql' | '/dashboards' | '/data' | '/readiness' | '/workgroups' | '/sharing' | '/audit' | '/access' | '/help'; text: string; keys: string; icon: Icon }[] = [
  { to: '/explorer', text: 'explorer', keys: 'g e', icon: IconChartBar },
  { to: '/anomalies', text: 'anomalies', keys: 'g n', icon: IconRadar2 },
  { to: '/findings', text: 'findings', keys: 'g f', icon: IconBulb },
  { to: '/genai', text: 'genai', keys: 'g g', icon: IconSparkles },
  { to: '/units', text: 'units', keys: 'g m', icon: IconRulerMeasure },
  { to: '/allocation', text: 'allocation', keys: 'g l', icon: IconArrowsSplit },
  { to: '/addresses', text: 'addresses', keys: 'g i', icon: IconMapPinSearch },
  { to: '/sql', text: 'sql', keys: 'g s', icon: IconTerminal2 },
  { to: '/dashboards', text: 'dashboards', keys: 'g d', icon: IconLayoutDashboard },
  { to: '/data', text: 'status', keys: 'g a', icon: IconDatabase },
  { to: '/readiness', text: 'readiness', keys: 'g r', icon: IconChecklist },
  { to: '/workgroups', text: 'workgroups', keys: 'g w', icon: IconServer2 },
  { to: '/sharing', text: 'sharing', keys: 'g p', icon: IconShieldLock },
  { to: '/audit', text: 'audit', keys: 'g u', icon: IconHistory },
  { to: '/access', text: 'access', keys: 'g t', icon: IconKey },
  { to: '/help', text: 'help', keys: 'g h', icon: IconBook2 },
]
