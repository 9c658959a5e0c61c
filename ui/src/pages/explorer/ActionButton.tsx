import { ActionIcon, Button, Tooltip } from '@mantine/core'
import type { ReactNode, Ref } from 'react'

interface Props {
  icon: ReactNode
  label: string
  narrow: boolean
  loading?: boolean
  onClick?: () => void
  ref?: Ref<HTMLButtonElement>
}

/** An action of the page: its icon and name, on a narrow screen the icon alone. */
export function ActionButton({ icon, label, narrow, ...rest }: Props) {
  if (!narrow) return <Button variant="default" size="compact-xs" leftSection={icon} {...rest}>{label}</Button>
  return <Tooltip label={label}><ActionIcon variant="default" size={28} aria-label={label} {...rest}>{icon}</ActionIcon></Tooltip>
}
