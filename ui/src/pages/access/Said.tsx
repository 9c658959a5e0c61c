import { Text } from '@mantine/core'
import { WithCode } from '../../parts/WithCode'

/** A sentence of explanation, with code in it. */
export function Said({ text }: { text: string }) {
  return <Text size="sm" c="dimmed"><WithCode text={text} /></Text>
}
