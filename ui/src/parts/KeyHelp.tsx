import { Modal, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useOfferedShortcuts, type Shortcut } from '../lib/shortcuts'
import { Keys } from './Keys'
import classes from './Shell.module.css'

/** The shortcuts that work now: those of the page first, then those that work everywhere. */
export function KeyHelp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation('shell')
  return (
    <Modal opened={opened} onClose={onClose} title={t('keys.title')} size="lg">
      <KeyTables order={3} />
    </Modal>
  )
}

/** The same as a part of a page. */
export function KeyTables({ order }: { order: 2 | 3 }) {
  const { t } = useTranslation('shell')
  const all = useOfferedShortcuts()
  const here = all.filter((s) => !s.everywhere)
  return (
    <>
      {here.length > 0 ? <KeyTable order={order} title={t('keys.here')} shortcuts={here} /> : null}
      <KeyTable order={order} title={t('keys.everywhere')} shortcuts={all.filter((s) => s.everywhere)} />
    </>
  )
}

function KeyTable({ order, title, shortcuts }: { order: 2 | 3; title: string; shortcuts: readonly Shortcut[] }) {
  return (
    <>
      <Title order={order} size="h3" mb={4} mt="xs">{title}</Title>
      <div className={classes.keyList}>
        {shortcuts.map((s) => (
          <div key={s.keys + s.label} className={classes.keyRow}><Text span size="sm">{s.label}</Text><Keys keys={s.keys} /></div>
        ))}
      </div>
    </>
  )
}
