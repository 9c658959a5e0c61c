// What is unusual in the bill: cases, whom to tell of them, what was planned, and what the watch was taught.
import { Tabs } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useActions } from '../../lib/actions'
import { useUrlState } from '../../lib/url'
import { PageHeader } from '../../parts/PageHeader'
import { SqlButton } from '../../parts/SqlButton'
import classes from './anomalies.module.css'
import { Cases } from './Cases'
import { Monitors } from './Monitors'
import { Planned } from './Planned'
import { Rules } from './Rules'
import { sqlOf } from './sql'
import { codec, tabs, type PageState, type Tab } from './state'

/** The page. */
export default function AnomaliesPage() {
  const { t } = useTranslation('anomalies')
  const [state, set] = useUrlState(codec)
  const change = (more: Partial<PageState>) => set({ ...state, ...more }, { replace: true })
  const open = (tab: Tab) => set({ ...codec.read({}), tab })
  useActions(tabs.map((tab) => ({ id: `anomalies-${tab}`, label: `${t('title')}: ${t(`tab.${tab}`)}`, words: `anomalies ${tab}`, run: () => open(tab) })))
  return (
    <>
      <PageHeader title={t('title')} actions={state.tab === 'cases' ? <SqlButton sql={sqlOf(state)} run label="" /> : null} />
      <Tabs value={state.tab} onChange={(tab) => open((tab ?? 'cases') as Tab)} keepMounted={false}>
        <Tabs.List mb="md" className={classes.tabs} aria-label={t('title')}>
          {tabs.map((tab) => <Tabs.Tab key={tab} value={tab} fz="sm">{t(`tab.${tab}`)}</Tabs.Tab>)}
        </Tabs.List>
        <Tabs.Panel value="cases"><Cases state={state} change={change} /></Tabs.Panel>
        <Tabs.Panel value="monitors"><Monitors /></Tabs.Panel>
        <Tabs.Panel value="planned"><Planned /></Tabs.Panel>
        <Tabs.Panel value="rules"><Rules /></Tabs.Panel>
      </Tabs>
    </>
  )
}
