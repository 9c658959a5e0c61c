// LF-tags, their values, and what has them.
import { ActionIcon, Autocomplete, Button, Group, Select, Table, TagsInput, Text, TextInput, Tooltip } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { tableQuery } from '../../lib/catalog'
import { Empty } from '../../parts/Empty'
import { FaultBox } from '../../parts/FaultBox'
import { Scroll } from '../../parts/Scroll'
import { Section } from '../../parts/Section'
import { useEdit, type State, type Tagged } from './data'
import { TablePicker } from './TablePicker'
import classes from './sharing.module.css'

/** Tags, and what is tagged. */
export function TagsTab({ records }: { records: State }) {
  const { t } = useTranslation('sharing')
  const edit = useEdit()
  const tags = records.tags ?? []
  const [draft, setDraft] = useState<{ key: string; values: string[] }>({ key: '', values: [] })
  return (
    <>
      <Section title={t('tab.tags')} note={t('tags.note')}>
        {tags.length === 0 ? <Empty title={t('tags.none')}>{t('tags.noneText')}</Empty> : (
          <Table>
            <Table.Thead><Table.Tr><Table.Th>{t('tags.key')}</Table.Th><Table.Th>{t('tags.values')}</Table.Th><Table.Th aria-label={t('actions')} /></Table.Tr></Table.Thead>
            <Table.Tbody>
              {tags.map((x) => (
                <Table.Tr key={x.key}>
                  <Table.Td className={classes.name}>{x.key}</Table.Td>
                  <Table.Td><TagsInput aria-label={t('tags.valuesOf', { key: x.key })} value={x.values} onChange={(values) => edit.mutate({ put: { tags: [{ key: x.key, values }] } })} /></Table.Td>
                  <Table.Td ta="right"><Tooltip label={t('delete')}><ActionIcon size="sm" aria-label={t('deleteName', { name: x.key })} onClick={() => edit.mutate({ remove: { tags: [x.key] } })}><IconTrash size={15} /></ActionIcon></Tooltip></Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
        <form onSubmit={(e) => { e.preventDefault(); edit.mutate({ put: { tags: [draft] } }, { onSuccess: () => setDraft({ key: '', values: [] }) }) }}>
          <Group gap="xs" align="flex-end" mt="sm">
            <TextInput label={t('tags.key')} value={draft.key} onChange={(e) => setDraft({ ...draft, key: e.currentTarget.value })} w={160} />
            <TagsInput label={t('tags.values')} value={draft.values} acceptValueOnBlur onChange={(values) => setDraft({ ...draft, values })} className={classes.values} />
            <Button type="submit" variant="default" disabled={!draft.key.trim() || draft.values.length === 0} loading={edit.isPending}>{t('tags.add')}</Button>
          </Group>
        </form>
      </Section>
      {tags.length > 0 ? <TaggedThings records={records} /> : null}
    </>
  )
}

function TaggedThings({ records }: { records: State }) {
  const { t } = useTranslation('sharing')
  const edit = useEdit()
  const [draft, setDraft] = useState<Tagged>({ database: '', key: '', value: '' })
  const table = useQuery({ ...tableQuery(draft.database, draft.table ?? ''), enabled: Boolean(draft.database && draft.table) })
  const on = (x: Tagged) => [x.database, x.table, x.column].filter(Boolean).join('.')
  const save = () => edit.mutate({ put: { tagged: [{ ...draft, table: draft.table || undefined, column: draft.column || undefined }] } }, { onSuccess: () => setDraft({ ...draft, column: undefined }), onError: () => undefined })
  return (
    <Section title={t('tags.on')} note={t('tags.onNote')}>
      <Scroll label={t('tags.on')}>
        <Table miw={480}>
          <Table.Thead><Table.Tr><Table.Th>{t('on')}</Table.Th><Table.Th>{t('tags.key')}</Table.Th><Table.Th>{t('tags.value')}</Table.Th><Table.Th aria-label={t('actions')} /></Table.Tr></Table.Thead>
          <Table.Tbody>
            {(records.tagged ?? []).map((x) => (
              <Table.Tr key={`${on(x)} ${x.key}`}>
                <Table.Td className={classes.name}>{on(x)}</Table.Td><Table.Td>{x.key}</Table.Td><Table.Td>{x.value}</Table.Td>
                <Table.Td ta="right"><Tooltip label={t('delete')}><ActionIcon size="sm" aria-label={t('deleteName', { name: `${on(x)} ${x.key}` })} onClick={() => edit.mutate({ remove: { tagged: [x] } })}><IconTrash size={15} /></ActionIcon></Tooltip></Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Scroll>
      {(records.tagged ?? []).length === 0 ? <Text size="sm" c="dimmed">{t('tags.onNone')}</Text> : null}
      <form onSubmit={(e) => { e.preventDefault(); save() }}>
        <Group gap="xs" align="flex-end" mt="sm">
          <TablePicker any label={t('tags.databaseOrTable')} database={draft.database} table={draft.table ?? ''} onChange={(database, name) => setDraft({ ...draft, database, table: name === '*' ? undefined : name, column: undefined })} />
          {draft.table ? <Autocomplete label={t('tags.columnOptional')} value={draft.column ?? ''} data={(table.data?.columns ?? []).map((c) => c.name)} limit={100} onChange={(column) => setDraft({ ...draft, column })} /> : null}
          <Select label={t('tags.key')} value={draft.key || null} data={(records.tags ?? []).map((x) => x.key)} onChange={(key) => setDraft({ ...draft, key: key ?? '', value: '' })} w={130} />
          <Select label={t('tags.value')} value={draft.value || null} data={records.tags?.find((x) => x.key === draft.key)?.values ?? []} onChange={(value) => setDraft({ ...draft, value: value ?? '' })} w={130} />
          <Button type="submit" variant="default" disabled={!draft.database || !draft.value} loading={edit.isPending}>{t('tags.put')}</Button>
        </Group>
        {edit.isError ? <FaultBox fault={edit.error} /> : null}
      </form>
    </Section>
  )
}
