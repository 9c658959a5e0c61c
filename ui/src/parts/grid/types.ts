import type { Schemas } from '../../api/client'

export type Column = Schemas['JobColumn']
/** A value is the text that Athena shows; null is NULL. */
export type Value = string | null
export type Row = readonly Value[]

/** What a Trino type is to the eye: how it is aligned, sorted and charted. */
export type Family = 'number' | 'time' | 'boolean' | 'text' | 'nested' | 'binary'

/** The family of a Trino type: `decimal(38,10)` is a number, `map(varchar, varchar)` is nested. */
export function familyOf(type: string): Family {
  const word = /^[a-z]+/.exec(type.toLowerCase())?.[0] ?? ''
  switch (word) {
    case 'tinyint': case 'smallint': case 'int': case 'integer': case 'bigint': case 'real': case 'float': case 'double': case 'decimal':
      return 'number'
    case 'date': case 'time': case 'timestamp': case 'interval':
      return 'time'
    case 'boolean':
      return 'boolean'
    case 'array': case 'map': case 'row': case 'struct': case 'json':
      return 'nested'
    case 'varbinary': case 'binary':
      return 'binary'
  }
  return 'text'
}
