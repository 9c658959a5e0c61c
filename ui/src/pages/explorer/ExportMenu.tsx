// The figures as a file, or the chart as a picture.
import { Menu } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { ChartHandle } from '../../charts/types'
import { download, downloadData } from '../../lib/keep'
import { ActionButton } from './ActionButton'
import { exported, type CompareRequest, type Request } from './data'
import type { State } from './state'

interface Props {
  narrow: boolean
  state: State
  body: Request
  compared: CompareRequest
  chart: ChartHandle | null
}

/** CSV and XLSX come from the server with all groups and digits; PNG and SVG are what is drawn. */
export function ExportMenu({ narrow, state, body, compared, chart }: Props) {
  const { t } = useTranslation('explorer')
  const comparing = state.compare !== ''
  const file = useMutation({
    mutationFn: (format: 'csv' | 'xlsx') => (comparing ? exported('compare', format, compared) : exported('costs', format, body)),
    onSuccess: ({ name, content }) => download(name, content),
  })
  const name = `glaux-${comparing ? 'changes' : 'costs'}-${body.period.start.slice(0, 10)}`
  const drawn = comparing || state.view !== 'table'
  return (
    <Menu>
      <Menu.Target><ActionButton icon={<IconDownload size={14} />} label={t('export')} narrow={narrow} loading={file.isPending} /></Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('exportFigures')}</Menu.Label>
        <Menu.Item onClick={() => file.mutate('csv')}>CSV</Menu.Item>
        <Menu.Item onClick={() => file.mutate('xlsx')}>XLSX</Menu.Item>
        <Menu.Label>{t('exportChart')}</Menu.Label>
        <Menu.Item disabled={!drawn || !chart} onClick={() => { if (chart) downloadData(`${name}.png`, chart.png()) }}>PNG</Menu.Item>
        <Menu.Item disabled={!drawn || !chart} onClick={() => { if (chart) download(`${name}.svg`, chart.svg(), 'image/svg+xml') }}>SVG</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
