import { Text, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { createSpotlight, Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight'
import {
  IconChartBar, IconColumns3, IconDatabase, IconFileText, IconHelp, IconLanguage, IconLayoutDashboard, IconMathFunction, IconMoon, IconPlus,
  IconSearch, IconSun, IconTable, type Icon,
} from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate, useRouter } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, take, type Schemas } from '../api/client'
import { setLanguage } from '../i18n'
import { useOfferedActions, type Action } from '../lib/actions'
import { Keys } from './Keys'
import classes from './Palette.module.css'
import { pages } from './pages'

const [store, palette] = createSpotlight()

/** Opens the command palette. */
export function openPalette(): void {
  palette.open()
}

const kinds: Record<Schemas['Found']['kind'], Icon> = {
  database: IconDatabase, table: IconTable, column: IconColumns3, query: IconFileText, report: IconChartBar,
  dashboard: IconLayoutDashboard, tile: IconLayoutDashboard, function: IconMathFunction,
}

/** Marks the first of what is shown, so that Enter takes it: answers of the server come after the list was drawn. */
function selectFirst(): void {
  const { listId } = store.getState()
  const list = listId ? document.getElementById(listId) : null
  const first = list?.querySelector('[data-action]')
  if (!list || !first) return
  for (const old of list.querySelectorAll('[data-selected]')) old.removeAttribute('data-selected')
  first.setAttribute('data-selected', 'true')
  store.updateState((state) => ({ ...state, selected: 0 }))
}

/** ⌘K: everything that can be gone to, done or found, by typing a part of its name. */
export function Palette({ help }: { help: () => void }) {
  const { t, i18n } = useTranslation('shell')
  const router = useRouter()
  const [text, setText] = useState('')
  const [asked] = useDebouncedValue(text.trim(), 120)
  const search = useQuery({
    queryKey: ['search', asked],
    queryFn: ({ signal }) => take(api.GET('/api/search', { params: { query: { text: asked, limit: 40 } }, signal })),
    enabled: asked.length > 1,
    placeholderData: keepPreviousData,
  })
  const offered = useOfferedActions()
  const own = useOwnActions(help)
  const show = (a: Action) => ({
    id: a.id, label: a.label, description: a.detail, leftSection: a.icon, rightSection: a.keys ? <Keys keys={a.keys} /> : undefined, onClick: a.run,
  })
  const found = asked.length > 1 && text.trim().length > 1 ? (search.data ?? []) : []
  const groups: SpotlightActionGroupData[] = [
    { group: t('palette.here'), actions: offered.filter((a) => fits(a, text)).map(show) },
    { group: t('palette.pages'), actions: own.pages.filter((a) => fits(a, text)).map(show) },
    {
      group: t('palette.found'),
      actions: found.map((hit, at) => {
        const HitIcon = kinds[hit.kind]
        return {
          id: `found:${at}:${hit.link}`,
          label: i18n.language === 'ja' ? (hit.titleJa ?? hit.title) : hit.title,
          description: hit.detail,
          leftSection: <HitIcon size={17} stroke={1.6} />,
          rightSection: <Text size="xs" c="dimmed">{t(`palette.kind.${hit.kind}`)}</Text>,
          onClick: () => router.history.push(hit.link),
        }
      }),
    },
    { group: t('palette.actions'), actions: own.actions.filter((a) => fits(a, text)).map(show) },
  ]
  const shown = groups.flatMap((g) => g.actions.map((a) => a.id)).join('\n')
  useEffect(selectFirst, [shown])
  const nothing = search.isError ? search.error.message : search.isFetching || asked !== text.trim() ? t('palette.searching') : t('palette.nothing')
  return (
    <Spotlight
      store={store}
      shortcut={null}
      actions={groups.filter((g) => g.actions.length > 0)}
      filter={(_, actions) => actions}
      query={text}
      onQueryChange={setText}
      nothingFound={nothing}
      scrollable
      maxHeight="min(60dvh, 480px)"
      scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}
      searchProps={{ leftSection: <IconSearch size={18} stroke={1.6} />, placeholder: t('palette.placeholder'), 'aria-label': t('palette.placeholder') }}
      size={620}
      classNames={{ action: classes.action, actionDescription: classes.faint, actionSection: classes.faint, actionsGroup: classes.group }}
      transitionProps={{ duration: 80 }}
      attributes={{ content: { 'aria-label': t('palette.title') } }}
      overlayProps={{ blur: 0, backgroundOpacity: 0.4 }}
    />
  )
}

function useOwnActions(help: () => void): { pages: Action[]; actions: Action[] } {
  const { t, i18n } = useTranslation('shell')
  const navigate = useNavigate()
  const { setColorScheme } = useMantineColorScheme()
  const scheme = useComputedColorScheme('light')
  const next = scheme === 'dark' ? 'light' : 'dark'
  const tongue = i18n.language === 'ja' ? 'en' : 'ja'
  return {
    pages: pages.map((p) => ({ id: p.to, label: t(p.text), keys: p.keys, icon: <p.icon size={17} stroke={1.6} />, words: p.to, run: () => void navigate({ to: p.to }) })),
    actions: [
      { id: 'new-query', label: t('act.newQuery'), icon: <IconPlus size={17} stroke={1.6} />, words: 'new query sql', run: () => void navigate({ to: '/sql', search: { new: '1' } as never }) },
      {
        id: 'scheme', label: t('act.scheme', { scheme: t(`schemes.${next}`) }), words: 'theme dark light colour color', run: () => setColorScheme(next),
        icon: next === 'dark' ? <IconMoon size={17} stroke={1.6} /> : <IconSun size={17} stroke={1.6} />,
      },
      { id: 'language', label: tongue === 'ja' ? '日本語にする' : 'Switch to English', words: 'language 言語 english japanese', icon: <IconLanguage size={17} stroke={1.6} />, run: () => setLanguage(tongue) },
      { id: 'keys', label: t('keys.help'), keys: '?', words: 'keyboard shortcuts', icon: <IconHelp size={17} stroke={1.6} />, run: help },
    ],
  }
}

/** Whether every word that was typed stands in what an action is called. */
function fits(a: Action, text: string): boolean {
  const name = `${a.label} ${a.detail ?? ''} ${a.words ?? ''}`.toLowerCase()
  return text.toLowerCase().split(/\s+/).every((word) => name.includes(word))
}
