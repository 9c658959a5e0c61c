// Making and changing a monitor.
import { ActionIcon, Button, Group, Modal, NumberInput, PasswordInput, Select, Stack, Switch, Text, TextInput, Tooltip } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, take } from '../../api/client'
import { FaultBox } from '../../parts/FaultBox'
import { Segmented } from '../../parts/Segmented'
import classes from './anomalies.module.css'
import { blankRecipient, channels, complete, problemsOf, rhythms, scopeOf, sent, type Monitor, type Recipient } from './monitors'
import { ScopeFields } from './ScopeFields'

type Props = { draft: Monitor; onClose: () => void; onKept: (kept: Monitor) => void }

/** The form: which cases, from which size on, when, and whom. */
export function MonitorDialog({ draft, onClose, onKept }: Props) {
  const { t } = useTranslation('anomalies')
  const [m, setM] = useState(draft)
  const keep = useMutation({
    mutationFn: (body: Monitor) => take(draft.id ? api.PUT('/api/alerts/monitors/{id}', { params: { path: { id: draft.id } }, body }) : api.POST('/api/alerts/monitors', { body })),
    onSuccess: onKept, onError: () => undefined,
  })
  const wrong = problemsOf(m)
  const put = (at: number, r: Recipient) => setM({ ...m, recipients: m.recipients.map((x, i) => (i === at ? r : x)) })
  return (
    <Modal opened onClose={onClose} title={t(draft.id ? 'monitor.change' : 'monitor.add')} size="xl">
      <form onSubmit={(e) => { e.preventDefault(); if (complete(m)) keep.mutate(sent(m)) }}>
        <Stack gap="md">
          <Group gap="sm" align="flex-end" wrap="nowrap">
            <TextInput data-autofocus label={t('monitor.name')} value={m.name} maxLength={100} required flex={1} onChange={(e) => setM({ ...m, name: e.currentTarget.value })} />
            <Switch label={t('monitor.enabled')} checked={m.enabled} onChange={(e) => setM({ ...m, enabled: e.currentTarget.checked })} mb={6} />
          </Group>
          <Threshold m={m} setM={setM} wrong={wrong} />
          <Rhythm m={m} setM={setM} />
          <fieldset className={classes.fieldset}>
            <legend>{t('monitor.whom')}</legend>
            <Stack gap="sm">
              {m.recipients.map((r, at) => (
                <RecipientFields
                  key={at} r={r} wrong={wrong.recipients[at]} onChange={(next) => put(at, next)}
                  onRemove={() => setM({ ...m, recipients: m.recipients.filter((_, i) => i !== at) })}
                />
              ))}
              <Group><Button variant="default" size="compact-xs" leftSection={<IconPlus size={13} aria-hidden />} disabled={m.recipients.length >= 50} onClick={() => setM({ ...m, recipients: [...m.recipients, blankRecipient()] })}>{t('recipient.add')}</Button></Group>
            </Stack>
          </fieldset>
          <details className={classes.more} open={scopeOf(draft.scope) !== undefined}>
            <summary>{t('monitor.scope')}</summary>
            <Stack gap="sm" mt="sm"><ScopeFields scope={m.scope ?? {}} onChange={(scope) => setM({ ...m, scope })} /></Stack>
          </details>
          {keep.isError ? <FaultBox fault={keep.error} /> : null}
          <Group justify="flex-end" gap="xs"><Button variant="default" onClick={onClose}>{t('shell:cancel')}</Button><Button type="submit" disabled={!complete(m)} loading={keep.isPending}>{t('save')}</Button></Group>
        </Stack>
      </form>
    </Modal>
  )
}

type Part = { m: Monitor; setM: (m: Monitor) => void }

function Threshold({ m, setM, wrong }: Part & { wrong: ReturnType<typeof problemsOf> }) {
  const { t } = useTranslation('anomalies')
  const th = m.threshold ?? {}
  const set = (more: Partial<NonNullable<Monitor['threshold']>>) => setM({ ...m, threshold: { ...th, ...more } })
  return (
    <fieldset className={classes.fieldset}>
      <legend>{t('monitor.from')}</legend>
      <Group gap="sm" align="flex-end">
        <TextInput label={t('threshold.amount')} inputMode="decimal" w={130} value={th.amount ?? ''} error={wrong.amount ? t('rule.badAmount') : undefined} onChange={(e) => set({ amount: e.currentTarget.value.trim() })} />
        <Select label={t('threshold.of')} w={170} allowDeselect={false} value={th.of ?? 'impact'} data={(['impact', 'monthly'] as const).map((value) => ({ value, label: t(`figure.${value}`) }))} onChange={(of) => set({ of: (of ?? 'impact') as 'impact' })} />
        <Select aria-label={t('threshold.join')} w={90} allowDeselect={false} value={th.both ? 'and' : 'or'} data={(['or', 'and'] as const).map((value) => ({ value, label: t(`threshold.${value}Word`) }))} onChange={(value) => set({ both: value === 'and' })} disabled={!th.amount || !th.percent} />
        <NumberInput label={t('threshold.percentOf')} w={150} min={0} suffix=" %" value={th.percent ?? ''} onChange={(value) => set({ percent: typeof value === 'number' ? value : undefined })} />
        <Switch label={t('threshold.drops')} checked={th.drops ?? false} onChange={(e) => set({ drops: e.currentTarget.checked })} mb={6} />
      </Group>
    </fieldset>
  )
}

const hours = Array.from({ length: 24 }, (_, h) => ({ value: String(h), label: `${String(h).padStart(2, '0')}:00` }))

function Rhythm({ m, setM }: Part) {
  const { t } = useTranslation('anomalies')
  const r = m.rhythm
  const set = (more: Partial<Monitor['rhythm']>) => setM({ ...m, rhythm: { ...r, ...more } })
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone
  return (
    <fieldset className={classes.fieldset}>
      <legend>{t('monitor.when')}</legend>
      <Group gap="sm" align="flex-end">
        <Segmented
          label={t('monitor.when')} value={r.kind} choices={rhythms.map((value) => ({ value, label: t(`rhythm.${value}`) }))}
          onChange={(kind) => set(kind === 'immediate' ? { kind } : { kind, zone: r.zone ?? here, hour: r.hour ?? 9, weekday: r.weekday ?? 1 })}
        />
        {r.kind === 'weekly' ? <Select label={t('rhythm.weekday')} w={120} allowDeselect={false} value={String(r.weekday ?? 1)} data={[1, 2, 3, 4, 5, 6, 0].map((d) => ({ value: String(d), label: t(`weekday.${d}`) }))} onChange={(value) => set({ weekday: Number(value) })} /> : null}
        {r.kind === 'immediate' ? null : (
          <>
            <Select label={t('rhythm.hour')} w={95} allowDeselect={false} value={String(r.hour ?? 0)} data={hours} onChange={(value) => set({ hour: Number(value) })} />
            <TextInput label={t('rhythm.zone')} w={160} value={r.zone ?? ''} placeholder="UTC" maxLength={64} onChange={(e) => set({ zone: e.currentTarget.value })} />
          </>
        )}
      </Group>
    </fieldset>
  )
}

function RecipientFields({ r, wrong, onChange, onRemove }: { r: Recipient; wrong?: 'address' | 'email' | 'url' | 'secret'; onChange: (r: Recipient) => void; onRemove: () => void }) {
  const { t } = useTranslation('anomalies')
  const [left, setLeft] = useState(false) // what is not written yet is not wrong yet
  const secret = r.channel === 'slack' || r.channel === 'webhook'
  return (
    <div className={classes.recipient} onBlur={() => setLeft(true)}>
      <Group gap="sm" align="flex-start">
        <Select label={t('recipient.channel')} w={110} allowDeselect={false} value={r.channel} data={channels.map((value) => ({ value, label: t(`channel.${value}`) }))} onChange={(channel) => { setLeft(false); onChange({ ...r, id: undefined, hasSecret: false, secret: '', channel: (channel ?? 'email') as Recipient['channel'] }) }} />
        <TextInput className={classes.grow} inputWrapperOrder={['label', 'input', 'description', 'error']} label={t(`recipient.address.${r.channel}`)} description={t(`recipient.hint.${r.channel}`)} value={r.address ?? ''} maxLength={2000} error={left && (wrong === 'email' || wrong === 'url') ? t(`recipient.wrong.${wrong}`) : undefined} onChange={(e) => onChange({ ...r, address: e.currentTarget.value })} />
        <Select label={t('recipient.language')} w={110} allowDeselect={false} value={r.language ?? 'en'} data={[{ value: 'en', label: 'English' }, { value: 'ja', label: '日本語' }]} onChange={(language) => onChange({ ...r, language: (language ?? 'en') as 'en' })} />
        <Tooltip label={t('recipient.remove')}><ActionIcon mt={24} aria-label={t('recipient.remove')} onClick={onRemove}><IconTrash size={15} /></ActionIcon></Tooltip>
      </Group>
      {secret ? (
        <PasswordInput
          size="xs" mt="xs" inputWrapperOrder={['label', 'input', 'description', 'error']} label={t(`recipient.secret.${r.channel}`)} description={r.hasSecret ? t('recipient.kept') : t(`recipient.secretHint.${r.channel}`)} value={r.secret ?? ''} maxLength={2000} autoComplete="off"
          error={left && wrong === 'secret' ? t('recipient.wrong.secret') : undefined} onChange={(e) => onChange({ ...r, secret: e.currentTarget.value })}
        />
      ) : null}
      <details className={classes.more} open={scopeOf(r.only) !== undefined || undefined}>
        <summary>{t('recipient.only')}</summary>
        <Text size="xs" c="dimmed" my="xs">{t('recipient.onlyHint')}</Text>
        <Stack gap="sm"><ScopeFields scope={r.only ?? {}} onChange={(only) => onChange({ ...r, only })} /></Stack>
      </details>
    </div>
  )
}
