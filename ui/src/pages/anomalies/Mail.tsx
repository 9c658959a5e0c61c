// How e-mail is sent.
import { Button, NumberInput, PasswordInput, Select, Text, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, take } from '../../api/client'
import { notify } from '../../lib/notify'
import { FaultBox } from '../../parts/FaultBox'
import { Loaded } from '../../parts/Loaded'
import { Section } from '../../parts/Section'
import classes from './anomalies.module.css'
import { mailQuery, type Mail } from './monitors'

/** The server that takes e-mail, and whom it comes from. */
export function MailPart() {
  const { t } = useTranslation('anomalies')
  const mail = useQuery(mailQuery)
  return <Section title={t('mail.title')} note={t('mail.note')}><Loaded query={mail} lines={3}>{(data) => <Form key={JSON.stringify(data)} data={data} />}</Loaded></Section>
}

function Form({ data }: { data: Mail }) {
  const { t } = useTranslation('anomalies')
  const [m, setM] = useState<Mail>({ ...data, security: data.security ?? 'starttls' })
  const client = useQueryClient()
  const keep = useMutation({
    mutationFn: () => take(api.PUT('/api/alerts/mail', { body: { host: m.host.trim(), port: m.port || undefined, security: m.security, user: m.user?.trim() || undefined, from: m.from.trim(), password: m.password || undefined } })),
    onSuccess: (kept) => { client.setQueryData(mailQuery.queryKey, kept); notify.done(t('mail.kept')) }, onError: () => undefined,
  })
  return (
    <form onSubmit={(e) => { e.preventDefault(); keep.mutate() }}>
      {data.host ? null : <Text size="sm" c="dimmed" mb="xs">{t('mail.none')}</Text>}
      <div className={classes.filters}>
        <TextInput label={t('mail.host')} value={m.host} w={210} placeholder="smtp.example.com" maxLength={255} onChange={(e) => setM({ ...m, host: e.currentTarget.value })} />
        <NumberInput label={t('mail.port')} value={m.port || ''} w={90} min={0} max={65535} placeholder="587" hideControls onChange={(port) => setM({ ...m, port: typeof port === 'number' ? port : undefined })} />
        <Select label={t('mail.security')} value={m.security} w={130} allowDeselect={false} data={(['starttls', 'tls', 'none'] as const).map((value) => ({ value, label: t(value === 'none' ? 'mail.unsecured' : `mail.${value}`) }))} onChange={(value) => setM({ ...m, security: (value ?? 'starttls') as 'tls' })} />
        <TextInput label={t('mail.from')} value={m.from} w={210} placeholder="glaux@example.com" maxLength={320} onChange={(e) => setM({ ...m, from: e.currentTarget.value })} />
        <TextInput label={t('mail.user')} value={m.user ?? ''} w={170} maxLength={255} autoComplete="off" onChange={(e) => setM({ ...m, user: e.currentTarget.value })} />
        <PasswordInput size="xs" label={t('mail.password')} value={m.password ?? ''} w={170} maxLength={1000} autoComplete="new-password" placeholder={data.hasPassword ? t('mail.passwordKept') : undefined} onChange={(e) => setM({ ...m, password: e.currentTarget.value })} />
        <Button type="submit" variant="default" loading={keep.isPending} disabled={m.host.trim() !== '' && m.from.trim() === ''}>{t('save')}</Button>
      </div>
      {keep.isError ? <FaultBox fault={keep.error} /> : null}
    </form>
  )
}
