import { ActionIcon, Button, Group, TextInput, Tooltip } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch, IconTrash } from '@tabler/icons-react'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, take, type Schemas } from '../../api/client'
import { useFormat } from '../../lib/format'
import { FaultBox } from '../../parts/FaultBox'
import { Lines } from '../../parts/Loaded'
import css from './sql.module.css'

type Job = Schemas['Job']
const page = 50

const colours: Record<Job['state'], string | undefined> = {
  QUEUED: undefined, RUNNING: 'var(--mantine-color-anchor)', SUCCEEDED: 'var(--glaux-good)', FAILED: 'var(--glaux-bad)', CANCELLED: 'var(--glaux-warn)',
}

/** What was run, newest first. */
export function History({ onOpen }: { onOpen: (job: Job) => void }) {
  const { t } = useTranslation('sql')
  const format = useFormat()
  const client = useQueryClient()
  const [text, setText] = useState('')
  const [wanted] = useDebouncedValue(text, 250)
  const list = useInfiniteQuery({
    queryKey: ['history', wanted],
    initialPageParam: '',
    staleTime: 2000,
    queryFn: ({ pageParam, signal }) => take(api.GET('/api/queries', { params: { query: { text: wanted || undefined, before: pageParam || undefined, limit: page } }, signal })),
    getNextPageParam: (last: Job[]) => (last.length < page ? undefined : last.at(-1)?.id),
  })
  const forget = useMutation({
    mutationFn: (id: string) => take(api.DELETE('/api/queries/{id}', { params: { path: { id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: ['history'] }),
  })
  const jobs = list.data?.pages.flat() ?? []
  return (
    <>
      <div className={css.sideHead}>
        <TextInput value={text} onChange={(e) => setText(e.currentTarget.value)} placeholder={t('history.search')} aria-label={t('history.search')} leftSection={<IconSearch size={14} />} />
      </div>
      <div className={css.sideBody}>
        {list.isPending && <Lines count={8} height={40} />}
        {list.isError && <FaultBox fault={list.error} retry={() => void list.refetch()} />}
        {list.data && jobs.length === 0 && <p className={css.entryMeta}>{wanted ? t('history.noMatch') : t('history.empty')}</p>}
        {jobs.map((job) => (
          <div key={job.id} className={css.entryRow}>
            <button type="button" className={css.entry} onClick={() => onOpen(job)}>
              <span className={css.entrySql}>{job.sql}</span>
              <Group gap={6} className={css.entryMeta} component="span" mt={3}>
                <b style={{ color: colours[job.state] }}>{t(`state.${job.state}`)}</b>
                <span title={format.moment(job.submitted, 'second')}>{format.ago(job.submitted)}</span>
                {job.started && job.ended && <span>{format.duration(new Date(job.ended).getTime() - new Date(job.started).getTime())}</span>}
                {job.state === 'SUCCEEDED' && <span>{t('rows', { count: job.found, n: format.number(job.found) })}</span>}
              </Group>
            </button>
            <Tooltip label={t('history.forget')}>
              <ActionIcon size="sm" aria-label={t('history.forget')} onClick={() => forget.mutate(job.id)}><IconTrash size={14} /></ActionIcon>
            </Tooltip>
          </div>
        ))}
        {list.hasNextPage && <Button fullWidth variant="subtle" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('history.more')}</Button>}
      </div>
    </>
  )
}
