// The registered data locations.
import { ActionIcon, Button, Group, Switch, Table, TagsInput, TextInput, Tooltip } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Empty } from '../../parts/Empty'
import { Scroll } from '../../parts/Scroll'
import { Section } from '../../parts/Section'
import { useEdit, type Location, type State } from './data'
import classes from './sharing.module.css'

/** The list of locations. */
export function Locations({ records }: { records: State }) {
  const { t } = useTranslation('sharing')
  const edit = useEdit()
  const [path, setPath] = useState('')
  const locations = records.locations ?? []
  const names = (records.principals ?? []).map((p) => p.name)
  const put = (l: Location) => edit.mutate({ put: { locations: [l] } })
  return (
    <Section title={t('tab.locations')} note={t('locations.note')}>
      {locations.length === 0 ? <Empty title={t('locations.none')}>{t('locations.noneText')}</Empty> : (
        <Scroll label={t('tab.locations')}>
          <Table miw={640}>
            <Table.Thead><Table.Tr><Table.Th>{t('location')}</Table.Th><Table.Th>{t('locations.hybrid')}</Table.Th><Table.Th>{t('locations.optedIn')}</Table.Th><Table.Th aria-label={t('actions')} /></Table.Tr></Table.Thead>
            <Table.Tbody>
              {locations.map((l) => (
                <Table.Tr key={l.path}>
                  <Table.Td className={classes.mono}>{l.path}</Table.Td>
                  <Table.Td><Switch aria-label={t('locations.hybridOf', { path: l.path })} checked={l.hybrid ?? false} onChange={(e) => put({ ...l, hybrid: e.currentTarget.checked, optedIn: e.currentTarget.checked ? l.optedIn : undefined })} /></Table.Td>
                  <Table.Td>{l.hybrid ? <TagsInput aria-label={t('locations.optedInOf', { path: l.path })} value={l.optedIn ?? []} data={names} onChange={(optedIn) => put({ ...l, optedIn })} /> : null}</Table.Td>
                  <Table.Td ta="right"><Tooltip label={t('delete')}><ActionIcon size="sm" aria-label={t('deleteName', { name: l.path })} onClick={() => edit.mutate({ remove: { locations: [l.path] } })}><IconTrash size={15} /></ActionIcon></Tooltip></Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Scroll>
      )}
      <form onSubmit={(e) => { e.preventDefault(); edit.mutate({ put: { locations: [{ path: path.trim() }] } }, { onSuccess: () => setPath('') }) }}>
        <Group gap="xs" align="flex-end" mt="sm">
          <TextInput label={t('location')} placeholder="s3://bucket/prefix" value={path} onChange={(e) => setPath(e.currentTarget.value)} className={classes.values} />
          <Button type="submit" variant="default" disabled={!path.trim()} loading={edit.isPending}>{t('locations.add')}</Button>
        </Group>
      </form>
    </Section>
  )
}
