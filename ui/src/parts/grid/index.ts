// The result grid: any number of rows and columns, in the console and on dashboards.
export { Grid, type GridHandle, type GridProps } from './Grid'
export { copyText, literal, quoteName, type CopyFormat } from './copy'
export { MemorySource, WindowSource, type Load, type RowSource } from './source'
export { familyOf, type Column, type Family, type Row, type Value } from './types'
