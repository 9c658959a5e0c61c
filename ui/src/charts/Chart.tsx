// The frame around every chart: it loads the drawing code when it is first needed, chooses the colours, and tells in words what is drawn.
import { Skeleton, useComputedColorScheme, useMantineTheme, VisuallyHidden } from '@mantine/core'
import type { EChartsCoreOption } from 'echarts/core'
import { lazy, Suspense, useId, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Scheme } from './palette'
import type { Common } from './types'

const load = () => import('./Canvas')
const Canvas = lazy(load)

/** Fetches the drawing code before the first chart is there, for pages that are sure to need it. */
export function preloadCharts(): void {
  void load()
}

/** What a drawing needs to know of its surroundings. */
export interface Surroundings {
  scheme: Scheme
  locale: string
}

/** What is drawn: the option, the series' keys in its order, and the same figures as a table. */
export interface Drawing {
  option: EChartsCoreOption
  keys: (string | undefined)[]
  table: { head: string[]; rows: string[][]; found: number }
}

interface Props extends Common {
  draw: (around: Surroundings) => Drawing
  onBrush?: (from: number, to: number) => void
}

/** Draws with `draw`, which must be the same function as long as its data are the same. */
export function Chart({ draw, label, height = 320, handle, onPick, onBrush }: Props) {
  const { i18n, t } = useTranslation('charts')
  const scheme = useComputedColorScheme('light')
  const { fontFamily } = useMantineTheme()
  const { option, keys, table } = useMemo(() => draw({ scheme, locale: i18n.language }), [draw, scheme, i18n.language])
  const caption = useId()
  return (
    <figure aria-labelledby={caption} style={{ position: 'relative', margin: 0, height, minWidth: 0 }}>
      <div aria-hidden style={{ position: 'absolute', inset: 0 }}>
        <Suspense fallback={<Skeleton height="100%" animate={false} />}>
          <Canvas option={option} scheme={scheme} font={fontFamily} keys={keys} onReady={handle} onPick={onPick} onBrush={onBrush} />
        </Suspense>
      </div>
      <VisuallyHidden>
        <figcaption id={caption}>{label}</figcaption>
        <table>
          <caption>{table.rows.length < table.found ? t('tableOf', { shown: table.rows.length, found: table.found }) : t('table')}</caption>
          <thead><tr>{table.head.map((name, i) => <th key={i} scope="col">{name}</th>)}</tr></thead>
          <tbody>
            {table.rows.map((row, i) => (
              <tr key={i}>{row.map((cell, j) => (j === 0 ? <th key={j} scope="row">{cell}</th> : <td key={j}>{cell}</td>))}</tr>
            ))}
          </tbody>
        </table>
      </VisuallyHidden>
    </figure>
  )
}
