// One statement of a workgroup's history.
import { Button, Drawer, Group, Text } from '@mantine/core'
import { IconPlayerStop, IconTable, IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api, take } from '../../api/client'
import { confirm } from '../../lib/confirm'
import { useFormat } from '../../lib/format'
import { useSession } from '../../lib/server'
import { FaultBox } from '../../parts/FaultBox'
import { KeyValue } from '../../parts/KeyValue'
import { Loaded } from '../../parts/Loaded'
import { Mark } from '../../parts/Mark'
import { ProblemText } from '../../parts/ProblemText'
import { Section } from '../../parts/Section'
import { SqlButton } from '../../parts/SqlButton'
import { ranFor, unfinished, type Job, type Workgroup } from './data'
import { tones } from './tones'
import classes from './workgroups.module.css'

/** The statement with what became of it, and what may be done with it. */
export function JobDrawer({ id, group, onClose }: { id: string; group: Workgroup; onClose: () => void }) {
  const { t } = useTranslation('workgroups')
  const job = useQuery({
    queryKey: ['workgroups', group.name, 'job', id], retry: false, staleTime: 0,
    queryFn: ({ signal }) => take(api.GET('/api/queries/{id}', { params: { path: { id }, query: { wait: 0 } }, signal })),
    refetchInterval: (q) => (q.state.data && unfinished(q.state.data) ? 1000 : false),
  })
  return (
    <Drawer opened onClose={onClose} position="right" size="lg" title={t('statement')}>
      <Loaded query={job} lines={10}>{(data) => <About job={data} group={group} onClose={onClose} />}</Loaded>
    </Drawer>
  )
}

function About({ job: j, group, onClose }: { job: Job; group: Workgroup; onClose: () => void }) {
  const { t } = useTranslation('workgroups')
  const f = useFormat()
  const router = useRouter()
  const ran = ranFor(j, new Date())
  const session = useSession().data
  const client = useQueryClient()
  const fresh = () => client.invalidateQueries({ queryKey: ['workgroups'] })
  const params = { path: { id: j.id } }
  const cancel = useMutation({ mutationFn: () => take(api.POST('/api/queries/{id}/cancel', { params })), onSettled: fresh })
  // What is gone is not asked for again.
  const others = () => client.invalidateQueries({ queryKey: ['workgroups'], predicate: (q) => !(q.queryKey[2] === 'job' && q.queryKey[3] === j.id) })
  const forget = useMutation({ mutationFn: () => take(api.DELETE('/api/queries/{id}', { params })), onError: fresh, onSuccess: () => { onClose(); return others() } })
  const remove = async () => {
    if (await confirm({ title: t('forgetTitle'), text: t('forgetText'), yes: t('forget'), grave: true })) forget.mutate()
  }
  const href = `/sql?job=${encodeURIComponent(j.id)}`
  return (
    <>
      <Group gap="xs" mb="md">
        <Button component="a" href={href} variant="default" leftSection={<IconTable size={14} aria-hidden />} onClick={(e) => { if (!e.metaKey && !e.ctrlKey && !e.shiftKey) { e.preventDefault(); router.history.push(href) } }}>{t('toResult')}</Button>
        <SqlButton sql={j.sql} database={j.database} params={j.params} label={t('toEditor')} />
        {unfinished(j) && !session?.by ? <Button variant="default" color="red" leftSection={<IconPlayerStop size={14} aria-hidden />} loading={cancel.isPending} onClick={() => cancel.mutate()}>{t('cancel')}</Button> : null}
        {!unfinished(j) && !session?.by ? <Button variant="default" leftSection={<IconTrash size={14} aria-hidden />} loading={forget.isPending} onClick={() => void remove()}>{t('forget')}</Button> : null}
      </Group>
      <Section title={t('about')}>
        <KeyValue
          pairs={[
            [t('state'), <Mark key="s" tone={tones[j.state]}>{t(`sql:state.${j.state}`)}</Mark>], [t('owner'), j.owner], [t('workgroup'), group.name], [t('id'), <code key="i" className={classes.id}>{j.id}</code>], [t('kind'), j.statement], [t('database'), j.database],
            [t('time'), f.moment(j.submitted, 'second')], [t('took'), ran === undefined ? undefined : f.duration(ran)], [t('cpu'), j.cpuSeconds ? f.duration(j.cpuSeconds * 1000) : undefined],
            [t('rows'), j.state === 'SUCCEEDED' ? f.number(j.found) : undefined], [t('bytes'), f.bytes(j.bytes)], [t('athena'), j.athenaUsd ? f.money(j.athenaUsd) : undefined],
            [t('result'), j.state === 'SUCCEEDED' ? t(j.kept ? 'kept' : 'notKept') : undefined], [t('reused'), j.reused ? <code key="r" className={classes.id}>{j.reused}</code> : undefined],
          ]}
        />
      </Section>
      {j.error ? <Section title={t('error')}><Text size="sm"><ProblemText code={j.error.code} message={j.error.message} /></Text></Section> : null}
      <Section title={t('query')}><pre className={classes.block} tabIndex={0}>{j.sql}</pre></Section>
      {j.params?.length ? <Section title={t('params')}><pre className={classes.block} tabIndex={0}>{j.params.join('\n')}</pre></Section> : null}
      {cancel.isError || forget.isError ? <FaultBox fault={cancel.error ?? forget.error} /> : null}
    </>
  )
}
