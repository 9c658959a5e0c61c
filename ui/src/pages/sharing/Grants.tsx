// Who sees what: a matrix of principals and tables, and every grant below it.
import { ActionIcon, Button, Group, Table, Text, TextInput, Tooltip, UnstyledButton } from '@mantine/core'
import { IconPlus, IconSearch, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { confirm } from '../../lib/confirm'
import { useShortcuts } from '../../lib/shortcuts'
import { Empty } from '../../parts/Empty'
import { Loaded } from '../../parts/Loaded'
import { Scroll } from '../../parts/Scroll'
import { Section } from '../../parts/Section'
import { CellDrawer } from './CellDrawer'
import { seenQuery, useEdit, type Grant, type SeenCell, type SeenTable } from './data'
import { GrantDialog } from './GrantDialog'
import type { TabProps } from './index'
import { keyOf, nameOf, seesOf } from './resources'
import classes from './sharing.module.css'

// What is drawn at once; the rest is found by its name.
const mostPrincipals = 40
const mostTables = 200

/** The matrix and the list. */
export function Grants({ records, open }: TabProps) {
  const { t } = useTranslation('sharing')
  const seen = useQuery(seenQuery)
  const [cell, setCell] = useState<{ principal: string; database: string; table: string } | null>(null)
  const [draft, setDraft] = useState<Grant | null>(null)
  const grant = (on: Partial<Grant> = {}) => setDraft({ principal: '', resource: { type: 'TABLE', database: '', table: '' }, permissions: ['SELECT'], ...on })
  useShortcuts([{ keys: 'n', label: t('grants.add'), run: () => grant() }])
  return (
    <>
      <Section title={t('grants.matrix')} note={t('grants.matrixNote')} actions={<Button leftSection={<IconPlus size={14} aria-hidden />} onClick={() => grant()}>{t('grants.add')}</Button>}>
        <Loaded query={seen} lines={10}>{(data) => <Matrix principals={data.principals.map((p) => p.name)} tables={data.tables} onOpen={setCell} />}</Loaded>
      </Section>
      <List grants={records.grants ?? []} />
      {cell ? <CellDrawer cell={cell} records={records} onClose={() => setCell(null)} onGrant={(g) => grant(g)} onFilter={(filter) => open({ tab: 'filters', filter })} /> : null}
      {draft ? <GrantDialog draft={draft} records={records} onClose={() => setDraft(null)} /> : null}
    </>
  )
}

interface MatrixProps {
  principals: string[]
  tables: SeenTable[]
  onOpen: (cell: { principal: string; database: string; table: string }) => void
}

function Matrix({ principals, tables, onOpen }: MatrixProps) {
  const { t } = useTranslation('sharing')
  const [text, setText] = useState('')
  const [at, setAt] = useState({ row: 0, column: 0 })
  const grid = useRef<HTMLTableElement>(null)
  const sought = text.trim().toLowerCase()
  const byName = principals.filter((p) => p.toLowerCase().includes(sought))
  // a text that names no principal looks for tables, and the other way round
  const found = tables.filter((x) => `${x.database}.${x.table}`.includes(sought))
  const across = byName.length > 0 ? byName : principals
  const down = found.length > 0 || byName.length === 0 ? found : tables
  const shownAcross = across.slice(0, mostPrincipals)
  const shownDown = down.slice(0, mostTables)
  const row = Math.min(at.row, shownDown.length - 1)
  const column = Math.min(at.column, shownAcross.length - 1)
  const move = (event: KeyboardEvent) => {
    const steps: Record<string, [number, number]> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Home: [0, -column], End: [0, shownAcross.length] }
    const step = steps[event.key]
    if (!step) return
    event.preventDefault()
    const next = { row: Math.max(0, Math.min(shownDown.length - 1, row + step[0])), column: Math.max(0, Math.min(shownAcross.length - 1, column + step[1])) }
    setAt(next)
    grid.current?.querySelector<HTMLElement>(`[data-at="${next.row},${next.column}"]`)?.focus()
  }
  if (tables.length === 0) return <Empty title={t('grants.nothing')}>{t('grants.nothingText')}</Empty>
  return (
    <>
      <Group gap="sm" mb="xs">
        <TextInput leftSection={<IconSearch size={14} aria-hidden />} value={text} onChange={(e) => setText(e.currentTarget.value)} placeholder={t('grants.find')} aria-label={t('grants.find')} w={240} />
        <Legend />
      </Group>
      <div className={classes.matrix}>
        <table ref={grid} role="grid" aria-label={t('grants.matrix')} onKeyDown={move}>
          <thead>
            <tr><th scope="col" className={classes.corner}>{t('table')}</th>{shownAcross.map((p) => <th key={p} scope="col" className={classes.head}><span title={p}>{p}</span></th>)}</tr>
          </thead>
          <tbody>
            {shownDown.map((x, i) => (
              <tr key={`${x.database}.${x.table}`}>
                <th scope="row" className={classes.side}><span title={`${x.database}.${x.table}`}><span className={classes.faint}>{x.database}.</span>{x.table}</span></th>
                {shownAcross.map((p, j) => (
                  <td key={p} className={classes.cell}>
                    <MatrixCell
                      cell={x.cells.find((c) => c.principal === p)} name={`${p}, ${x.database}.${x.table}`} place={`${i},${j}`} current={i === row && j === column}
                      onFocus={() => setAt({ row: i, column: j })} onOpen={() => onOpen({ principal: p, database: x.database, table: x.table })}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {across.length > mostPrincipals || down.length > mostTables
        ? <Text size="xs" c="dimmed" mt="xs">{t('grants.more', { principals: shownAcross.length, allPrincipals: across.length, tables: shownDown.length, allTables: down.length })}</Text>
        : null}
    </>
  )
}

interface CellProps {
  cell: SeenCell | undefined
  name: string
  place: string
  current: boolean
  onFocus: () => void
  onOpen: () => void
}

function MatrixCell({ cell, name, place, current, onFocus, onOpen }: CellProps) {
  const { t } = useTranslation('sharing')
  const sees = seesOf(cell)
  const all = (cell?.columns ?? 0) + (cell?.hidden ?? 0)
  const columns = t('ofColumns', { shown: cell?.columns ?? 0, all })
  const label = { nothing: '–', name: t('sees.name'), made: t('sees.made'), all: t('sees.all'), columns, rows: t('sees.rows'), cells: `${columns} · ${t('sees.rows')}` }[sees]
  const more = [cell?.masked ? t('sees.masked', { count: cell.masked }) : '', cell?.writes ? t('sees.writes') : '', cell?.open ? t('sees.open') : ''].filter(Boolean)
  const said = sees === 'nothing' ? t('sees.nothing') : [label, ...more].join(', ')
  return (
    <UnstyledButton className={classes.cellButton} data-sees={sees} data-at={place} tabIndex={current ? 0 : -1} onFocus={onFocus} onClick={onOpen} aria-label={`${name}: ${said}`} title={said}>
      {label}{cell?.writes ? <span aria-hidden> ✎</span> : null}{cell?.masked ? <span aria-hidden> ◐</span> : null}
    </UnstyledButton>
  )
}

function Legend() {
  const { t } = useTranslation('sharing')
  return (
    <ul className={classes.legend} aria-label={t('grants.legend')}>
      {(['all', 'part', 'cells', 'made', 'nothing'] as const).map((s) => <li key={s}><span className={classes.dot} data-sees={s} />{t(`legend.${s}`)}</li>)}
      <li>✎ {t('legend.writes')}</li>
      <li>◐ {t('legend.masks')}</li>
    </ul>
  )
}

function List({ grants }: { grants: Grant[] }) {
  const { t } = useTranslation('sharing')
  const [text, setText] = useState('')
  const edit = useEdit()
  const sought = text.trim().toLowerCase()
  const shown = grants.filter((g) => `${g.principal} ${t(`type.${g.resource.type}`)} ${nameOf(g.resource)} ${g.permissions.join(' ')}`.toLowerCase().includes(sought))
  const revoke = async (g: Grant) => {
    const title = t('grants.revokeTitle', { permissions: g.permissions.join(', '), principal: g.principal })
    if (await confirm({ title, text: t('grants.revokeText'), yes: t('grants.revoke'), grave: true })) edit.mutate({ revoke: [g] })
  }
  return (
    <Section
      title={t('grants.list')} note={t('grants.count', { count: grants.length })}
      actions={<TextInput leftSection={<IconSearch size={14} aria-hidden />} value={text} onChange={(e) => setText(e.currentTarget.value)} placeholder={t('grants.findGrant')} aria-label={t('grants.findGrant')} w={220} />}
    >
      <Scroll label={t('grants.list')}>
        <Table miw={640}>
          <Table.Thead>
            <Table.Tr><Table.Th>{t('principal')}</Table.Th><Table.Th>{t('on')}</Table.Th><Table.Th>{t('permissions')}</Table.Th><Table.Th>{t('option')}</Table.Th><Table.Th aria-label={t('actions')} /></Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.slice(0, 500).map((g) => (
              <Table.Tr key={keyOf(g)}>
                <Table.Td className={classes.name}>{g.principal}</Table.Td>
                <Table.Td><span className={classes.faint}>{t(`type.${g.resource.type}`)}</span> <span className={classes.mono}>{nameOf(g.resource)}</span></Table.Td>
                <Table.Td>{g.permissions.join(', ')}</Table.Td>
                <Table.Td>{(g.grantable ?? []).join(', ')}</Table.Td>
                <Table.Td ta="right">
                  <Tooltip label={t('grants.revoke')}>
                    <ActionIcon size="sm" aria-label={t('grants.revokeOf', { principal: g.principal, on: nameOf(g.resource) })} onClick={() => void revoke(g)}><IconTrash size={15} /></ActionIcon>
                  </Tooltip>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Scroll>
      {shown.length > 500 ? <Text size="xs" c="dimmed">{t('shownOf', { shown: 500, all: shown.length })}</Text> : null}
    </Section>
  )
}
