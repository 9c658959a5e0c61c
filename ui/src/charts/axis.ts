// Charts whose figures stand over an axis of labels: bars, stacked bars, lines and areas are one drawing with four looks.
import type { EChartsCoreOption } from 'echarts/core'
import type { Drawing, Surroundings } from './Chart'
import { toNumber, writeFigure } from './figure'
import { colorsOf, ink, toneColor, type Scheme } from './palette'
import { tip, tooltipStyle, type TipLine } from './tooltip'
import type { AxisChart, Band, Figure, Mark, Series } from './types'

export type AxisLook = 'bars' | 'stacked' | 'lines' | 'areas'

type Data = Pick<AxisChart, 'labels' | 'series' | 'unit' | 'legend' | 'marks' | 'band' | 'totals'>

const tableRows = 60
const tipLines = 14

/** Draws series over labels. */
export function drawAxis(look: AxisLook, data: Data, around: Surroundings): Drawing {
  const { scheme, locale } = around
  const { series, labels, unit } = data
  const colors = seriesColors(series, scheme)
  const keys: (string | undefined)[] = series.map((s) => s.key)
  const drawn: object[] = series.map((s) => one(look, s, colors.get(s.key) as string, scheme, labels.length))
  const marks = marked(data.marks ?? [], labels, scheme)
  if (drawn[0] && marks) Object.assign(drawn[0], marks)
  if (data.totals && labels.length <= 16) drawn.push(totalsOver(look, series, data.totals, unit, locale, scheme))
  if (data.band) drawn.push(...banded(data.band, scheme))
  const names = new Map(series.map((s) => [s.key, s.name]))
  const { text, dim, line } = ink(scheme)
  const named = { type: 'category', data: labels, axisTick: { show: false } }
  const figures = { type: 'value', axisLabel: { formatter: (v: number) => writeFigure(v, unit, locale, 'short'), hideOverlap: true } }
  const lying = lies(look, data)
  const option: EChartsCoreOption = {
    grid: { left: 8, right: 12, top: data.totals ? 24 : 14, bottom: data.legend ? 34 : 6, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: lying ? figures : { ...named, boundaryGap: look === 'bars' || look === 'stacked' || labels.length === 1, axisLabel: labelled(labels) },
    yAxis: lying ? { ...named, inverse: true, axisLabel: { interval: 0, width: 150, overflow: 'truncate' } } : figures,
    legend: data.legend
      ? { type: 'scroll', bottom: 0, left: 0, right: 0, itemWidth: 12, itemHeight: 8, icon: 'roundRect', data: series.map((s) => s.key), formatter: (key: string) => names.get(key) ?? key, textStyle: { color: text } }
      : undefined,
    tooltip: {
      ...tooltipStyle(scheme), trigger: 'axis', axisPointer: { type: look === 'bars' || look === 'stacked' ? 'shadow' : 'line', shadowStyle: { color: dim, opacity: 0.1 }, lineStyle: { color: line } },
      formatter: (items: { dataIndex: number }[]) => tooltipAt(items[0]?.dataIndex ?? 0, look, data, colors, locale),
    },
    series: drawn,
  }
  return { option, keys, table: tableOf(data, locale) }
}

const fewestLying = 4
const mostLying = 30

// Bars of one series over names, not over times, lie, so that the names can be read.
function lies(look: AxisLook, { labels, series, marks, band }: Data): boolean {
  return look === 'bars' && series.length === 1 && !marks?.length && !band && labels.length >= fewestLying && labels.length <= mostLying && !labels.every((l) => /^\d{4}-\d{2}/.test(l))
}

// Long names stand aslant, cut short where they must be; the tooltip has them whole.
function labelled(labels: string[]): object {
  const longest = Math.max(0, ...labels.map((l) => l.length))
  if (labels.length > 30 || labels.length < 4 || longest <= 14) return { hideOverlap: true }
  return { interval: 0, rotate: 32, width: 120, overflow: 'truncate' }
}

/** The colour of each series by key. */
export function seriesColors(series: readonly Series[], scheme: Scheme): Map<string, string> {
  const own = colorsOf(series.filter((s) => (s.tone ?? 'own') === 'own').map((s) => s.key), scheme)
  return new Map(series.map((s) => [s.key, !s.tone || s.tone === 'own' ? (own.get(s.key) as string) : toneColor(s.tone, scheme)]))
}

function one(look: AxisLook, s: Series, color: string, scheme: Scheme, steps: number): object {
  const stacked = look === 'stacked' || look === 'areas'
  const base = { id: s.key, name: s.key, data: s.values.map(toNumber), stack: stacked && s.tone !== 'expected' ? 'all' : undefined, stackStrategy: 'samesign' }
  if (s.tone === 'expected' || look === 'lines' || look === 'areas') {
    return {
      ...base, type: 'line', showSymbol: (look === 'lines' && steps <= 40) || steps === 1 || s.tone === 'expected', symbol: 'circle', symbolSize: 5, triggerLineEvent: true,
      lineStyle: { color, width: look === 'areas' && s.tone !== 'expected' ? 1 : 2, type: s.tone === 'expected' ? 'dashed' : 'solid' }, itemStyle: { color },
      areaStyle: look === 'areas' && s.tone !== 'expected' ? { color, opacity: 0.75 } : undefined, emphasis: { focus: 'series' },
    }
  }
  const decal = s.tone === 'charge' ? { symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [1, 5], rotation: -Math.PI / 4, color: ink(scheme).dim } : undefined
  return { ...base, type: 'bar', barMaxWidth: look === 'bars' ? 28 : 64, barCategoryGap: steps > 60 ? '10%' : '28%', itemStyle: { color, decal }, emphasis: { focus: 'series' }, blur: { itemStyle: { opacity: 0.35 } }, cursor: 'pointer' }
}

function marked(marks: Mark[], labels: string[], scheme: Scheme): object | null {
  if (marks.length === 0) return null
  const { text, dim } = ink(scheme)
  const lines = marks.filter((m) => m.to === undefined || m.to <= m.at)
  const areas = marks.filter((m) => m.to !== undefined && m.to > m.at)
  const short = (s: string) => (s.length > 28 ? `${s.slice(0, 27)}…` : s)
  return {
    markLine: lines.length === 0 ? undefined : {
      silent: true, symbol: ['none', 'triangle'], symbolSize: 7, lineStyle: { color: dim, type: 'dashed', width: 1 },
      label: { position: 'end', rotate: 0, color: text, fontSize: 11, formatter: (p: { name: string }) => short(p.name) },
      data: lines.map((m) => ({ name: m.text, xAxis: labels[m.at] })),
    },
    markArea: areas.length === 0 ? undefined : {
      silent: true, itemStyle: { color: dim, opacity: 0.13 }, label: { position: 'insideTop', color: text, fontSize: 11, formatter: (p: { name: string }) => short(p.name) },
      data: areas.map((m) => [{ name: m.text, xAxis: labels[m.at] }, { xAxis: labels[m.to as number] }]),
    },
  }
}

// Sums stand over the bars: an invisible line that runs along the tops of what is above nothing.
function totalsOver(look: AxisLook, series: Series[], totals: Figure[], unit: string | undefined, locale: string, scheme: Scheme): object {
  const tops = totals.map((_, i) => {
    const values = series.filter((s) => s.tone !== 'expected').map((s) => toNumber(s.values[i]) ?? 0)
    return look === 'stacked' || look === 'areas' ? values.filter((v) => v > 0).reduce((a, b) => a + b, 0) : Math.max(0, ...values)
  })
  return {
    type: 'line', data: tops, silent: true, symbol: 'circle', symbolSize: 1, lineStyle: { opacity: 0 }, itemStyle: { color: 'transparent' }, tooltip: { show: false }, blur: { label: { opacity: 1 } },
    label: { show: true, position: 'top', distance: 4, fontSize: 11, color: ink(scheme).dim, formatter: (p: { dataIndex: number }) => totals[p.dataIndex] === null ? '' : writeFigure(totals[p.dataIndex], unit, locale, 'short') },
  }
}

function banded(band: Band, scheme: Scheme): object[] {
  const shape = { type: 'line', stack: 'band', stackStrategy: 'all', silent: true, symbol: 'none', lineStyle: { opacity: 0 }, tooltip: { show: false } }
  const low = band.low.map(toNumber)
  const width = band.high.map((high, i) => {
    const top = toNumber(high)
    const bottom = low[i]
    return top === null || bottom === null || bottom === undefined ? null : top - bottom
  })
  return [{ ...shape, data: low }, { ...shape, data: width, areaStyle: { color: toneColor('expected', scheme), opacity: 0.22 } }]
}

function tooltipAt(index: number, look: AxisLook, data: Data, colors: Map<string, string>, locale: string): HTMLElement {
  const { unit } = data
  const all: TipLine[] = []
  const here = data.series.filter((s) => toNumber(s.values[index]) !== null && (toNumber(s.values[index]) !== 0 || data.series.length <= 3))
  const order = look === 'lines' || look === 'bars' ? [...here].sort((a, b) => (toNumber(b.values[index]) ?? 0) - (toNumber(a.values[index]) ?? 0)) : here
  for (const s of order.slice(0, tipLines)) all.push({ color: colors.get(s.key), name: s.name, value: writeFigure(s.values[index], unit, locale) })
  if (order.length > tipLines) all.push({ name: `+ ${order.length - tipLines}`, value: '' })
  const band = data.band
  if (band && toNumber(band.low[index]) !== null) all.push({ name: band.name, value: `${writeFigure(band.low[index], unit, locale)} – ${writeFigure(band.high[index], unit, locale)}` })
  if (data.totals && data.totals[index] !== null && here.length > 1) all.push({ name: 'Σ', value: writeFigure(data.totals[index], unit, locale), strong: true })
  for (const m of data.marks ?? []) if (index >= m.at && index <= (m.to ?? m.at)) all.push({ name: m.text, value: '' })
  return tip(data.labels[index] ?? '', all)
}

function tableOf(data: Data, locale: string): Drawing['table'] {
  const rows = data.labels.slice(0, tableRows).map((label, i) => [label, ...data.series.map((s) => writeFigure(s.values[i], data.unit, locale))])
  return { head: ['', ...data.series.map((s) => s.name)], rows, found: data.labels.length }
}
