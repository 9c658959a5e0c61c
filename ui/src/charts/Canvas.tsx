// The one place that holds an ECharts instance.
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import type { EChartsCoreOption } from 'echarts/core'
import { init, type ECharts } from './engine'
import { ink, type Scheme } from './palette'
import type { ChartHandle, Pick } from './types'

interface Props {
  option: EChartsCoreOption
  scheme: Scheme
  font: string
  /** The keys of the series, by the order in the option: what a click is told with. */
  keys: (string | undefined)[]
  onReady?: (handle: ChartHandle | null) => void
  onPick?: (pick: Pick) => void
  onBrush?: (from: number, to: number) => void
}

interface Swept {
  left: number
  width: number
}

const drag = 6

/** Draws an option, keeps to the size of its frame, and tells of clicks and sweeps. */
export default function Canvas({ option, scheme, font, keys, onReady, onPick, onBrush }: Props) {
  const frame = useRef<HTMLDivElement>(null)
  const chart = useRef<ECharts | null>(null)
  const start = useRef<number | null>(null)
  const dragged = useRef(false)
  const drawn = useRef<EChartsCoreOption>({})
  const [swept, setSwept] = useState<Swept | null>(null)

  const pick = useEffectEvent((event: { seriesIndex?: number; seriesId?: string; dataIndex: number; data?: unknown }) => {
    if (dragged.current) return
    const item = event.data as { key?: string } | undefined
    const key = (item && typeof item === 'object' && typeof item.key === 'string' ? item.key : undefined) ?? keys[event.seriesIndex ?? -1]
    if (key !== undefined) onPick?.({ key, index: event.dataIndex })
  })
  const ready = useEffectEvent((handle: ChartHandle | null) => onReady?.(handle))

  useEffect(() => {
    const element = frame.current
    if (!element) return
    const made = init(element, themeOf(scheme, font), { renderer: 'canvas' })
    chart.current = made
    made.on('click', (event) => pick(event as never))
    const watch = new ResizeObserver(() => made.resize())
    watch.observe(element)
    ready({ png: () => picture(made, scheme), svg: () => drawing(made, drawn.current, scheme, font) })
    return () => {
      watch.disconnect()
      ready(null)
      chart.current = null
      made.dispose()
    }
  }, [scheme, font])

  useEffect(() => {
    drawn.current = { animation: false, ...option }
    chart.current?.setOption(drawn.current, { notMerge: true })
  }, [option, scheme, font])

  const place = (clientX: number): number => clientX - (frame.current?.getBoundingClientRect().left ?? 0)
  const indexAt = (x: number): number => {
    const at = chart.current?.convertFromPixel({ xAxisIndex: 0 }, x)
    return typeof at === 'number' ? at : Number.NaN
  }

  function down(event: React.PointerEvent) {
    dragged.current = false
    if (!onBrush || event.button !== 0 || event.pointerType === 'touch') return
    const y = event.clientY - (frame.current?.getBoundingClientRect().top ?? 0)
    if (chart.current?.containPixel('grid', [place(event.clientX), y])) start.current = place(event.clientX)
  }

  function move(event: React.PointerEvent) {
    if (start.current === null) return
    const x = place(event.clientX)
    if (!dragged.current && Math.abs(x - start.current) < drag) return
    if (!dragged.current) {
      dragged.current = true
      event.currentTarget.setPointerCapture(event.pointerId)
      chart.current?.dispatchAction({ type: 'hideTip' })
    }
    setSwept({ left: Math.min(x, start.current), width: Math.abs(x - start.current) })
  }

  function up(event: React.PointerEvent) {
    const from = start.current
    start.current = null
    setSwept(null)
    if (from === null || !dragged.current || !onBrush) return
    const ends = [indexAt(from), indexAt(place(event.clientX))].filter(Number.isFinite).sort((a, b) => a - b)
    if (ends.length === 2) onBrush(Math.max(0, ends[0] as number), Math.max(0, ends[1] as number))
  }

  return (
    <div style={{ position: 'absolute', inset: 0 }} onPointerDownCapture={down} onPointerMoveCapture={move} onPointerUpCapture={up} onPointerCancel={() => { start.current = null; setSwept(null) }}>
      <div ref={frame} style={{ position: 'absolute', inset: 0 }} />
      {swept && (
        <div aria-hidden style={{ position: 'absolute', inset: 0, zIndex: 1 }}>
          <div style={{ position: 'absolute', top: 0, bottom: 0, left: swept.left, width: swept.width, background: 'color-mix(in srgb, var(--mantine-primary-color-filled) 16%, transparent)', borderInline: '1px solid var(--mantine-primary-color-filled)' }} />
        </div>
      )}
    </div>
  )
}

function picture(chart: ECharts, scheme: Scheme): string {
  return chart.getDataURL({ type: 'png', pixelRatio: 2, backgroundColor: ink(scheme).ground })
}

function drawing(chart: ECharts, option: EChartsCoreOption, scheme: Scheme, font: string): string {
  const second = init(null, themeOf(scheme, font), { renderer: 'svg', ssr: true, width: chart.getWidth(), height: chart.getHeight() })
  try {
    second.setOption({ ...option, backgroundColor: ink(scheme).ground })
    return second.renderToSVGString()
  } finally {
    second.dispose()
  }
}

function themeOf(scheme: Scheme, font: string): object {
  const { text, dim, line } = ink(scheme)
  const axis = {
    axisLine: { lineStyle: { color: line } },
    axisTick: { lineStyle: { color: line } },
    axisLabel: { color: dim },
    splitLine: { lineStyle: { color: line, opacity: 0.7 } },
    nameTextStyle: { color: dim },
  }
  return {
    backgroundColor: 'transparent',
    darkMode: scheme === 'dark',
    textStyle: { fontFamily: font, fontSize: 12, color: text },
    categoryAxis: axis,
    valueAxis: axis,
    legend: { textStyle: { color: text }, pageTextStyle: { color: dim }, pageIconColor: dim, pageIconInactiveColor: line },
  }
}
