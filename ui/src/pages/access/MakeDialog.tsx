// Making a token or an access key, and showing its secret once.
import { Autocomplete, Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../lib/format'
import { useSession } from '../../lib/server'
import { CodeLine } from '../../parts/CodeLine'
import { FaultBox } from '../../parts/FaultBox'
import { KeyValue } from '../../parts/KeyValue'
import { stateQuery } from '../sharing/data'
import classes from './access.module.css'
import { useMake, type CredentialList, type Made, type Sort } from './data'
import { endOf, termsUntil, type Term } from './ends'
import { Said } from './Said'

type Props = { sort: Sort; data: CredentialList; everybody: boolean; onClose: () => void }

/** Asks what it is for and when it ends, then shows the secret. It closes by its buttons alone once there is a secret. */
export function MakeDialog({ sort, data, everybody, onClose }: Props) {
  const { t } = useTranslation('access')
  const make = useMake()
  const made = make.data
  return (
    <Modal opened onClose={onClose} title={t(made ? `${sort}.made` : `${sort}.make`)} size="lg" closeOnClickOutside={!made} closeOnEscape={!made} withCloseButton={!made}>
      {made ? <Secret sort={sort} made={made} onClose={onClose} /> : <Form sort={sort} data={data} everybody={everybody} make={make} onClose={onClose} />}
    </Modal>
  )
}

function Form({ sort, data, everybody, make, onClose }: Props & { make: ReturnType<typeof useMake> }) {
  const { t } = useTranslation('access')
  const f = useFormat()
  const session = useSession().data
  const [now] = useState(() => new Date())
  const terms = termsUntil(data.latest, now)
  const [term, setTerm] = useState<Term>(terms.includes('90') ? '90' : (terms.filter((x) => x !== 'day' && x !== 'never').at(-1) ?? 'day'))
  const [form, setForm] = useState({ principal: everybody ? '' : (session?.principal ?? ''), note: '', on: '' })
  const records = useQuery({ ...stateQuery, enabled: data.administrate })
  const expires = endOf(term, form.on, data.latest, now)
  const whole = expires !== undefined && (!data.administrate || form.principal.trim() !== '')
  const save = () => {
    if (whole) make.mutate({ sort, principal: data.administrate ? form.principal.trim() : '', note: form.note.trim(), expires })
  }
  return (
    <form onSubmit={(e) => { e.preventDefault(); save() }}>
      <Stack gap="sm">
        <Said text={t(`${sort}.about`)} />
        {data.administrate ? (
          <Autocomplete data-autofocus label={t('principal')} description={t('principalHint')} value={form.principal} data={(records.data?.principals ?? []).map((p) => p.name)} onChange={(principal) => setForm({ ...form, principal })} required maxLength={255} />
        ) : null}
        <TextInput data-autofocus={data.administrate ? undefined : true} label={t('note')} description={t('noteHint')} value={form.note} onChange={(e) => setForm({ ...form, note: e.currentTarget.value })} maxLength={200} />
        <Group align="flex-start" gap="sm">
          <Select label={t('expires')} value={term} data={terms.map((value) => ({ value, label: t(`term.${value}`) }))} onChange={(value) => setTerm((value ?? '90') as Term)} allowDeselect={false} w={180} />
          {term === 'day' ? <TextInput type="date" label={t('lastDay')} value={form.on} error={form.on !== '' && expires === undefined ? t('badDay') : undefined} onChange={(e) => setForm({ ...form, on: e.currentTarget.value })} required w={180} /> : null}
        </Group>
        {data.latest ? <Text size="xs" c="dimmed">{t('latest', { day: f.moment(data.latest, 'day') })}</Text> : null}
        {term === 'never' ? <Text size="xs" c="var(--glaux-warn)">{t('neverHint')}</Text> : null}
        {make.isError ? <FaultBox fault={make.error} /> : null}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>{t('shell:cancel')}</Button>
          <Button type="submit" loading={make.isPending} disabled={!whole}>{t(`${sort}.do`)}</Button>
        </Group>
      </Stack>
    </form>
  )
}

/** The secret, with what to do with it. */
function Secret({ sort, made, onClose }: { sort: Sort; made: Made; onClose: () => void }) {
  const { t } = useTranslation('access')
  const f = useFormat()
  const c = made.credential
  return (
    <Stack gap="sm" data-testid="made">
      <div className={classes.once}><IconAlertTriangle size={18} aria-hidden />{t('once')}</div>
      {sort === 'tokens' ? <CodeLine text={made.secret} /> : <><CodeLine text={`export AWS_ACCESS_KEY_ID=${c.id}`} /><CodeLine text={`export AWS_SECRET_ACCESS_KEY=${made.secret}`} /></>}
      <KeyValue pairs={[[t('principal'), c.principal], [t('note'), c.note], [t('id'), <code key="id" className={classes.id}>{c.id}</code>], [t('expires'), c.expires ? f.moment(c.expires) : t('never')]]} />
      {sort === 'tokens' ? <><Said text={t('tokens.use')} /><CodeLine text={`curl -H "Authorization: Bearer $GLAUX_TOKEN" ${window.location.origin}/api/session`} /></> : <Said text={t('keys.use')} />}
      <Group justify="flex-end"><Button onClick={onClose} data-autofocus>{t('kept')}</Button></Group>
    </Stack>
  )
}
