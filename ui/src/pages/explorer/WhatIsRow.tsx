import { useTranslation } from 'react-i18next'
import { pageOf } from '../investigate/data'
import { InnerLink } from '../anomalies/InnerLink'
import { WhatIs } from '../network/WhatIs'
import type { Period } from './periods'
import type { Filter } from './state'
import { questionOf, usageOf } from './usage'

interface Props {
  keys: readonly string[]
  groupBy: readonly string[]
  filters: readonly Filter[]
  period: Period
}

/** What the usage type of a group is, with the way to its investigation. Nothing where the groups are of something else. */
export function WhatIsRow({ keys, groupBy, filters, period }: Props) {
  const { t } = useTranslation('network')
  const line = usageOf(keys, groupBy, filters)
  if (!line) return null
  return <WhatIs {...line}><div style={{ marginTop: 8 }}><InnerLink href={pageOf(questionOf(line, filters, period))}>{t('investigate')}</InnerLink></div></WhatIs>
}
