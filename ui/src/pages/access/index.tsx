// Tokens and access keys: everybody's own, and for administrators those of all.
import { ActionIcon, Button, Table, Text, TextInput, Tooltip } from '@mantine/core'
import { IconKey, IconPlus, IconSearch, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useActions } from '../../lib/actions'
import { confirm } from '../../lib/confirm'
import { useFormat } from '../../lib/format'
import { notify } from '../../lib/notify'
import { useSession } from '../../lib/server'
import { useShortcuts } from '../../lib/shortcuts'
import { one, oneOf, useUrlState, type Codec } from '../../lib/url'
import { CodeLine } from '../../parts/CodeLine'
import { Empty } from '../../parts/Empty'
import { Loaded } from '../../parts/Loaded'
import { Mark } from '../../parts/Mark'
import { PageHeader } from '../../parts/PageHeader'
import { Scroll } from '../../parts/Scroll'
import { Section } from '../../parts/Section'
import { Segmented } from '../../parts/Segmented'
import classes from './access.module.css'
import { credentialsQuery, useRevoke, type Credential, type CredentialList, type Sort } from './data'
import { nearness } from './ends'
import { MakeDialog } from './MakeDialog'

type AccessState = { whose: 'own' | 'all'; find: string }

const codec: Codec<AccessState> = {
  read: (p) => ({ whose: oneOf(p, 'whose', ['own', 'all']), find: one(p, 'q') }),
  write: (s) => ({ whose: s.whose === 'own' ? '' : s.whose, q: s.find }),
}

/** The page. */
export default function AccessPage() {
  const { t } = useTranslation('access')
  const [state, set] = useUrlState(codec)
  const list = useQuery(credentialsQuery(state.whose === 'all'))
  return (
    <>
      <PageHeader
        title={t('title')}
        actions={list.data?.administrate || state.whose === 'all' ? (
          <Segmented label={t('whose')} value={state.whose} choices={[{ value: 'own', label: t('own') }, { value: 'all', label: t('all') }]} onChange={(whose) => set({ ...state, whose }, { replace: true })} />
        ) : null}
      />
      <Loaded query={list} lines={10}>{(data) => <Lists data={data} state={state} find={(find) => set({ ...state, find }, { replace: true })} />}</Loaded>
    </>
  )
}

function Lists({ data, state, find }: { data: CredentialList; state: AccessState; find: (text: string) => void }) {
  const { t } = useTranslation('access')
  const session = useSession().data
  const [making, setMaking] = useState<Sort | null>(null)
  const may = !session?.by // nothing is made in somebody else's name
  const make = [
    ...(may && data.tokenFile ? [{ keys: 'n', sort: 'tokens' as const, label: t('tokens.make') }] : []),
    ...(may ? [{ keys: 'k', sort: 'keys' as const, label: t('keys.make') }] : []),
  ]
  useShortcuts(make.map(({ keys, sort, label }) => ({ keys, label, run: () => setMaking(sort) })))
  useActions(make.map(({ keys, sort, label }) => ({ id: `access-${sort}`, label, keys, words: 'token access key secret credential', icon: <IconKey size={17} stroke={1.6} />, run: () => setMaking(sort) })))
  const several = data.tokens.length + data.keys.length > 10 || state.find !== ''
  const fits = (c: Credential) => `${c.id} ${c.principal} ${c.note ?? ''}`.toLowerCase().includes(state.find.trim().toLowerCase())
  const button = (sort: Sort) => (may ? <Button leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setMaking(sort)}>{t(`${sort}.make`)}</Button> : null)
  const show = (sort: Sort): ReactNode => {
    const list = data[sort].filter(fits)
    if (data[sort].length === 0) return <Empty title={t(`${sort}.none`)} icon={<IconKey size={28} stroke={1.4} aria-hidden />}>{t(`${sort}.noneText`)}</Empty>
    if (list.length === 0) return <Text size="sm" c="dimmed">{t('noMatch')}</Text>
    return <Rows sort={sort} list={list} everybody={state.whose === 'all'} may={may} />
  }
  return (
    <>
      {several ? <TextInput mb="md" maw={320} value={state.find} onChange={(e) => find(e.currentTarget.value)} aria-label={t('find')} placeholder={t('find')} leftSection={<IconSearch size={14} aria-hidden />} /> : null}
      <Section title={t('tokens.title')} note={t('tokens.note')} actions={data.tokenFile ? button('tokens') : null}>
        {data.tokenFile || data.tokens.length > 0 ? show('tokens') : <NoTokens />}
      </Section>
      <Section title={t('keys.title')} note={t('keys.note')} actions={button('keys')}>{show('keys')}</Section>
      {making ? <MakeDialog key={making} sort={making} data={data} everybody={state.whose === 'all'} onClose={() => setMaking(null)} /> : null}
    </>
  )
}

/** What to do where the server lets people in without tokens. */
function NoTokens() {
  const { t } = useTranslation('access')
  const session = useSession().data
  return (
    <div className={classes.how}>
      <Text size="sm">{t(session?.authentication === 'token' ? 'noFile.elsewhere' : 'noFile.open')}</Text>
      <CodeLine text="glaux token create --file tokens.json NAME" />
      <CodeLine text="glaux serve --token-file tokens.json" />
    </div>
  )
}

function Rows({ sort, list, everybody, may }: { sort: Sort; list: Credential[]; everybody: boolean; may: boolean }) {
  const { t } = useTranslation('access')
  const f = useFormat()
  const revoke = useRevoke()
  const ask = async (c: Credential) => {
    const yes = await confirm({ title: t(`${sort}.revokeTitle`, { name: c.note || c.id }), text: t(c.current ? 'tokens.revokeCurrent' : `${sort}.revokeText`), yes: t('revoke'), grave: true })
    if (yes) revoke.mutate({ sort, id: c.id }, { onSuccess: () => notify.done(t('revoked', { name: c.note || c.id })) })
  }
  return (
    <Scroll label={t(`${sort}.title`)}>
      <Table miw={everybody ? 720 : 600} data-testid={sort}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('note')}</Table.Th>{everybody ? <Table.Th>{t('principal')}</Table.Th> : null}<Table.Th>{t('id')}</Table.Th><Table.Th>{t('created')}</Table.Th><Table.Th>{t('expires')}</Table.Th>{may ? <Table.Th aria-label={t('actions')} /> : null}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {list.map((c) => (
            <Table.Tr key={c.id} data-ended={c.ended || undefined} className={classes.row}>
              <Table.Td className={classes.note}>{c.note || <span className={classes.faint}>{t('noNote')}</span>} {c.current ? <Mark tone="good">{t('current')}</Mark> : null}</Table.Td>
              {everybody ? <Table.Td className={classes.name}>{c.principal}</Table.Td> : null}
              <Table.Td><code className={classes.id}>{c.id}</code></Table.Td>
              <Table.Td><span title={f.moment(c.created, 'second')}>{f.moment(c.created, 'day')}</span></Table.Td>
              <Table.Td><Ends of={c} /></Table.Td>
              {may ? (
                <Table.Td ta="right">
                  <Tooltip label={t('revoke')}><ActionIcon size="sm" aria-label={t('revokeOf', { name: c.note || c.id })} onClick={() => void ask(c)}><IconTrash size={15} /></ActionIcon></Tooltip>
                </Table.Td>
              ) : null}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Scroll>
  )
}

/** When it ends, and a warning where that is soon. */
function Ends({ of }: { of: Credential }) {
  const { t } = useTranslation('access')
  const f = useFormat()
  const near = nearness(of, new Date())
  if (near === 'never' || of.expires === undefined) return <span className={classes.faint}>{t('never')}</span>
  return (
    <span title={f.moment(of.expires, 'second')} className={classes.ends}>
      {f.moment(of.expires, 'day')} {near === 'ended' ? <Mark tone="bad">{t('ended')}</Mark> : near === 'soon' ? <Mark tone="warn">{f.ago(of.expires)}</Mark> : null}
    </span>
  )
}
