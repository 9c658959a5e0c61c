// Which cost is summed, and what that means.
import { ActionIcon, Button, Code, Group, Menu, Popover, Stack, Text } from '@mantine/core'
import { IconChevronDown, IconMathFunction } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useMetrics } from './data'
import { metrics, type Metric } from './state'

interface Props {
  metric: Metric
  /** Comparisons know no usage amount. */
  costsOnly: boolean
  opened: boolean
  onOpen: (opened: boolean) => void
  onChange: (metric: Metric) => void
}

/** A menu of metrics, each with a sentence; the formula of the present one is one click away. */
export function MetricPicker({ metric, costsOnly, opened, onOpen, onChange }: Props) {
  const { t } = useTranslation('explorer')
  const info = useMetrics().data
  const formula = info?.find((m) => m.name === metric)?.formula
  return (
    <Group gap={2} wrap="nowrap">
      <Menu opened={opened} onChange={onOpen} position="bottom-start" width={360}>
        <Menu.Target><Button variant="default" rightSection={<IconChevronDown size={12} />} aria-label={`${t('metric')}: ${t(`metrics.${metric}.title`)}`}>{t(`metrics.${metric}.title`)}</Button></Menu.Target>
        <Menu.Dropdown>
          {metrics.filter((m) => !costsOnly || m !== 'usage').map((m) => (
            <Menu.Item key={m} onClick={() => onChange(m)} fw={m === metric ? 600 : undefined} aria-current={m === metric || undefined}>
              {t(`metrics.${m}.title`)}
              <Text size="xs" c="dimmed" fw={400}>{t(`metrics.${m}.doc`)}</Text>
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Popover width={520} position="bottom-start" trapFocus returnFocus>
        <Popover.Target><ActionIcon aria-label={t('formula')} title={t('formula')}><IconMathFunction size={15} /></ActionIcon></Popover.Target>
        <Popover.Dropdown maw="92vw">
          <Stack gap="xs">
            <Text size="sm" fw={600}>{t(`metrics.${metric}.title`)}</Text>
            <Text size="sm">{t(`metrics.${metric}.doc`)}</Text>
            {formula && <Code block tabIndex={0} style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{formula}</Code>}
          </Stack>
        </Popover.Dropdown>
      </Popover>
    </Group>
  )
}
