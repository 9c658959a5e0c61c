import { Code, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { signOf, type Delta } from './importing'
import classes from './sharing.module.css'

const signs = { new: '+', gone: '−', other: '~' } as const

/** Records that were or would be changed: what each is now, and with both what it was before too. */
export function DeltaList({ deltas, both }: { deltas: readonly Delta[]; both?: boolean }) {
  const { t } = useTranslation('sharing')
  return deltas.map((d, at) => {
    const sign = signOf(d)
    return (
      <div key={at} className={classes.delta} data-sign={sign}>
        <Text size="xs"><span aria-label={t(`import.sign.${sign}`)} role="img">{signs[sign]}</span> {t(`part.${d.part}`, { defaultValue: d.part })} <b>{d.name}</b></Text>
        {both && sign === 'other' ? <Code block className={classes.sql} data-was>{d.before}</Code> : null}
        {d.after || d.before ? <Code block className={classes.sql}>{d.after ?? d.before}</Code> : null}
      </div>
    )
  })
}
