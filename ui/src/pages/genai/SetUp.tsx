// Inference profiles with tags, as a text to run: without them the bill does not know who asked a model.
import { ActionIcon, Button, Group, TagsInput, Text, TextInput, Tooltip } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { IconCopy, IconDownload } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, take, type Schemas } from '../../api/client'
import { download } from '../../lib/keep'
import { notify } from '../../lib/notify'
import { FaultBox } from '../../parts/FaultBox'
import { Lines } from '../../parts/Loaded'
import { Section } from '../../parts/Section'
import { Segmented } from '../../parts/Segmented'
import fixes from '../findings/findings.module.css'
import classes from './genai.module.css'

const forms = ['cloudformation', 'terraform', 'cli', 'boto3'] as const
type Form = (typeof forms)[number]
const names: Record<Form, string> = { cloudformation: 'CloudFormation', terraform: 'Terraform', cli: 'AWS CLI', boto3: 'boto3' }

interface Ask {
  name: string
  models: string[]
  regions: string[]
  account: string
  tags: string[]
}

// Ids that are often used; any other can be typed.
const known = ['amazon.nova-micro-v1:0', 'amazon.nova-lite-v1:0', 'amazon.nova-pro-v1:0', 'us.anthropic.claude-sonnet-4-20250514-v1:0', 'anthropic.claude-3-haiku-20240307-v1:0', 'meta.llama3-1-70b-instruct-v1:0']
const first: Ask = { name: 'sales-assistant', models: ['amazon.nova-pro-v1:0'], regions: ['us-east-1'], account: '', tags: ['Department=Sales'] }

function profileQuery(ask: Ask, format: Form) {
  const query = { name: ask.name.trim(), model: ask.models, region: ask.regions, account: ask.account.trim() || undefined, tag: ask.tags, format }
  return {
    queryKey: ['genai', 'profile', query], enabled: query.name !== '' && query.model.length > 0, staleTime: Infinity, retry: false, placeholderData: keepPreviousData,
    queryFn: ({ signal }: { signal: AbortSignal }) => take<Schemas['GenAIProfile']>(api.GET('/api/genai/profile', { params: { query }, signal })),
  }
}

/** The tab. The text follows what is asked for when the form is sent. */
export function SetUp() {
  const { t } = useTranslation('genai')
  const [typed, setTyped] = useState(first)
  const [asked, setAsked] = useState(first)
  const change = (more: Partial<Ask>) => setTyped({ ...typed, ...more })
  return (
    <>
      <Text size="sm" c="dimmed" mb="sm" maw="75rem">{t('setUpAbout')} <Link to="/readiness" className={classes.link}>{t('setUpReady')}</Link></Text>
      <form className={classes.form} aria-label={t('tab.setup')} onSubmit={(e) => { e.preventDefault(); setAsked(typed) }}>
        <TextInput label={t('profileName')} value={typed.name} w={180} maxLength={64} onChange={(e) => change({ name: e.currentTarget.value })} />
        <TagsInput label={t('models')} value={typed.models} data={known} miw={260} placeholder={typed.models.length === 0 ? 'amazon.nova-pro-v1:0' : undefined} onChange={(models) => change({ models })} />
        <TagsInput label={t('profileTags')} value={typed.tags} miw={220} splitChars={['\n']} placeholder={typed.tags.length === 0 ? 'Department=Sales' : undefined} onChange={(tags) => change({ tags })} />
        <TagsInput label={t('regions')} value={typed.regions} miw={170} placeholder={typed.regions.length === 0 ? 'us-east-1' : undefined} onChange={(regions) => change({ regions })} />
        <TextInput label={t('profileAccount')} value={typed.account} w={210} maxLength={12} placeholder="111122223333" onChange={(e) => change({ account: e.currentTarget.value })} />
        <Button type="submit" disabled={typed.name.trim() === '' || typed.models.length === 0}>{t('writeIt')}</Button>
      </form>
      <Written ask={asked} />
    </>
  )
}

function Written({ ask }: { ask: Ask }) {
  const { t } = useTranslation('genai')
  const [liked, setLiked] = useLocalStorage<Form>({ key: 'glaux.genai.form', defaultValue: 'cloudformation', getInitialValueInEffect: false })
  const form = forms.includes(liked) ? liked : 'cloudformation'
  const made = useQuery(profileQuery(ask, form))
  return (
    <Section title={t('profileText')} note={t('profileNote')}>
      <div className={classes.choice}><Segmented label={t('profileText')} value={form} choices={forms.map((value) => ({ value, label: names[value] }))} onChange={setLiked} /></div>
      {made.isError ? <FaultBox fault={made.error} /> : made.data ? (
        <div data-testid="genai-profile">
          <Group gap={2} mb={4}>
            <Text size="xs" c="dimmed"><code>{made.data.file}</code></Text>
            <Tooltip label={t('shell:copy')}><ActionIcon size="sm" aria-label={t('shell:copy')} onClick={() => void notify.copied(made.data.text)}><IconCopy size={15} /></ActionIcon></Tooltip>
            <Tooltip label={t('downloadFile', { file: made.data.file })}><ActionIcon size="sm" aria-label={t('downloadFile', { file: made.data.file })} onClick={() => download(made.data.file, made.data.text)}><IconDownload size={15} /></ActionIcon></Tooltip>
          </Group>
          <pre className={fixes.text} tabIndex={0} aria-label={names[form]}>{made.data.text}</pre>
        </div>
      ) : <Lines count={10} />}
    </Section>
  )
}
