// What charts are made of. Figures come as exact decimal text and are turned into floating point only where something is drawn.

/** A figure as the server wrote it: decimal text, or nothing. */
export type Figure = string | number | null

/** How a series looks: in its own colour, as the rest, as a charge beside the usage, or as what is expected. */
export type Tone = 'own' | 'other' | 'charge' | 'expected'

/** One line or one colour of bars: a figure for each label of the axis. */
export interface Series {
  key: string
  name: string
  values: Figure[]
  tone?: Tone
}

/** A note on the axis, at a label or from a label to another (both are counted from 0). */
export interface Mark {
  id: string
  text: string
  at: number
  to?: number
}

/** The range in which a share of the truths is expected. Figures are null where nothing is expected. */
export interface Band {
  name: string
  low: Figure[]
  high: Figure[]
}

/** What was clicked: a series by key, and a place on the axis. */
export interface Pick {
  key: string
  index: number
}

/** Lets the page take a picture of a chart. */
export interface ChartHandle {
  png: () => string
  svg: () => string
}

/** What all charts take. */
export interface Common {
  /** A sentence that tells somebody who cannot see the chart what it shows. */
  label: string
  unit?: string
  height?: number
  handle?: (handle: ChartHandle | null) => void
  onPick?: (pick: Pick) => void
}

/** What charts with an axis of labels take. */
export interface AxisChart extends Common {
  labels: string[]
  series: Series[]
  legend?: boolean
  marks?: Mark[]
  band?: Band
  /** Called with the first and the last label (counted from 0) that were swept over. */
  onBrush?: (from: number, to: number) => void
  /** Sums to write over the bars. */
  totals?: Figure[]
}
