import { useFormat } from '../lib/format'
import classes from './parts.module.css'

/** A part of a whole as a short bar with its percentage; nothing where there is no whole. */
export function Share({ of, digits = 1 }: { of: number | undefined; digits?: number }) {
  const f = useFormat()
  if (of === undefined || !Number.isFinite(of)) return <>–</>
  const size = Math.min(1, Math.max(0, of))
  return (
    <span className={classes.share}>
      <span className={classes.shareBar} aria-hidden><span style={{ width: `${(size * 100).toFixed(1)}%` }} /></span>
      <span>{f.percent(of, { digits })}</span>
    </span>
  )
}
