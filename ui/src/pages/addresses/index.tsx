// «What is 10.0.12.7?»: who had an address at a time, and who had it before and after.
import { Button, Table, TextInput, UnstyledButton } from '@mantine/core'
import { IconMapPinSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isAddress } from '../../lib/address'
import { useFormat } from '../../lib/format'
import { useShortcuts } from '../../lib/shortcuts'
import { useUrlState } from '../../lib/url'
import { Empty } from '../../parts/Empty'
import { Loaded } from '../../parts/Loaded'
import { Mark } from '../../parts/Mark'
import { PageHeader } from '../../parts/PageHeader'
import { Scroll } from '../../parts/Scroll'
import { Section } from '../../parts/Section'
import { SqlButton } from '../../parts/SqlButton'
import { addressQuery, type Answer } from '../network/data'
import classes from './addresses.module.css'
import { allAddresses, flowsOf } from './sql'
import { codec, fieldOf, momentOf, type PageState } from './state'
import { nameOf, useOwner, Who } from './Who'

/** The page, with an address or without. */
export default function AddressesPage() {
  const { t } = useTranslation('addresses')
  const { address = '' } = useParams({ strict: false })
  const [state, set] = useUrlState(codec)
  const good = isAddress(address)
  const asked = useQuery({ ...addressQuery({ address, ...state }), enabled: good })
  return (
    <>
      <PageHeader title={address || t('title')} actions={good ? <SqlButton sql={flowsOf(address)} run label={t('flows')} /> : <SqlButton sql={allAddresses} run label={t('all')} />} />
      <Ask key={JSON.stringify([address, state])} address={address} state={state} />
      {good ? <Loaded query={asked} lines={10}>{(answer) => <Told of={answer} state={state} set={set} />}</Loaded> : (
        <Empty title={t(address ? 'noAddress' : 'none')} icon={<IconMapPinSearch size={28} stroke={1.4} aria-hidden />}>{t(address ? 'noAddressText' : 'noneText')}</Empty>
      )}
    </>
  )
}

function Ask({ address, state }: { address: string; state: PageState }) {
  const { t } = useTranslation('addresses')
  const navigate = useNavigate()
  const [typed, setTyped] = useState({ address, at: fieldOf(state.at), vpc: state.vpc, account: state.account })
  const field = useRef<HTMLInputElement>(null)
  useShortcuts([{ keys: 'f', label: t('find'), run: () => field.current?.select() }])
  const wrong = typed.address.trim() !== '' && !isAddress(typed.address.trim())
  const go = () => {
    if (wrong || !typed.address.trim()) return
    const search = codec.write({ at: momentOf(typed.at), vpc: typed.vpc.trim(), account: typed.account.trim() })
    void navigate({ to: '/addresses/$address', params: { address: typed.address.trim() }, search: search as never })
  }
  const change = (more: Partial<typeof typed>) => setTyped({ ...typed, ...more })
  return (
    <form className={classes.ask} aria-label={t('find')} onSubmit={(e) => { e.preventDefault(); go() }}>
      <TextInput ref={field} label={t('address')} placeholder="10.0.12.7" value={typed.address} error={wrong ? t('noAddress') : undefined} w={240} styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }} spellCheck={false} autoFocus={!address} onChange={(e) => change({ address: e.currentTarget.value })} />
      <TextInput type="datetime-local" step={1} label={t('at')} value={typed.at} w={215} onChange={(e) => change({ at: e.currentTarget.value })} />
      <TextInput label={t('vpc')} placeholder={t('any')} value={typed.vpc} w={190} onChange={(e) => change({ vpc: e.currentTarget.value })} />
      <TextInput label={t('account')} placeholder={t('any')} value={typed.account} w={130} onChange={(e) => change({ account: e.currentTarget.value })} />
      <Button type="submit" disabled={wrong || !typed.address.trim()}>{t('ask')}</Button>
    </form>
  )
}

function Told({ of: a, state, set }: { of: Answer; state: PageState; set: (next: PageState) => void }) {
  const { t } = useTranslation('addresses')
  const f = useFormat()
  const nobodyThen = a.identities.every((i) => i.kind !== 'resource') && (a.history ?? []).length > 0
  return (
    <>
      <Section title={state.at ? t('whoAt', { when: f.date(state.at, 'second') }) : t('whoNow')} note={a.identities.length > 1 ? t('several') : undefined} actions={a.sql[0] ? <SqlButton sql={a.sql.at(-1) ?? ''} run label="" /> : null}>
        <div className={classes.list} data-testid="who">{a.identities.map((i, at) => <Who key={at} of={i} />)}</div>
        {nobodyThen ? <p className={classes.note}>{t('nobodyThen')}</p> : null}
      </Section>
      <History of={a} pick={(at) => set({ ...state, at })} />
    </>
  )
}

function History({ of: a, pick }: { of: Answer; pick: (at: string) => void }) {
  const { t } = useTranslation('addresses')
  const f = useFormat()
  const owner = useOwner()
  const all = a.history ?? []
  if (all.length === 0) return null
  const now = (from?: string, until?: string) => (!from || from <= a.at) && (!until || a.at < until)
  return (
    <Section title={t('history')} note={t(new Set(all.map(nameOf)).size > 1 ? 'reused' : 'single')} actions={a.sql[0] ? <SqlButton sql={a.sql[0]} run label="" /> : null}>
      <Scroll label={t('history')}>
        <Table miw={820} data-testid="history">
          <Table.Thead>
            <Table.Tr><Table.Th>{t('from')}</Table.Th><Table.Th>{t('until')}</Table.Th><Table.Th>{t('ownerName')}</Table.Th><Table.Th>{t('type')}</Table.Th><Table.Th>{t('account')}</Table.Th><Table.Th>{t('subnet')}</Table.Th><Table.Th>{t('zone')}</Table.Th><Table.Th>{t('interface')}</Table.Th></Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {all.map((i, at) => (
              <Table.Tr key={at} data-now={now(i.from, i.until) || undefined} className={classes.span}>
                <Table.Td className={classes.nowrap}>{i.from ? <UnstyledButton className={classes.pick} title={t('pick')} onClick={() => pick(i.from?.replace(/\.\d+Z$/, 'Z') ?? '')}>{f.date(i.from, 'minute')}</UnstyledButton> : '–'}</Table.Td>
                <Table.Td className={classes.nowrap}>{i.until ? f.date(i.until, 'minute') : t('still')}</Table.Td>
                <Table.Td>{nameOf(i) || '–'} {now(i.from, i.until) ? <Mark tone="good">{t('then')}</Mark> : null}<div className={classes.id}>{i.ownerId}</div></Table.Td>
                <Table.Td>{owner(i.ownerType)}</Table.Td>
                <Table.Td>{i.account}</Table.Td>
                <Table.Td>{i.subnetName || i.subnet}<div className={classes.id}>{i.vpc}</div></Table.Td>
                <Table.Td>{i.azId || i.availabilityZone}</Table.Td>
                <Table.Td className={classes.id}>{i.interface}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Scroll>
    </Section>
  )
}
