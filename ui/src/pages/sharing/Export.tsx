// All records as a file: for git, and for AWS Lake Formation.
import { ActionIcon, Button, Group, Text, Tooltip } from '@mantine/core'
import { IconAlertTriangle, IconCopy, IconDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { download } from '../../lib/keep'
import { notify } from '../../lib/notify'
import { Loaded } from '../../parts/Loaded'
import { Section } from '../../parts/Section'
import { Segmented } from '../../parts/Segmented'
import { WithCode } from '../../parts/WithCode'
import { exportQuery } from './data'
import classes from './sharing.module.css'

const forms = ['json', 'cloudformation', 'terraform', 'cli'] as const

/** The export. */
export function Export() {
  const { t } = useTranslation('sharing')
  const [form, setForm] = useState<(typeof forms)[number]>('cloudformation')
  const made = useQuery(exportQuery(form))
  return (
    <>
      <Group mb="sm"><Segmented label={t('tab.export')} value={form} choices={forms.map((value) => ({ value, label: t(`form.${value}`) }))} onChange={setForm} /></Group>
      <Text size="sm" c="dimmed" mb="md" maw="80ch"><WithCode text={t(`form.about.${form}`)} /></Text>
      <Loaded query={made} lines={12}>
        {(x) => (
          <>
            {x.gaps.length > 0 ? (
              <Section title={t('gaps.title')} note={t('gaps.note', { count: x.gaps.length })}>
                <ul className={classes.gaps}>
                  {x.gaps.map((g, at) => (
                    <li key={at}>
                      <IconAlertTriangle size={15} aria-hidden className={classes.gap} />
                      <div><Text size="sm" fw={600}>{g.what}</Text><Text size="sm">{g.why}</Text>{g.instead ? <Text size="xs" c="dimmed">{t('gaps.instead')}: {g.instead}</Text> : null}</div>
                    </li>
                  ))}
                </ul>
              </Section>
            ) : form === 'json' ? null : <Text size="sm" mb="md">{t('gaps.none')}</Text>}
            <Section
              title={x.file}
              actions={
                <Group gap="xs">
                  <Tooltip label={t('shell:copy')}><ActionIcon aria-label={t('shell:copy')} onClick={() => void notify.copied(x.text)}><IconCopy size={16} /></ActionIcon></Tooltip>
                  <Button variant="default" leftSection={<IconDownload size={14} aria-hidden />} onClick={() => download(x.file, x.text)}>{t('download')}</Button>
                </Group>
              }
            >
              <pre className={classes.file} tabIndex={0} aria-label={x.file}>{x.text}</pre>
            </Section>
          </>
        )}
      </Loaded>
    </>
  )
}
