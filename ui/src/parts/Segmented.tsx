import { SegmentedControl } from '@mantine/core'

/** One of a few choices, all of them in sight. */
export function Segmented<T extends string>({ label, value, choices, onChange }: { label: string; value: T; choices: readonly { value: T; label: string }[]; onChange: (value: T) => void }) {
  return <SegmentedControl aria-label={label} value={value} data={[...choices]} onChange={(v) => onChange(v as T)} />
}
