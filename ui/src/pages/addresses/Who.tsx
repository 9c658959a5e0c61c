// Who had an address: the identity in a sentence, and all that is known of it.
import { Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../lib/format'
import { KeyValue } from '../../parts/KeyValue'
import { Mark } from '../../parts/Mark'
import type { Identity } from '../network/data'
import { useTold } from '../network/told'
import classes from './addresses.module.css'

/** The name for a type of owner, the type itself where it has none. */
export function useOwner(): (type: string | undefined) => string {
  const { t, i18n } = useTranslation('addresses')
  return (type) => (type && i18n.exists(`owner.${type}`, { ns: 'addresses' }) ? t(`owner.${type}`) : (type ?? '').replaceAll('_', ' '))
}

/** The name of what has the address, with what it is. */
export function nameOf(i: Identity): string {
  return i.name || i.ownerId || i.service || i.subnetName || i.subnet || ''
}

/** One identity. */
export function Who({ of: i }: { of: Identity }) {
  const { t } = useTranslation('addresses')
  const f = useFormat()
  const tell = useTold()
  const owner = useOwner()
  const withId = (name: string | undefined, id: string | undefined) => (name && id && name !== id ? <>{name} <span className={classes.id}>{id}</span></> : id ? <span className={classes.id}>{id}</span> : name)
  const tags = Object.entries(i.tags ?? {}).filter(([key]) => key !== 'Name').sort(([a], [b]) => a.localeCompare(b))
  return (
    <article className={classes.who}>
      <div className={classes.whoHead}>
        <Text fw={600}>{tell(i.says)}</Text>
        {i.scope ? <Mark>{t(`scope.${i.scope}`, { defaultValue: i.scope })}</Mark> : null}
      </div>
      <div className={classes.pairs}>
        <KeyValue pairs={[
          [owner(i.ownerType) || t('ownerName'), withId(i.name, i.ownerId)],
          [t('interface'), i.interface ? <span className={classes.id}>{i.interface}</span> : ''],
          [t('paired'), i.pairedAddress ? <Link to="/addresses/$address" params={{ address: i.pairedAddress }} className={classes.link}>{i.pairedAddress}</Link> : ''],
          [t('account'), i.account], [t('service'), i.service],
          [t('seen'), i.from ? `${f.date(i.from, 'minute')} – ${i.until ? f.date(i.until, 'minute') : t('still')}` : ''],
          [t('lastSeen'), i.lastSeen ? f.date(i.lastSeen, 'minute') : ''],
        ]} />
        <KeyValue pairs={[
          [t('vpc'), i.vpc ? <span className={classes.id}>{i.vpc}</span> : ''], [t('subnet'), withId(i.subnetName, i.subnet)], [t('cidr'), i.cidr],
          [t('zone'), i.azId ? `${i.azId}${i.availabilityZone ? ` (${i.availabilityZone})` : ''}` : i.availabilityZone], [t('region'), i.region],
          [t('groups'), (i.securityGroups ?? []).join(', ')],
          [t('tags'), tags.length > 0 ? <span className={classes.tags}>{tags.map(([key, value]) => <span key={key}>{key}={value}</span>)}</span> : ''],
        ]} />
      </div>
    </article>
  )
}
