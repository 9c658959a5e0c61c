/** An address within the workbench, whatever was asked for: nobody is sent to another host after login. */
export function within(next: string): string {
  if (!next.startsWith('/') || next.startsWith('//') || next.includes('\\') || /^\/login\b/.test(next)) return '/explorer'
  try {
    return new URL(next, 'http://glaux.invalid').origin === 'http://glaux.invalid' ? next : '/explorer'
  } catch {
    return '/explorer'
  }
}
