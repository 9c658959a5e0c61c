import { Group, MultiSelect, TagsInput, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { caseClasses } from './data'
import type { Scope } from './monitors'

/** Which cases: what is left empty chooses all. */
export function ScopeFields({ scope, onChange }: { scope: Scope; onChange: (scope: Scope) => void }) {
  const { t } = useTranslation('anomalies')
  const keyed = (name: 'tag' | 'category') => (
    <Group grow gap="sm" align="flex-start">
      <TextInput label={t(`scope.${name}`)} value={scope[name]?.key ?? ''} maxLength={256} onChange={(e) => onChange({ ...scope, [name]: { key: e.currentTarget.value, values: scope[name]?.values } })} />
      <TagsInput label={t(`scope.${name}Values`)} value={scope[name]?.values ?? []} acceptValueOnBlur disabled={!scope[name]?.key} onChange={(values) => onChange({ ...scope, [name]: { key: scope[name]?.key ?? '', values } })} />
    </Group>
  )
  return (
    <>
      <Group grow gap="sm" align="flex-start">
        <TagsInput label={t('scope.accounts')} value={scope.accounts ?? []} acceptValueOnBlur onChange={(accounts) => onChange({ ...scope, accounts })} />
        <TagsInput label={t('scope.services')} value={scope.services ?? []} acceptValueOnBlur onChange={(services) => onChange({ ...scope, services })} />
      </Group>
      <Group grow gap="sm" align="flex-start">
        <MultiSelect label={t('scope.classes')} value={scope.classes ?? []} data={caseClasses.map((value) => ({ value, label: t(`class.${value}`) }))} onChange={(classes) => onChange({ ...scope, classes })} />
        <TagsInput label={t('scope.owners')} value={scope.owners ?? []} acceptValueOnBlur onChange={(owners) => onChange({ ...scope, owners })} />
      </Group>
      {keyed('tag')}
      {keyed('category')}
    </>
  )
}
