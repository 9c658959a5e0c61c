import { Tabs } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { one, oneOf, useUrlState, type Codec } from '../../lib/url'
import { KeyTables } from '../../parts/KeyHelp'
import { PageHeader } from '../../parts/PageHeader'
import classes from './help.module.css'
import { Functions } from './Functions'
import { Metrics } from './Metrics'
import { Start } from './Start'
import { Where } from './Where'

const tabs = ['start', 'keys', 'metrics', 'functions', 'where'] as const

export type HelpState = { tab: (typeof tabs)[number]; q: string; family: string }

const codec: Codec<HelpState> = {
  read: (p) => {
    const named = one(p, 'function') // as the search links to it
    return { tab: named ? 'functions' : oneOf(p, 'tab', tabs), q: named || one(p, 'q'), family: one(p, 'family') }
  },
  write: (s) => (s.tab === 'functions' ? { tab: s.tab, q: s.q, family: s.family } : { tab: s.tab === 'start' ? '' : s.tab }),
}

/** The manual within reach: how to begin, the keys, the metrics, the functions of the dialect, and where the data lie. */
export default function HelpPage() {
  const { t } = useTranslation('help')
  const [state, set] = useUrlState(codec)
  return (
    <>
      <PageHeader title={t('title')} />
      <Tabs value={state.tab} onChange={(tab) => set({ tab: (tab ?? 'start') as HelpState['tab'], q: '', family: '' })} keepMounted={false}>
        <Tabs.List mb="md" className={classes.tabs} aria-label={t('title')}>
          {tabs.map((tab) => <Tabs.Tab key={tab} value={tab} fz="sm">{t(`tab.${tab}`)}</Tabs.Tab>)}
        </Tabs.List>
        <Tabs.Panel value="start"><Start /></Tabs.Panel>
        <Tabs.Panel value="keys" maw={720}><KeyTables order={2} /></Tabs.Panel>
        <Tabs.Panel value="metrics"><Metrics /></Tabs.Panel>
        <Tabs.Panel value="functions"><Functions state={state} set={(next) => set({ ...state, ...next }, { replace: true })} /></Tabs.Panel>
        <Tabs.Panel value="where"><Where /></Tabs.Panel>
      </Tabs>
    </>
  )
}
