/**
 * Puts a text that may still be on its way into the clipboard. Where the browser gives pages no clipboard (plain HTTP from another
 * machine), a hidden field is copied the old way.
 */
export async function writeClipboard(text: Promise<string> | string): Promise<void> {
  if (navigator.clipboard && window.isSecureContext) {
    await navigator.clipboard.writeText(await text)
    return
  }
  const field = document.createElement('textarea')
  field.value = await text
  field.style.position = 'fixed'
  field.style.opacity = '0'
  const before = document.activeElement
  document.body.append(field)
  field.select()
  const done = document.execCommand('copy')
  field.remove()
  if (before instanceof HTMLElement) before.focus()
  if (!done) throw new Error('the browser does not let this page copy')
}
