import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { sayProblem } from '../lib/problems'

/** What is wrong, in the reader's language, with the server's English behind it where that tells more. */
export function ProblemText({ code, message }: { code: string; message: string }) {
  const { i18n } = useTranslation('shell')
  const said = sayProblem(code, message, i18n.language)
  return (
    <>
      {said.text}
      {said.english ? <> <Text span size="xs" c="dimmed" lang="en">{said.english}</Text></> : null}
    </>
  )
}
