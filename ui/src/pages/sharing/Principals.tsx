// Users, roles and groups, who belongs to them, and their session tags.
import { ActionIcon, Anchor, Autocomplete, Button, Group, Modal, MultiSelect, Stack, Switch, Table, TagsInput, Text, TextInput, Tooltip } from '@mantine/core'
import { IconEye, IconPlus, IconSearch, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { confirm } from '../../lib/confirm'
import { useShortcuts } from '../../lib/shortcuts'
import { viewAs } from '../../lib/viewas'
import { FaultBox } from '../../parts/FaultBox'
import { Mark } from '../../parts/Mark'
import { Scroll } from '../../parts/Scroll'
import { Section } from '../../parts/Section'
import { Segmented } from '../../parts/Segmented'
import { useEdit, type Principal, type State } from './data'
import { NameField } from './GrantDialog'
import type { TabProps } from './index'
import { belongsTo } from './resources'
import classes from './sharing.module.css'

const kinds = ['user', 'role', 'group'] as const

/** The list of principals. */
export function Principals({ records }: TabProps) {
  const { t } = useTranslation('sharing')
  const edit = useEdit()
  const [text, setText] = useState('')
  const [draft, setDraft] = useState<{ principal: Principal; known: boolean } | null>(null)
  const all = records.principals ?? []
  const sought = text.trim().toLowerCase()
  const shown = all.filter((p) => `${p.name} ${p.kind} ${(p.members ?? []).join(' ')}`.toLowerCase().includes(sought))
  const add = () => setDraft({ principal: { name: '', kind: 'user' }, known: false })
  useShortcuts([{ keys: 'n', label: t('principals.add'), run: add }])
  const remove = async (p: Principal) => {
    const grants = (records.grants ?? []).filter((g) => g.principal === p.name)
    const text = grants.length > 0 ? t('principals.deleteGrants', { count: grants.length }) : undefined
    if (!(await confirm({ title: t('principals.deleteTitle', { name: p.name }), text, yes: t('delete'), grave: true }))) return
    // who belonged to others does so no longer
    const groups = all.filter((g) => g.members?.includes(p.name)).map((g) => ({ ...g, members: g.members?.filter((m) => m !== p.name) }))
    const administrators = records.administrators?.includes(p.name) ? [p.name] : undefined
    edit.mutate({ revoke: grants, put: { principals: groups }, remove: { principals: [p.name], administrators } })
  }
  return (
    <>
      <Section
        title={t('tab.principals')} note={t('principals.note')}
        actions={
          <Group gap="xs">
            <TextInput leftSection={<IconSearch size={14} aria-hidden />} value={text} onChange={(e) => setText(e.currentTarget.value)} placeholder={t('principals.find')} aria-label={t('principals.find')} w={200} />
            <Button leftSection={<IconPlus size={14} aria-hidden />} onClick={add}>{t('principals.add')}</Button>
          </Group>
        }
      >
        <Scroll label={t('tab.principals')}>
          <Table miw={720}>
            <Table.Thead>
              <Table.Tr><Table.Th>{t('name')}</Table.Th><Table.Th>{t('kind')}</Table.Th><Table.Th>{t('principals.members')}</Table.Th><Table.Th>{t('principals.groups')}</Table.Th><Table.Th>{t('principals.tags')}</Table.Th><Table.Th>{t('workgroup')}</Table.Th><Table.Th aria-label={t('actions')} /></Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shown.slice(0, 500).map((p) => (
                <Table.Tr key={p.name}>
                  <Table.Td>
                    <Anchor component="button" type="button" size="sm" fw={600} ta="left" onClick={() => setDraft({ principal: p, known: true })}>{p.name}</Anchor>{' '}
                    {records.administrators?.includes(p.name) ? <Mark tone="warn">{t('principals.administrator')}</Mark> : null}
                  </Table.Td>
                  <Table.Td>{t(`principals.${p.kind}`)}</Table.Td>
                  <Table.Td><Text size="xs" lineClamp={2}>{(p.members ?? []).join(', ')}</Text></Table.Td>
                  <Table.Td><Text size="xs" lineClamp={2}>{belongsTo(records, p.name).join(', ')}</Text></Table.Td>
                  <Table.Td><Text size="xs" lineClamp={2}>{Object.entries(p.tags ?? {}).map(([k, v]) => `${k} = ${v}`).join(', ')}</Text></Table.Td>
                  <Table.Td>{p.workgroup || 'primary'}</Table.Td>
                  <Table.Td ta="right" className={classes.nowrap}>
                    <Tooltip label={t('viewAs.as', { principal: p.name })}><ActionIcon size="sm" aria-label={t('viewAs.as', { principal: p.name })} onClick={() => viewAs(p.name)}><IconEye size={15} /></ActionIcon></Tooltip>
                    <Tooltip label={t('delete')}><ActionIcon size="sm" aria-label={t('deleteName', { name: p.name })} onClick={() => void remove(p)}><IconTrash size={15} /></ActionIcon></Tooltip>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Scroll>
        {shown.length > 500 ? <Text size="xs" c="dimmed">{t('shownOf', { shown: 500, all: shown.length })}</Text> : null}
      </Section>
      {draft ? <PrincipalDialog {...draft} records={records} onClose={() => setDraft(null)} /> : null}
    </>
  )
}

function PrincipalDialog({ principal, known, records, onClose }: { principal: Principal; known: boolean; records: State; onClose: () => void }) {
  const { t } = useTranslation('sharing')
  const [p, setP] = useState(principal)
  const [tags, setTags] = useState(Object.entries(principal.tags ?? {}).map(([k, v]) => `${k}=${v}`))
  const was = records.administrators?.includes(principal.name) ?? false
  const [administrator, setAdministrator] = useState(was)
  const edit = useEdit()
  const wrong = tags.some((x) => !/^[^=]+=/.test(x))
  const save = () => {
    const name = p.name.trim()
    const made = Object.fromEntries(tags.map((x) => [x.slice(0, x.indexOf('=')).trim(), x.slice(x.indexOf('=') + 1).trim()]))
    const one: Principal = { ...p, name, members: p.kind === 'user' ? undefined : p.members, tags: tags.length > 0 ? made : undefined, workgroup: p.workgroup || undefined }
    edit.mutate(
      { put: { principals: [one], administrators: administrator && !was ? [name] : undefined }, remove: was && !administrator ? { administrators: [name] } : undefined },
      { onSuccess: onClose, onError: () => undefined },
    )
  }
  const others = (records.principals ?? []).map((x) => x.name).filter((x) => x !== p.name)
  return (
    <Modal opened onClose={onClose} title={known ? p.name : t('principals.add')} size="md">
      <form onSubmit={(e) => { e.preventDefault(); save() }}>
        <Stack gap="sm">
          <NameField label={t('principals.nameHint')} value={p.name} disabled={known} onChange={(name) => setP({ ...p, name })} />
          <Segmented label={t('kind')} value={p.kind as (typeof kinds)[number]} choices={kinds.map((value) => ({ value, label: t(`principals.${value}`) }))} onChange={(kind) => setP({ ...p, kind })} />
          {p.kind === 'user' ? null : <MultiSelect label={t('principals.members')} searchable value={p.members ?? []} data={[...new Set([...others, ...(p.members ?? [])])]} onChange={(members) => setP({ ...p, members })} />}
          <TagsInput label={t('principals.tags')} description={t('principals.tagsHint')} value={tags} acceptValueOnBlur onChange={setTags} error={wrong ? t('principals.tagsHint') : undefined} />
          <Autocomplete label={t('workgroup')} placeholder="primary" value={p.workgroup ?? ''} data={(records.workgroups ?? []).map((w) => w.name)} onChange={(workgroup) => setP({ ...p, workgroup })} />
          <Switch label={t('principals.isAdministrator')} description={t('principals.administratorHint')} checked={administrator} onChange={(e) => setAdministrator(e.currentTarget.checked)} />
          {edit.isError ? <FaultBox fault={edit.error} /> : null}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>{t('shell:cancel')}</Button>
            <Button type="submit" loading={edit.isPending} disabled={p.name.trim() === '' || wrong}>{t('save')}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
