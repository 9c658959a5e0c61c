/** Puts values into the places of a text that the server says: `{name}`. A place without a value stays, so that it is seen. */
export function fill(text: string, values: Readonly<Record<string, string>> | undefined): string {
  return text.replace(/\{([a-z_]+)\}/g, (place, name: string) => (values && Object.hasOwn(values, name) ? values[name] ?? place : place))
}
