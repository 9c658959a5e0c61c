// Tooltips are made of DOM nodes with text in them: what stands in a bill is never read as HTML.
import { ink, type Scheme } from './palette'

/** A line of a tooltip. */
export interface TipLine {
  color?: string
  name: string
  value: string
  strong?: boolean
}

/** The look that all tooltips share. */
export function tooltipStyle(scheme: Scheme): object {
  const { text, line, ground } = ink(scheme)
  return {
    confine: true, transitionDuration: 0, backgroundColor: ground, borderColor: line, borderWidth: 1, padding: [6, 8],
    textStyle: { color: text, fontSize: 12 }, extraCssText: 'max-width:min(420px,90vw);box-shadow:0 2px 8px rgba(0,0,0,.18)',
  }
}

/** Builds the content of a tooltip. */
export function tip(title: string, lines: TipLine[]): HTMLElement {
  const box = document.createElement('div')
  const head = box.appendChild(document.createElement('div'))
  head.textContent = title
  head.style.cssText = 'font-weight:600;margin-bottom:2px;white-space:normal;overflow-wrap:anywhere'
  for (const line of lines) {
    const row = box.appendChild(document.createElement('div'))
    row.style.cssText = `display:flex;gap:8px;align-items:baseline;${line.strong ? 'font-weight:600' : ''}`
    const dot = row.appendChild(document.createElement('span'))
    dot.style.cssText = `flex:none;width:8px;height:8px;border-radius:2px;background:${line.color ?? 'transparent'}`
    const name = row.appendChild(document.createElement('span'))
    name.textContent = line.name
    name.style.cssText = 'flex:1;overflow:hidden;text-overflow:ellipsis;max-width:280px;white-space:nowrap'
    const value = row.appendChild(document.createElement('span'))
    value.textContent = line.value
    value.style.cssText = 'font-variant-numeric:tabular-nums;white-space:nowrap'
  }
  return box
}
