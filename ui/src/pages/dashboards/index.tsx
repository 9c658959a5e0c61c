// All dashboards, by topic.
import { Anchor, Badge, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api, take, type Schemas } from '../../api/client'
import { Loaded } from '../../parts/Loaded'
import { PageHeader } from '../../parts/PageHeader'
import classes from './dashboards.module.css'
import { inLanguage } from './language'

type Info = Schemas['DashboardInfo']

export default function DashboardsPage() {
  const { t } = useTranslation('dashboards')
  const all = useQuery({ queryKey: ['dashboards'], queryFn: ({ signal }) => take(api.GET('/api/dashboards', { signal })) })
  return (
    <Stack gap="md">
      <PageHeader title={t('title')} />
      <Text size="sm" c="dimmed" maw="80ch">{t('about')}</Text>
      <Loaded query={all} lines={6} height={64}>{(list) => <Shelves of={list} />}</Loaded>
    </Stack>
  )
}

function Shelves({ of }: { of: Info[] }) {
  const { t } = useTranslation('dashboards')
  const own = of.filter((d) => d.own)
  const ours = of.filter((d) => !d.own)
  return (
    <>
      {own.length > 0 ? <Shelf title={t('own')} of={own} /> : null}
      {ours.length > 0 ? <Shelf title={t('builtIn')} of={ours} /> : null}
    </>
  )
}

function Shelf({ title, of }: { title: string; of: Info[] }) {
  const { t, i18n } = useTranslation('dashboards')
  return (
    <section aria-label={title}>
      <Title order={2} fz="sm" fw={600} mb="xs">{title}</Title>
      <SimpleGrid cols={{ base: 1, xs: 2, md: 3, xl: 4 }} spacing="sm">
        {of.map((d) => (
          <Paper key={d.name} withBorder p="sm" className={classes.card}>
            <Group justify="space-between" wrap="nowrap" align="baseline">
              <Anchor renderRoot={(props) => <Link {...props} to="/dashboards/$name" params={{ name: d.name }} />} fw={600} className={classes.cover}>
                {inLanguage(i18n.language, d.title, d.titleJa)}
              </Anchor>
              <Badge variant="default" size="sm" fw={500} tt="none">{t('tiles', { count: d.tiles })}</Badge>
            </Group>
            <Text size="sm" c="dimmed" mt={4}>{inLanguage(i18n.language, d.about, d.aboutJa)}</Text>
          </Paper>
        ))}
      </SimpleGrid>
    </section>
  )
}
