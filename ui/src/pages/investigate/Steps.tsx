// Every query that the answer was made of, in its order, with its rows, its sum and its time.
import { Table, Text, UnstyledButton } from '@mantine/core'
import { Fragment, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../lib/format'
import partClasses from '../../parts/parts.module.css'
import { Scroll } from '../../parts/Scroll'
import { Section } from '../../parts/Section'
import { SqlButton } from '../../parts/SqlButton'
import type { Step } from './data'
import classes from './investigate.module.css'

/** The part. */
export function StepsPart({ of: steps, formula, made }: { of: readonly Step[]; formula: string; made: string }) {
  const { t } = useTranslation('investigate')
  const f = useFormat()
  const [open, setOpen] = useState(-1)
  return (
    <Section title={t('part.steps')} note={t('stepsNote', { when: f.moment(made, 'second') })}>
      <Scroll label={t('part.steps')}>
        <Table miw={640} data-testid="steps">
          <Table.Thead><Table.Tr><Table.Th>{t('number')}</Table.Th><Table.Th>{t('for')}</Table.Th><Table.Th>{t('query')}</Table.Th><Table.Th className={partClasses.num}>{t('rows')}</Table.Th><Table.Th className={partClasses.num}>{t('sum')}</Table.Th><Table.Th className={partClasses.num}>{t('time')}</Table.Th><Table.Th aria-label={t('actions')} /></Table.Tr></Table.Thead>
          <Table.Tbody>
            {steps.map((s, at) => (
              <Fragment key={at}>
                <Table.Tr>
                  <Table.Td>{at + 1}</Table.Td><Table.Td className={classes.nowrap}>{t(`step.${s.part}`)}</Table.Td>
                  <Table.Td><UnstyledButton className={classes.query} aria-expanded={open === at} onClick={() => setOpen(open === at ? -1 : at)}>{s.sql.replace(/\s+/g, ' ').slice(0, 160)}</UnstyledButton></Table.Td>
                  <Table.Td className={partClasses.num}>{f.number(s.rows)}</Table.Td><Table.Td className={partClasses.num}>{s.sum ?? ''}</Table.Td><Table.Td className={partClasses.num}>{f.duration(s.millis)}</Table.Td>
                  <Table.Td ta="right"><SqlButton sql={s.sql} run /></Table.Td>
                </Table.Tr>
                {open === at ? <Table.Tr><Table.Td colSpan={7} p={0}><pre className={classes.sql} tabIndex={0} aria-label={t('query')}>{s.sql}</pre></Table.Td></Table.Tr> : null}
              </Fragment>
            ))}
          </Table.Tbody>
        </Table>
      </Scroll>
      <Text size="xs" c="dimmed" mt="xs" className={classes.formula}>{t('formula')} <code>{formula}</code></Text>
    </Section>
  )
}
