import { Modal, Text, TextInput, UnstyledButton } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import classes from './Finder.module.css'

export type FinderItem = { id: string; label: string; detail?: string; icon?: ReactNode; aside?: ReactNode; run: () => void }
export type FinderGroup = { label: string; items: readonly FinderItem[] }

type Props = {
  opened: boolean
  onClose: () => void
  title: string
  placeholder: string
  text: string
  onText: (text: string) => void
  groups: readonly FinderGroup[]
  /** What is said when there is no item. */
  nothing: string
}

/**
 * A dialog to type in and a list to take from. One item is always selected: the first, until the reader goes to another.
 * Items that come later neither move the selection nor lose it.
 */
export function Finder({ opened, onClose, ...list }: Props) {
  const close = () => {
    onClose()
    list.onText('')
  }
  return (
    <Modal
      opened={opened} onClose={close} withCloseButton={false} padding={0} size={620} yOffset="5rem" zIndex={400}
      // shown at once, so that no key is lost that follows the one which opened it
      transitionProps={{ duration: 0 }} overlayProps={{ backgroundOpacity: 0.4 }} attributes={{ content: { 'aria-label': list.title } }}
    >
      <List {...list} close={close} />
    </Modal>
  )
}

function List({ placeholder, text, onText, groups, nothing, close }: Omit<Props, 'opened' | 'onClose' | 'title'> & { close: () => void }) {
  const id = useId()
  const [gone, setGone] = useState<string>()
  const selected = useRef<HTMLButtonElement>(null)
  const items = groups.flatMap((g) => g.items)
  const at = Math.max(items.findIndex((item) => item.id === gone), 0)
  const now = items[at]
  const take = (item?: FinderItem) => {
    if (!item) return
    close()
    item.run()
  }
  const go = (to: number) => setGone(items[(to + items.length) % items.length]?.id)
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'ArrowDown') go(at + 1)
    else if (event.key === 'ArrowUp') go(at - 1)
    else if (event.key === 'Enter') take(now)
    else return
    event.preventDefault()
  }
  useEffect(() => { selected.current?.scrollIntoView({ block: 'nearest' }) }, [now?.id])
  return (
    <>
      <TextInput
        autoFocus data-autofocus size="lg" variant="unstyled" value={text} placeholder={placeholder} aria-label={placeholder} leftSection={<IconSearch size={18} stroke={1.6} />}
        role="combobox" aria-expanded={items.length > 0} aria-controls={id} aria-activedescendant={now ? `${id}-${at}` : undefined} aria-autocomplete="list" autoComplete="off"
        onChange={(event) => {
          onText(event.currentTarget.value)
          setGone(undefined)
        }}
        onKeyDown={press}
      />
      {items.length === 0 ? <Text role="status" c="dimmed" ta="center" p="md" className={classes.list}>{nothing}</Text> : (
        <div id={id} role="listbox" aria-label={placeholder} tabIndex={-1} className={classes.list}>
          {groups.filter((g) => g.items.length > 0).map((g) => (
            <div key={g.label} role="group" aria-label={g.label}>
              <div className={classes.group} aria-hidden>{g.label}</div>
              {g.items.map((item) => (
                <UnstyledButton
                  key={item.id} id={`${id}-${items.indexOf(item)}`} role="option" aria-selected={item === now} tabIndex={-1} className={classes.item}
                  ref={item === now ? selected : undefined} onMouseDown={(event) => event.preventDefault()} onClick={() => take(item)}
                >
                  {item.icon ? <span className={classes.side}>{item.icon}</span> : null}
                  <span className={classes.name}>{item.label}{item.detail ? <small className={classes.detail}>{item.detail}</small> : null}</span>
                  {item.aside ? <span className={classes.side}>{item.aside}</span> : null}
                </UnstyledButton>
              ))}
            </div>
          ))}
        </div>
      )}
    </>
  )
}
