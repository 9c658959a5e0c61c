import { useTranslation } from 'react-i18next'
import { Mark } from '../../parts/Mark'
import type { Verdict } from './data'
import { toneOf } from './figures'

/** What became of a cost, in a word. */
export function VerdictMark({ of }: { of: Pick<Verdict, 'kind'> }) {
  const { t } = useTranslation('units')
  return <Mark tone={toneOf(of.kind)}>{t(`verdict.${of.kind}`)}</Mark>
}
