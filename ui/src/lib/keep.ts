// Handing text and files to the reader's machine.
import { withViewAs } from './viewas'

/** Copies a text. Where the browser forbids the clipboard (a page without TLS), the old way is taken; false when that fails too. */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const area = document.createElement('textarea')
    area.value = text
    area.style.position = 'fixed'
    area.style.opacity = '0'
    document.body.append(area)
    area.select()
    const done = document.execCommand('copy')
    area.remove()
    return done
  }
}

/** Lets the browser keep a file that was made here. */
export function download(name: string, content: Blob | string, type = 'text/plain;charset=utf-8'): void {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }))
  follow(url, name)
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

/** Lets the browser keep what a data: address holds in base64. Fetching such an address is what the page's own policy forbids. */
export function downloadData(name: string, url: string): void {
  const [head = '', body = ''] = url.split(',')
  const bytes = Uint8Array.from(atob(body), (c) => c.charCodeAt(0))
  download(name, new Blob([bytes], { type: head.slice('data:'.length).split(';')[0] }))
}

/** Lets the browser keep what an address of the server answers. */
export function downloadFrom(url: string): void {
  follow(withViewAs(url), '')
}

function follow(url: string, name: string): void {
  const a = document.createElement('a')
  a.href = url
  a.download = name
  document.body.append(a)
  a.click()
  a.remove()
}
