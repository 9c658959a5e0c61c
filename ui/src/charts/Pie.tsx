import { useCallback } from 'react'
import { Chart, type Drawing, type Surroundings } from './Chart'
import { toNumber, writeFigure } from './figure'
import { colorsOf, ink, toneColor } from './palette'
import { tip, tooltipStyle } from './tooltip'
import type { Common, Figure, Tone } from './types'

/** A part of a whole. */
export interface Part {
  key: string
  name: string
  value: Figure
  tone?: Tone
}

/** A ring of parts. Figures below nothing have no place in a ring: `negative` says what to write when there are some. */
export function Pie({ parts, unit, negative, ...rest }: Common & { parts: Part[]; negative: string }) {
  const draw = useCallback((around: Surroundings) => drawPie(parts, unit, negative, around), [parts, unit, negative])
  return <Chart {...rest} unit={unit} draw={draw} />
}

function drawPie(parts: Part[], unit: string | undefined, negative: string, { scheme, locale }: Surroundings): Drawing {
  const shown = parts.filter((p) => (toNumber(p.value) ?? 0) > 0)
  const below = parts.filter((p) => (toNumber(p.value) ?? 0) < 0)
  const colors = colorsOf(shown.filter((p) => (p.tone ?? 'own') === 'own').map((p) => p.key), scheme)
  const whole = shown.reduce((sum, p) => sum + (toNumber(p.value) ?? 0), 0)
  const share = (p: Part) => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format((toNumber(p.value) ?? 0) / (whole || 1))
  const { text, dim, ground } = ink(scheme)
  return {
    keys: [undefined],
    option: {
      tooltip: { ...tooltipStyle(scheme), trigger: 'item', formatter: (item: { dataIndex: number }) => { const p = shown[item.dataIndex]; return p ? tip(p.name, [{ name: share(p), value: writeFigure(p.value, unit, locale) }]) : '' } },
      series: [{
        type: 'pie', radius: ['42%', '72%'], center: ['50%', below.length > 0 ? '46%' : '50%'], minAngle: 1, itemStyle: { borderColor: ground, borderWidth: 1 },
        label: { color: text, overflow: 'truncate', width: 130, formatter: (item: { dataIndex: number }) => { const p = shown[item.dataIndex]; return p ? `${p.name}\n${share(p)}` : '' } },
        labelLine: { lineStyle: { color: dim } },
        data: shown.map((p) => ({ key: p.key, name: p.key, value: toNumber(p.value), itemStyle: { color: p.tone && p.tone !== 'own' ? toneColor(p.tone, scheme) : colors.get(p.key) } })),
      }],
      legend: below.length === 0 ? undefined : { bottom: 0, icon: 'none', selectedMode: false, data: [shown[0]?.key ?? ''], formatter: () => `${negative} ${below.map((p) => `${p.name} ${writeFigure(p.value, unit, locale)}`).join(', ')}`, textStyle: { color: dim, overflow: 'truncate', width: 600 } },
    },
    table: { head: ['', unit ?? ''], rows: parts.slice(0, 60).map((p) => [p.name, writeFigure(p.value, unit, locale)]), found: parts.length },
  }
}
