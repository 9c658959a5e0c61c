// Names of the columns of tiles. In the files they are names of SQL; common ones have a Japanese name.
import japanese from '../../i18n/ja/columns.json'

const names: Readonly<Record<string, string | undefined>> = japanese

/** The name of a column for the reader: Japanese where it is a common one, else the name itself with blanks for underscores. */
export function columnName(language: string, name: string): string {
  const known = language === 'ja' && Object.hasOwn(names, name.toLowerCase()) ? names[name.toLowerCase()] : undefined
  return known ?? name.replaceAll('_', ' ')
}
