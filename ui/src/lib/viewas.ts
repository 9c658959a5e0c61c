// As whom the pages see. An administrator may see as another principal, in one tab of the browser, until it goes back to itself. The
// server alone decides who may: here only the name is kept, and sent with every request.
const place = 'glaux.viewAs'

/** The principal that this tab sees as, '' for oneself. */
export function viewedAs(): string {
  try {
    return sessionStorage.getItem(place) ?? ''
  } catch {
    return '' // a browser that keeps nothing
  }
}

/** Sees as a principal, '' for oneself again. Everything is loaded anew: nothing of what one saw before stays. */
export function viewAs(name: string, go: (path: string) => void = (path) => window.location.assign(path)): void {
  if (name) sessionStorage.setItem(place, name)
  else sessionStorage.removeItem(place)
  go(name ? '/explorer' : '/sharing?tab=principals')
}

/** The headers that tell the server as whom it is asked. */
export function viewAsHeaders(): Record<string, string> {
  const name = viewedAs()
  return name ? { 'Glaux-As': encodeURIComponent(name) } : {}
}

/** An address that the browser follows by itself, without headers. */
export function withViewAs(url: string): string {
  const name = viewedAs()
  return name ? `${url}${url.includes('?') ? '&' : '?'}view-as=${encodeURIComponent(name)}` : url
}
