// Pages that say more of what stands here: models for what Bedrock costs, the allocation for what is grouped by a tag.
import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { stringifySearch } from '../../lib/url'
import { onwardOf } from './onward'
import type { State } from './state'

/** A link for each page that fits. */
export function Onward({ state }: { state: State }) {
  const { t } = useTranslation('explorer')
  return onwardOf(state).map((page) => (
    <Button key={page} component={Link} to={`/${page}${stringifySearch({ period: state.period })}` as never} size="compact-xs" variant="light">{t(`onward.${page}`)}</Button>
  ))
}
