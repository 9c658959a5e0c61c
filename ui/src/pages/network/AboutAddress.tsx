import { Anchor, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { addressPage } from '../../lib/address'
import { useFormat } from '../../lib/format'
import { KeyValue } from '../../parts/KeyValue'
import { Lines } from '../../parts/Loaded'
import { addressQuery } from './data'
import classes from './network.module.css'
import { useTold } from './told'

/** Who had an address at a moment, in short, with the way to its page. Where nothing can be told, only the way stands. */
export function AboutAddress({ address, at }: { address: string; at: string }) {
  const { t } = useTranslation('network')
  const f = useFormat()
  const tell = useTold()
  const router = useRouter()
  const asked = useQuery({ ...addressQuery({ address, at }), retry: false })
  const href = addressPage(address, at)
  return (
    <section className={classes.about} aria-label={t('whoIs', { name: address })}>
      {asked.isPending ? <Lines count={3} height={14} /> : null}
      {(asked.data?.identities ?? []).slice(0, 3).map((i, n) => (
        <div key={n}>
          <Text size="sm" fw={600}>{tell(i.says)}</Text>
          <KeyValue pairs={[[t('account'), i.account], [t('subnet'), i.subnetName || i.subnet], [t('zone'), i.azId || i.availabilityZone], [t('region'), i.region]]} />
        </div>
      ))}
      {at ? <Text size="xs" c="dimmed">{t('atMoment', { when: f.date(at, 'second') })}</Text> : null}
      <Anchor size="xs" href={href} onClick={(e) => { if (!e.metaKey && !e.ctrlKey && !e.shiftKey && e.button === 0) { e.preventDefault(); router.history.push(href) } }}>{t('whoIs', { name: address })}</Anchor>
    </section>
  )
}
