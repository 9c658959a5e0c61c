// What the watch was taught: thresholds and mutes, each with what it would have done, and the past judged again.
import { ActionIcon, Button, Group, Modal, Select, Stack, Switch, Table, Text, TextInput, Tooltip, UnstyledButton } from '@mantine/core'
import { IconBellOff, IconPlus, IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, take } from '../../api/client'
import { confirm } from '../../lib/confirm'
import { isDecimal, sign } from '../../lib/decimal'
import { useFormat } from '../../lib/format'
import { useSession } from '../../lib/server'
import { useShortcuts } from '../../lib/shortcuts'
import { Empty } from '../../parts/Empty'
import { FaultBox } from '../../parts/FaultBox'
import { Loaded } from '../../parts/Loaded'
import { Scroll } from '../../parts/Scroll'
import { Section } from '../../parts/Section'
import classes from './anomalies.module.css'
import { Few } from './Cases'
import { caseClasses, casesQuery, dropRule, putRule, rulesQuery, useChange, type Learned, type Rule } from './data'
import { NodeFields } from './NodeFields'
import { useRuleText } from './ruleText'

const blank: Rule = { node: {}, least: '0', mute: false }

/** The currency of the bill, as the list of cases has it. */
function useCurrency(): string {
  return useQuery(casesQuery({ state: 'open' })).data?.currency || 'USD'
}

/** The rules, and the replay. */
export function Rules() {
  const { t } = useTranslation('anomalies')
  const f = useFormat()
  const list = useQuery(rulesQuery)
  const currency = useCurrency()
  const say = useRuleText(currency)
  const session = useSession().data
  const drop = useChange(dropRule)
  const [draft, setDraft] = useState<Rule | null>(null)
  const may = session?.shares === true && !session.by
  useShortcuts(may ? [{ keys: 'n', label: t('rule.add'), run: () => setDraft(blank) }] : [])
  const remove = async (r: Rule) => {
    if (await confirm({ title: t('rule.deleteTitle'), text: say(r), yes: t('delete'), grave: true })) drop.mutate(r.id ?? '')
  }
  return (
    <>
      <Section title={t('tab.rules')} note={t('rule.note')} actions={may ? <Button leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setDraft(blank)}>{t('rule.add')}</Button> : null}>
        <Loaded query={list} lines={6}>
          {(all) => all.length === 0 ? <Empty title={t('rule.none')} icon={<IconBellOff size={28} stroke={1.4} aria-hidden />}>{t('rule.noneText')}</Empty> : (
            <Scroll label={t('tab.rules')}>
              <Table miw={600} data-testid="rules">
                <Table.Thead><Table.Tr><Table.Th>{t('rule.rule')}</Table.Th><Table.Th>{t('rule.why')}</Table.Th><Table.Th>{t('planned.who')}</Table.Th>{may ? <Table.Th aria-label={t('actions')} /> : null}</Table.Tr></Table.Thead>
                <Table.Tbody>
                  {all.map((r) => (
                    <Table.Tr key={r.id}>
                      <Table.Td className={classes.value}>{may ? <UnstyledButton className={classes.titleLink} onClick={() => setDraft(r)}>{say(r)}</UnstyledButton> : say(r)}</Table.Td>
                      <Table.Td>{r.note}</Table.Td>
                      <Table.Td>{r.who}{r.at ? <Text size="xs" c="dimmed">{f.moment(r.at, 'day')}</Text> : null}</Table.Td>
                      {may ? <Table.Td ta="right"><Tooltip label={t('delete')}><ActionIcon size="sm" aria-label={t('deleteName', { name: say(r) })} onClick={() => void remove(r)}><IconTrash size={15} /></ActionIcon></Tooltip></Table.Td> : null}
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Scroll>
          )}
        </Loaded>
      </Section>
      <Replay currency={currency} />
      {draft ? <RuleDialog draft={draft} currency={currency} onClose={() => setDraft(null)} /> : null}
    </>
  )
}

function RuleDialog({ draft, currency, onClose }: { draft: Rule; currency: string; onClose: () => void }) {
  const { t } = useTranslation('anomalies')
  const [r, setR] = useState(draft)
  const keep = useChange(putRule, true)
  const [tried, setTried] = useState<{ of: Rule; learned: Learned } | null>(null)
  const attempt = useMutation({ mutationFn: (rule: Rule) => putRule({ rule, dry: true }), onSuccess: (learned, of) => setTried({ of, learned }), onError: () => undefined })
  const whole = r.mute || isDecimal(r.least) && sign(r.least) > 0
  const made: Rule = { id: r.id, node: r.node, class: r.class || undefined, least: r.mute ? '0' : r.least, mute: r.mute, until: r.until || undefined, note: r.note?.trim() || undefined }
  const save = () => { if (whole) keep.mutate({ rule: made, dry: false }, { onSuccess: onClose }) }
  const fresh = tried && JSON.stringify(tried.of) === JSON.stringify(made)
  return (
    <Modal opened onClose={onClose} title={t(draft.id ? 'rule.change' : 'rule.add')} size="lg">
      <form onSubmit={(e) => { e.preventDefault(); save() }}>
        <Stack gap="sm">
          <NodeFields node={r.node} onChange={(node) => setR({ ...r, node })} />
          <Group grow gap="sm" align="flex-start">
            <Select label={t('filter.class')} value={r.class || null} placeholder={t('any')} clearable data={caseClasses.map((value) => ({ value, label: t(`class.${value}`) }))} onChange={(value) => setR({ ...r, class: value ?? undefined })} />
            <TextInput type="date" inputWrapperOrder={['label', 'input', 'description', 'error']} label={t('rule.untilDay')} description={t('rule.untilHint')} value={r.until ?? ''} onChange={(e) => setR({ ...r, until: e.currentTarget.value })} />
          </Group>
          <Switch label={t('rule.mute')} checked={r.mute ?? false} onChange={(e) => setR({ ...r, mute: e.currentTarget.checked })} />
          {r.mute ? null : <TextInput label={t('rule.threshold', { currency })} description={t('rule.thresholdHint')} value={r.least} inputMode="decimal" error={isDecimal(r.least) ? undefined : t('rule.badAmount')} onChange={(e) => setR({ ...r, least: e.currentTarget.value.trim() })} />}
          <TextInput label={t('rule.why')} value={r.note ?? ''} maxLength={1000} onChange={(e) => setR({ ...r, note: e.currentTarget.value })} />
          {fresh ? (
            <div className={classes.learned} role="status" data-testid="effect">
              <Text size="sm">{t('rule.effect', { gone: tried.learned.effect.gone, count: tried.learned.effect.of })}</Text>
              <Few cases={tried.learned.effect.cases ?? []} currency={currency} />
            </div>
          ) : null}
          {keep.isError || attempt.isError ? <FaultBox fault={keep.error ?? attempt.error} /> : null}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" disabled={!whole} loading={attempt.isPending} onClick={() => attempt.mutate(made)} mr="auto">{t('rule.try')}</Button>
            <Button variant="default" onClick={onClose}>{t('shell:cancel')}</Button>
            <Button type="submit" disabled={!whole} loading={keep.isPending}>{t('save')}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

/** Judges days that are past again, by what was known on each. */
function Replay({ currency }: { currency: string }) {
  const { t } = useTranslation('anomalies')
  const f = useFormat()
  const [wish, setWish] = useState({ from: '', to: '', bare: false })
  const run = useMutation({ mutationFn: () => take(api.POST('/api/anomalies/replay', { body: { from: wish.from || undefined, to: wish.to || undefined, bare: wish.bare || undefined } })), onError: () => undefined })
  const r = run.data
  return (
    <Section title={t('replay.title')} note={t('replay.note')}>
      <form className={classes.filters} onSubmit={(e) => { e.preventDefault(); run.mutate() }}>
        <TextInput type="date" label={t('replay.from')} value={wish.from} w={150} onChange={(e) => setWish({ ...wish, from: e.currentTarget.value })} />
        <TextInput type="date" label={t('replay.to')} value={wish.to} w={150} onChange={(e) => setWish({ ...wish, to: e.currentTarget.value })} />
        <Switch label={t('replay.bare')} checked={wish.bare} onChange={(e) => setWish({ ...wish, bare: e.currentTarget.checked })} />
        <Button type="submit" variant="default" loading={run.isPending}>{t('replay.run')}</Button>
      </form>
      {run.isError ? <FaultBox fault={run.error} /> : null}
      {r ? (
        <div data-testid="replay">
          <Text size="sm" mb="xs" role="status">{t('replay.found', { count: r.cases.length, hidden: r.unraised, days: r.days, series: f.number(r.series), time: f.duration(r.seconds * 1000) })}</Text>
          <Few cases={r.cases} currency={currency} />
        </div>
      ) : null}
    </Section>
  )
}
