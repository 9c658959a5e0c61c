import { SegmentedControl, Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, take } from '../../api/client'
import { notify } from '../../lib/notify'
import { Button } from '@mantine/core'
import { Loaded } from '../../parts/Loaded'
import css from './sql.module.css'

const stages = ['ast', 'typed', 'guarded', 'sql', 'plan'] as const
type Stage = (typeof stages)[number]

/** A statement at a stage on its way from text to engine. */
export function Explain({ sql, database, params }: { sql: string; database: string; params: string[] }) {
  const { t } = useTranslation('sql')
  const [stage, setStage] = useState<Stage>('plan')
  const query = useQuery({
    queryKey: ['explain', stage, sql, database, params],
    enabled: sql !== '',
    retry: false,
    queryFn: ({ signal }) => take(api.POST('/api/sql/explain', { body: { sql, database: database || undefined, params: params.length ? params : undefined, stage }, signal })),
  })
  return (
    <div className={css.column}>
      <Group px="sm" py={4} gap="sm">
        <SegmentedControl aria-label={t('explain.stage')} value={stage} onChange={(v) => setStage(v as Stage)} data={stages.map((s) => ({ value: s, label: t(`explain.${s}`) }))} />
        <Text size="xs" c="dimmed" style={{ flex: 1, minWidth: 160 }}>{t(`explain.about.${stage}`)}</Text>
        {query.data && <Button size="compact-xs" variant="default" onClick={() => void notify.copied(query.data.text)}>{t('copy')}</Button>}
      </Group>
      <div className={css.grow}>
        {sql === '' ? <p className={css.message}>{t('explain.empty')}</p> : <Loaded query={query} lines={10}>{(d) => <pre className={css.code} tabIndex={0}>{d.text}</pre>}</Loaded>}
      </div>
    </div>
  )
}
