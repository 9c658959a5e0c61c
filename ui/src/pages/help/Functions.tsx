import { Select, Text, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useDeferredValue, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../lib/format'
import { useFunctions, type FunctionWords as Fn } from '../../lib/functions'
import { Empty } from '../../parts/Empty'
import { Loaded } from '../../parts/Loaded'
import { Mark } from '../../parts/Mark'
import { WithCode } from '../../parts/WithCode'
import classes from './help.module.css'
import type { HelpState } from './index'
import { rank } from './rank'

/** The functions of the dialect, by name or by what they do. */
export function Functions({ state, set }: { state: HelpState; set: (next: Partial<HelpState>) => void }) {
  const { t } = useTranslation('help')
  const f = useFormat()
  const { query: functions, list: all } = useFunctions()
  const asked = useDeferredValue(state.q)
  const families = useMemo(() => [...new Set(all?.map((x) => x.family))].sort(), [all])
  const kept = useMemo(() => rank(all ?? [], asked).filter((x) => !state.family || x.family === state.family), [all, asked, state.family])
  return (
    <>
      <div className={classes.find}>
        <TextInput
          value={state.q}
          onChange={(e) => set({ q: e.currentTarget.value })}
          placeholder={t('functions.find')}
          aria-label={t('functions.find')}
          leftSection={<IconSearch size={15} aria-hidden />}
          type="search"
          w={280}
          autoFocus
        />
        <Select
          value={state.family || null}
          onChange={(family) => set({ family: family ?? '' })}
          data={families.map((x) => ({ value: x, label: t(`functions.family.${x}`, { defaultValue: x }) }))}
          placeholder={t('functions.all')}
          aria-label={t('functions.families')}
          clearable
          w={190}
        />
        <Text size="xs" c="dimmed" role="status">{all ? t('functions.shown', { shown: f.number(kept.length), all: f.number(all.length) }) : ''}</Text>
      </div>
      <Loaded query={functions} lines={14}>
        {() => (kept.length === 0 ? <Empty title={t('functions.none')} /> : <ul className={classes.functions}>{kept.map((x) => <One key={`${x.kind} ${x.name}`} fn={x} />)}</ul>)}
      </Loaded>
    </>
  )
}

function One({ fn }: { fn: Fn }) {
  const { t } = useTranslation('help')
  return (
    <li className={classes.fn}>
      <div className={classes.fnHead}>
        <code className={classes.fnName}>{fn.name}</code>
        <Mark>{t(`functions.kind.${fn.kind}`)}</Mark>
        <Text span size="xs" c="dimmed">{t(`functions.family.${fn.family}`, { defaultValue: fn.family })}</Text>
      </div>
      <Text size="sm" lang={fn.english ? undefined : 'en'}><WithCode text={fn.doc} /></Text>
      {fn.examples?.map((x) => <code key={x} className={classes.example}>{x}</code>)}
      <details className={classes.signatures}>
        <summary>{t('functions.signatures', { count: fn.signatures.length })}</summary>
        {fn.signatures.map((x) => <code key={x}>{x}</code>)}
      </details>
    </li>
  )
}
