// One dashboard: its parameters, prose and tiles, in the order of its file.
import { Alert, Button, Group, List, Stack, Text } from '@mantine/core'
import { IconArrowLeft, IconFileText } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { api, take, type Schemas } from '../../api/client'
import { parseSearch, stringifySearch, useUrlState, type Codec } from '../../lib/url'
import { Loaded } from '../../parts/Loaded'
import { PageHeader } from '../../parts/PageHeader'
import classes from './dashboards.module.css'
import { inLanguage } from './language'
import { ParamsBar } from './ParamsBar'
import { SourceDrawer } from './SourceDrawer'
import { Tile } from './Tile'

/** The values of the parameters that the address holds, by name. */
const codec: Codec<Record<string, string>> = {
  read: (params) => {
    const values: Record<string, string> = {}
    for (const [name, value] of Object.entries(params)) values[name] = (Array.isArray(value) ? value[0] : value) ?? ''
    return values
  },
  write: (values) => parseSearch(stringifySearch(values)),
}

export default function DashboardPage() {
  const { t, i18n } = useTranslation('dashboards')
  const { name } = useParams({ from: '/dashboards/$name' })
  const query = useQuery({
    queryKey: ['dashboard', name],
    queryFn: ({ signal }) => take(api.GET('/api/dashboards/{name}', { params: { path: { name } }, signal })),
  })
  const title = query.data ? inLanguage(i18n.language, query.data.title, query.data.titleJa) : name
  return (
    <Stack gap="sm">
      <PageHeader
        title={title}
        actions={
          <Group gap="xs">
            <Button variant="subtle" leftSection={<IconArrowLeft size={14} />} renderRoot={(props) => <Link {...props} to="/dashboards" />}>{t('all')}</Button>
            {query.data ? <SourceDrawer title={title} source={query.data.source} icon={<IconFileText size={14} />} /> : null}
          </Group>
        }
      />
      <Loaded query={query} lines={8} height={64}>{(data) => <Board name={name} data={data} />}</Loaded>
    </Stack>
  )
}

function Board({ name, data }: { name: string; data: Schemas['Dashboard'] }) {
  const { i18n } = useTranslation()
  const [chosen, setChosen] = useUrlState(codec)
  const values = useMemo(() => withDefaults(data.params, chosen), [data.params, chosen])
  const about = inLanguage(i18n.language, data.about, data.aboutJa)
  return (
    <>
      {about ? <Text size="sm" c="dimmed" maw="80ch">{about}</Text> : null}
      {data.params.length > 0 ? <ParamsBar dashboard={name} params={data.params} values={values} onChange={setChosen} /> : null}
      {data.faults?.length ? <Faults of={data.faults} /> : null}
      <div className={classes.tiles}>
        {data.blocks.map((block, i) =>
          block.tile ? (
            <Tile key={block.tile.id} dashboard={name} tile={block.tile} values={values} />
          ) : (
            // The server made this of Markdown, and lets no HTML of the file through.
            <div key={i} className={classes.prose} dangerouslySetInnerHTML={{ __html: inLanguage(i18n.language, block.prose, block.proseJa) }} />
          ),
        )}
      </div>
    </>
  )
}

function withDefaults(params: Schemas['DashboardParam'][], chosen: Record<string, string>): Record<string, string> {
  return Object.fromEntries(params.map((p) => [p.name, chosen[p.name] ?? p.default]))
}

function Faults({ of }: { of: Schemas['DashboardFault'][] }) {
  const { t } = useTranslation('dashboards')
  return (
    <Alert color="red" variant="light" title={t('faults')}>
      <List size="sm">
        {of.map((f) => <List.Item key={`${f.line}:${f.reason}`}><Text span size="sm">{t('faultAt', { file: f.file, line: f.line })}: <span lang="en">{f.reason}</span></Text></List.Item>)}
      </List>
    </Alert>
  )
}
