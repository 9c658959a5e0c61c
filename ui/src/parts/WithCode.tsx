/** A text in which `code` between backticks is set as code. */
export function WithCode({ text }: { text: string }) {
  return text.split('`').map((part, at) => (at % 2 ? <code key={at}>{part}</code> : part))
}
