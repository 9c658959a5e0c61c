import { Group, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Node } from './data'

/** Where something holds: what is left empty is everything. */
export function NodeFields({ node, onChange }: { node: Node; onChange: (node: Node) => void }) {
  const { t } = useTranslation('anomalies')
  const field = (name: keyof Node) => (
    <TextInput label={t(`node.${name}`)} value={node[name] ?? ''} placeholder={t('everything')} maxLength={256} onChange={(e) => onChange({ ...node, [name]: e.currentTarget.value.trim() || undefined })} />
  )
  return <><Group grow gap="sm">{field('account')}{field('service')}</Group><Group grow gap="sm">{field('usageType')}{field('region')}</Group></>
}
