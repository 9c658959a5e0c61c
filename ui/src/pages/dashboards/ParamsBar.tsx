// The parameters of a dashboard. A change is in the address at once.
import { Group, NumberInput, Select, TextInput } from '@mantine/core'
import { DateInput, MonthPickerInput } from '@mantine/dates'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, take, type Schemas } from '../../api/client'
import { inLanguage } from './language'

type Param = Schemas['DashboardParam']
type Values = Record<string, string>

export function ParamsBar({ dashboard, params, values, onChange }: { dashboard: string; params: Param[]; values: Values; onChange: (values: Values) => void }) {
  return (
    <Group gap="sm" align="end">
      {params.map((p) => (
        <ParamInput key={p.name} dashboard={dashboard} param={p} value={values[p.name] ?? ''} onChange={(value) => onChange({ ...values, [p.name]: value })} />
      ))}
    </Group>
  )
}

function ParamInput({ dashboard, param, value, onChange }: { dashboard: string; param: Param; value: string; onChange: (value: string) => void }) {
  const { i18n } = useTranslation()
  const label = inLanguage(i18n.language, param.title, param.titleJa)
  switch (param.type) {
    case 'date':
      return <DateInput label={label} value={value || null} valueFormat="YYYY-MM-DD" size="xs" w={130} onChange={(v) => onChange(v ?? param.default)} />
    case 'month':
      return (
        <MonthPickerInput
          label={label} value={value ? `${value}-01` : null} valueFormat="YYYY-MM" size="xs" w={110}
          onChange={(v) => onChange(v ? v.slice(0, 7) : param.default)}
        />
      )
    case 'number':
      return <NumberInput label={label} value={value} w={110} onChange={(v) => onChange(String(v))} />
    case 'choice':
      return <Choice dashboard={dashboard} param={param} label={label} value={value} onChange={onChange} />
    default:
      return <TextInput label={label} defaultValue={value} w={180} onBlur={(e) => onChange(e.currentTarget.value)} onKeyDown={(e) => { if (e.key === 'Enter') onChange(e.currentTarget.value) }} />
  }
}

function Choice({ dashboard, param, label, value, onChange }: { dashboard: string; param: Param; label: string; value: string; onChange: (value: string) => void }) {
  const { data } = useQuery({
    queryKey: ['choices', dashboard, param.name],
    enabled: Boolean(param.choicesSql),
    queryFn: ({ signal }) => take(api.GET('/api/dashboards/{name}/params/{param}', { params: { path: { name: dashboard, param: param.name } }, signal })),
  })
  const { t } = useTranslation('dashboards')
  const choices = [...new Set([value, ...(param.choices ?? []), ...(data ?? [])])]
  return (
    <Select
      label={label} value={value} w={200} searchable allowDeselect={false}
      data={choices.map((c) => ({ value: c, label: c === '' ? t('every') : c }))}
      onChange={(v) => onChange(v ?? param.default)}
    />
  )
}
