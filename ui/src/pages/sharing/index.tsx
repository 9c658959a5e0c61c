// Who may see what: grants, filters, principals, tags, locations, workgroups; and for everybody what one sees oneself.
import { Tabs, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useActions } from '../../lib/actions'
import { useSession } from '../../lib/server'
import { one, oneOf, useUrlState, type Codec } from '../../lib/url'
import { Loaded } from '../../parts/Loaded'
import { PageHeader } from '../../parts/PageHeader'
import { Changes } from './Changes'
import { stateQuery, type State } from './data'
import { Export } from './Export'
import { FilterBuilder } from './FilterBuilder'
import { Filters } from './Filters'
import { Grants } from './Grants'
import { Import } from './Import'
import { Locations } from './Locations'
import { Own } from './Own'
import { Principals } from './Principals'
import classes from './sharing.module.css'
import { TagsTab } from './TagsTab'
import { Workgroups } from './Workgroups'

export const tabs = ['grants', 'filters', 'principals', 'tags', 'locations', 'workgroups', 'export', 'import', 'changes', 'own'] as const

export type SharingState = {
  tab: (typeof tabs)[number]
  /** The filter in the builder: database.table.name, or "new". */
  filter: string
  /** The table that a new filter is for. */
  table: string
}

const codec: Codec<SharingState> = {
  read: (p) => ({ tab: oneOf(p, 'tab', tabs), filter: one(p, 'filter'), table: one(p, 'table') }),
  write: (s) => ({ tab: s.tab === 'grants' ? '' : s.tab, filter: s.tab === 'filters' ? s.filter : '', table: s.tab === 'filters' ? s.table : '' }),
}

export default function SharingPage() {
  const { t } = useTranslation('sharing')
  const session = useSession()
  return (
    <>
      <PageHeader title={t('title')} />
      <Loaded query={session} lines={8}>{(who) => (who.shares ? <Administration /> : <Own />)}</Loaded>
    </>
  )
}

function Administration() {
  const { t } = useTranslation('sharing')
  const [state, set] = useUrlState(codec)
  const records = useQuery(stateQuery)
  const open = (next: Partial<SharingState>) => set({ tab: state.tab, filter: '', table: '', ...next })
  useActions([
    { id: 'sharing-new-filter', label: t('filters.new'), words: 'filter rows columns', run: () => open({ tab: 'filters', filter: 'new' }) },
    ...tabs.map((tab) => ({ id: `sharing-${tab}`, label: `${t('title')}: ${t(`tab.${tab}`)}`, words: tab, run: () => open({ tab }) })),
  ])
  return (
    <Tabs value={state.tab} onChange={(tab) => open({ tab: (tab ?? 'grants') as SharingState['tab'] })} keepMounted={false}>
      <Tabs.List mb="md" className={classes.tabs} aria-label={t('title')}>
        {tabs.map((tab) => <Tabs.Tab key={tab} value={tab} fz="sm">{t(`tab.${tab}`)}</Tabs.Tab>)}
      </Tabs.List>
      <Loaded query={records} lines={12}>
        {(data) => tabs.map((tab) => <Tabs.Panel key={tab} value={tab}><Panel tab={tab} records={data} state={state} open={open} /></Tabs.Panel>)}
      </Loaded>
    </Tabs>
  )
}

export type TabProps = { records: State; state: SharingState; open: (next: Partial<SharingState>) => void }

function Panel({ tab, ...props }: TabProps & { tab: SharingState['tab'] }) {
  const { t } = useTranslation('sharing')
  switch (tab) {
    case 'grants': return <Grants {...props} />
    case 'filters': return props.state.filter ? <FilterBuilder key={props.state.filter} {...props} /> : <Filters {...props} />
    case 'principals': return <Principals {...props} />
    case 'tags': return <TagsTab records={props.records} />
    case 'locations': return <Locations records={props.records} />
    case 'workgroups': return <Workgroups records={props.records} />
    case 'export': return <Export />
    case 'import': return <Import records={props.records} />
    case 'changes': return <Changes />
    case 'own': return <><Text size="sm" c="dimmed" mb="md" maw="80ch">{t('own.administrator')}</Text><Own /></>
  }
}
