import { useCallback } from 'react'
import { Chart, type Drawing, type Surroundings } from './Chart'
import { toNumber, writeFigure } from './figure'
import { colorsOf, ink } from './palette'
import { tip, tooltipStyle } from './tooltip'
import type { Common, Figure } from './types'

/** A rectangle, or a group of them. */
export interface Tree {
  key: string
  name: string
  value: Figure
  children?: Tree[]
}

/** Rectangles as large as what they stand for. Figures below nothing have no area and stand only in the table. */
export function Treemap({ trees, unit, ...rest }: Common & { trees: Tree[] }) {
  const draw = useCallback((around: Surroundings) => drawTreemap(trees, unit, around), [trees, unit])
  return <Chart {...rest} unit={unit} draw={draw} />
}

function drawTreemap(trees: Tree[], unit: string | undefined, { scheme, locale }: Surroundings): Drawing {
  const colors = colorsOf(trees.map((t) => t.key), scheme)
  const { text, ground } = ink(scheme)
  const node = (t: Tree): object => ({
    key: t.key, name: t.name, value: toNumber(t.value), exact: writeFigure(t.value, unit, locale),
    itemStyle: colors.has(t.key) ? { color: colors.get(t.key) } : undefined,
    children: t.children?.filter(above).map(node),
  })
  return {
    keys: [undefined],
    option: {
      tooltip: { ...tooltipStyle(scheme), trigger: 'item', formatter: (item: { name: string; data?: { exact?: string } }) => tip(item.name, [{ name: '', value: item.data?.exact ?? '' }]) },
      series: [{
        type: 'treemap', left: 0, right: 0, top: 0, bottom: 0, roam: false, nodeClick: false, breadcrumb: { show: false }, label: { fontSize: 12, color: ground, overflow: 'truncate' },
        upperLabel: { show: true, height: 20, color: text, overflow: 'truncate' },
        levels: [{ itemStyle: { borderColor: ground, borderWidth: 0, gapWidth: 2 }, upperLabel: { show: false } }, { itemStyle: { borderColor: ground, gapWidth: 1 }, colorSaturation: [0.3, 0.5] }],
        data: trees.filter(above).map(node),
      }],
    },
    table: { head: ['', unit ?? ''], rows: trees.slice(0, 60).map((t) => [t.name, writeFigure(t.value, unit, locale)]), found: trees.length },
  }
}

function above(t: Tree): boolean {
  return (toNumber(t.value) ?? 0) > 0
}
