import { Button, Group, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Fault } from '../api/client'
import { notify, sayFault } from '../lib/notify'
import { ProblemText } from './ProblemText'
import classes from './parts.module.css'

/** What went wrong in the place where an answer would stand: the sentence, the code, the places in the text, and what to do next. */
export function FaultBox({ fault, retry }: { fault: unknown; retry?: () => void }) {
  const { t } = useTranslation('shell')
  const { message, english, code, details } = sayFault(fault)
  const diagnostics = fault instanceof Fault ? fault.diagnostics : []
  return (
    <div className={classes.fault} role="alert">
      <Text size="sm">{message} {code ? <span className={classes.faultCode}>{code}</span> : null}</Text>
      {english && diagnostics.length === 0 ? <Text size="xs" c="dimmed" lang="en">{english}</Text> : null}
      {diagnostics.length > 0 ? (
        <ul className={classes.diagnostics}>
          {diagnostics.map((d, at) => (
            <li key={at}>
              {t('fault.place', { line: d.line, column: d.column })}: <ProblemText code={d.code} message={d.message} />
              {d.hint ? <Text size="xs" c="dimmed" lang="en">{d.hint}</Text> : null}
            </li>
          ))}
        </ul>
      ) : null}
      <Group gap="xs" mt="xs">
        {retry ? <Button variant="default" size="compact-xs" onClick={retry}>{t('retry')}</Button> : null}
        <Button variant="subtle" color="gray" size="compact-xs" onClick={() => void notify.copied(details)}>{t('copyDetails')}</Button>
      </Group>
    </div>
  )
}
