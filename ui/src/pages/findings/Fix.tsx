// What to do: the steps, and the change as Terraform, CloudFormation and commands.
import { ActionIcon, Group, Tabs, Text, Tooltip } from '@mantine/core'
import { IconCopy, IconDownload } from '@tabler/icons-react'
import { useLocalStorage } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import { download } from '../../lib/keep'
import { notify } from '../../lib/notify'
import type { Told } from '../network/data'
import { useTold } from '../network/told'
import type { Plan } from './data'
import { fileOf, forms, formsOf, textOf, type Form } from './fix'
import classes from './findings.module.css'

const names: Record<Form, string> = { terraform: 'Terraform', cloudformation: 'CloudFormation', cli: 'AWS CLI' }

/** A fix; `risk` is what the reader was told of it before. The form that was read last is the one that is shown first. */
export function Fix({ of: fix, risk }: { of: Plan; risk: Told }) {
  const { t } = useTranslation('fixes')
  const tell = useTold()
  const [liked, setLiked] = useLocalStorage<Form>({ key: 'glaux.fix.form', defaultValue: 'terraform', getInitialValueInEffect: false })
  const there = formsOf(fix)
  const form = there.includes(liked) ? liked : there[0]
  return (
    <div className={classes.fix} data-testid="fix">
      <Text fw={600} size="sm">{t('fix')}: {tell(fix.title)}</Text>
      {fix.steps.length > 0 ? <ol className={classes.steps}>{fix.steps.map((step) => <li key={step.en}>{tell(step)}</li>)}</ol> : null}
      {form ? (
        <Tabs value={form} onChange={(v) => { if (forms.some((x) => x === v)) setLiked(v as Form) }} keepMounted={false}>
          <div className={classes.formHead}>
            <Tabs.List className={classes.forms} aria-label={t('forms')}>
              {there.map((x) => <Tabs.Tab key={x} value={x} fz="sm">{names[x]}</Tabs.Tab>)}
            </Tabs.List>
            <Group gap={2} wrap="nowrap">
              <Tooltip label={t('copy', { form: names[form] })}><ActionIcon size="sm" aria-label={t('copy', { form: names[form] })} onClick={() => void notify.copied(textOf(fix, form))}><IconCopy size={15} /></ActionIcon></Tooltip>
              <Tooltip label={t('download', { file: fileOf(fix, form) })}><ActionIcon size="sm" aria-label={t('download', { file: fileOf(fix, form) })} onClick={() => download(fileOf(fix, form), textOf(fix, form))}><IconDownload size={15} /></ActionIcon></Tooltip>
            </Group>
          </div>
          {there.map((x) => <Tabs.Panel key={x} value={x}><pre className={classes.text} tabIndex={0} aria-label={names[x]}>{textOf(fix, x)}</pre></Tabs.Panel>)}
        </Tabs>
      ) : <Text size="xs" c="dimmed">{t('noForms')}</Text>}
      {fix.risk.en && fix.risk.en !== risk.en ? <Text size="xs" c="dimmed">{t('fixRisk')}: {tell(fix.risk)}</Text> : null}
    </div>
  )
}
