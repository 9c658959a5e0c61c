import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import {
  IconChartBar, IconColumns3, IconDatabase, IconFileText, IconHelp, IconLanguage, IconLayoutDashboard, IconMapPinSearch, IconMathFunction, IconMoon, IconPlus, IconZoomMoney,
  IconSun, IconTable, type Icon,
} from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate, useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, take, type Schemas } from '../api/client'
import { setLanguage } from '../i18n'
import { addressPage, isAddress } from '../lib/address'
import { useOfferedActions, type Action } from '../lib/actions'
import { useJapaneseFunctions } from '../lib/functions'
import { sayFault } from '../lib/notify'
import { Finder, type FinderGroup } from './Finder'
import { Keys } from './Keys'
import { pages } from './pages'

const kinds: Record<Schemas['Found']['kind'], Icon> = {
  database: IconDatabase, table: IconTable, column: IconColumns3, query: IconFileText, report: IconChartBar,
  dashboard: IconLayoutDashboard, tile: IconLayoutDashboard, function: IconMathFunction,
}

/** ⌘K: everything that can be gone to, done or found, by typing a part of its name. What the page knows itself is there at once; what the server finds comes after it. */
export function Palette({ opened, onClose, help }: { opened: boolean; onClose: () => void; help: () => void }) {
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
  const japanese = useJapaneseFunctions()
  const detailOf = (hit: Schemas['Found']) => (hit.kind === 'function' ? japanese?.[hit.title] : undefined) ?? hit.detail
  const show = (a: Action) => ({ id: a.id, label: a.label, detail: a.detail, icon: a.icon, aside: a.keys ? <Keys keys={a.keys} /> : undefined, run: a.run })
  const current = asked === text.trim() && !search.isPlaceholderData
  const found: Action[] = (asked.length > 1 && text.trim().length > 1 ? (search.data ?? []) : []).map((hit) => {
    const HitIcon = kinds[hit.kind]
    const label = i18n.language === 'ja' ? (hit.titleJa ?? hit.title) : hit.title
    return { id: [hit.kind, hit.title, hit.detail, hit.link].join('\t'), label, detail: detailOf(hit), icon: <HitIcon size={17} stroke={1.6} />, words: hit.kind, run: () => router.history.push(hit.link) }
  })
  const kindOf = (a: Action) => t(`palette.kind.${a.words as Schemas['Found']['kind']}`)
  const typed = text.trim()
  const address: Action[] = isAddress(typed) ? [{ id: `address ${typed}`, label: t('act.whoIs', { address: typed }), icon: <IconMapPinSearch size={17} stroke={1.6} />, run: () => router.history.push(addressPage(typed)) }] : []
  const groups: FinderGroup[] = [
    { label: t('palette.here'), items: offered.filter((a) => fits(a, text)).map(show) },
    { label: t('palette.pages'), items: [...address, ...own.pages.filter((a) => fits(a, text))].map(show) },
    { label: t('palette.actions'), items: own.actions.filter((a) => fits(a, text)).map(show) },
    // an answer to what was typed before stays only as far as it answers this, too
    { label: t('palette.found'), items: found.filter((a) => current || fits(a, text)).map((a) => ({ ...show(a), aside: kindOf(a) })) },
  ]
  const nothing = search.isError ? sayFault(search.error).message : search.isFetching || asked !== text.trim() ? t('palette.searching') : t('palette.nothing')
  return (
    <Finder
      opened={opened} onClose={onClose} title={t('palette.title')} placeholder={t('palette.placeholder')}
      text={text} onText={setText} groups={groups} nothing={nothing}
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
      { id: 'investigate', label: t('act.investigate'), icon: <IconZoomMoney size={17} stroke={1.6} />, words: 'investigate why usage type traffic', run: () => void navigate({ to: '/investigate' }) },
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
