import { Tooltip } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../lib/format'
import { Mark } from '../../parts/Mark'
import { useTold } from '../network/told'
import type { Price } from './data'
import classes from './genai.module.css'

/** A price of a million tokens with a word for where it comes from; pointing at it tells more. */
export function PriceTag({ of, currency }: { of: Price | undefined; currency: string }) {
  const { t } = useTranslation('genai')
  const f = useFormat()
  const tell = useTold()
  if (!of) return <>–</>
  const says = tell(of.says)
  const amount = f.money(of.amount, { currency, exact: true })
  return (
    <Tooltip label={says} multiline maw={320}>
      <span className={classes.price} tabIndex={0} aria-label={`${amount} ${t(`source.${of.source}`)}: ${says}`}>
        {amount} <Mark tone={of.source === 'bill' ? 'good' : undefined}>{t(`source.${of.source}`)}</Mark>
      </span>
    </Tooltip>
  )
}
