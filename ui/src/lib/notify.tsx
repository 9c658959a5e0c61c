// Short messages at the edge of the window.
import { Anchor, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import i18next from 'i18next'
import { Fault } from '../api/client'
import { copy } from './keep'
import { sayProblem } from './problems'

/** What an error says to the reader: a sentence in their language, the server's own English where it tells more, and the code. */
export function sayFault(err: unknown): { message: string; english: string; code: string; details: string } {
  if (err instanceof Fault) {
    const said = err.status === 0 ? { text: i18next.t('shell:fault.unreachable'), english: '' } : sayProblem(err.code, err.message)
    const places = err.diagnostics.map((d) => `${d.line}:${d.column} ${d.severity} ${d.code} ${d.message}${d.hint ? ` (${d.hint})` : ''}`)
    return { message: said.text, english: said.english, code: err.code, details: [`${err.code} (${err.status}): ${err.message}`, ...(err.incident ? [`incident ${err.incident}`] : []), ...places].join('\n') }
  }
  const text = err instanceof Error ? err.message : String(err)
  return { message: text, english: '', code: err instanceof Error ? err.name : '', details: err instanceof Error ? (err.stack ?? text) : text }
}

export const notify = {
  /** Something is done. */
  done(message: string): void {
    notifications.show({ message, color: 'teal', autoClose: 3000 })
  },
  /** Something worth knowing. */
  info(message: string): void {
    notifications.show({ message, autoClose: 5000 })
  },
  /** Something failed: the server's sentence, its code, and the details to copy. The same fault is shown once. */
  fault(err: unknown): void {
    if (err instanceof DOMException && err.name === 'AbortError') return
    const { message, english, code, details } = sayFault(err)
    notifications.show({
      id: `fault:${code}:${message}:${english}`,
      title: i18next.t('shell:fault.title'),
      color: 'red',
      autoClose: 10_000,
      role: 'alert',
      message: (
        <>
          <Text size="sm" component="span" style={{ overflowWrap: 'anywhere' }}>{message}</Text>{' '}
          {english ? <><Text size="xs" c="dimmed" component="span" lang="en" style={{ overflowWrap: 'anywhere' }}>{english}</Text>{' '}</> : null}
          <Anchor component="button" type="button" size="sm" onClick={() => void copy(details)}>{i18next.t('shell:copyDetails')}</Anchor>
        </>
      ),
    })
  },
  /** The text is copied, and a message says so. */
  async copied(text: string): Promise<void> {
    if (await copy(text)) notify.done(i18next.t('shell:copied'))
    else notify.info(i18next.t('shell:copyFailed'))
  },
}
