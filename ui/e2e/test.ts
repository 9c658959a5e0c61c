// The test of this project: a page that must ask nobody but the server, and must not write an error to the console.
import AxeBuilder from '@axe-core/playwright'
import { test as base, expect, type Page } from '@playwright/test'

/** What a page may look like: every page is tested in some of these. */
export const looks = [
  { name: 'desk, light, English', width: 1440, height: 900, colorScheme: 'light', language: 'en' },
  { name: 'desk, dark, Japanese', width: 1440, height: 900, colorScheme: 'dark', language: 'ja' },
  { name: 'phone, light, Japanese', width: 390, height: 844, colorScheme: 'light', language: 'ja' },
  { name: 'phone, dark, English', width: 390, height: 844, colorScheme: 'dark', language: 'en' },
] as const

export type Look = (typeof looks)[number]

type Fixtures = {
  /** What the console may say: tests that break the connection set it. */
  allowed: RegExp | undefined
}

export const test = base.extend<Fixtures>({
  allowed: [undefined, { option: true }],
  baseURL: async ({}, use) => { // eslint-disable-line no-empty-pattern -- as above
    await use(process.env.GLAUX_URL)
  },
  page: async ({ page, allowed }, use) => {
    const trouble: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error' && !allowed?.test(message.text())) trouble.push(`console: ${message.text()}`)
    })
    page.on('pageerror', (error) => trouble.push(`page: ${error.message}`))
    page.on('request', (request) => {
      const { protocol, hostname } = new URL(request.url())
      if (protocol.startsWith('http') && hostname !== '127.0.0.1') trouble.push(`request to ${hostname}`)
    })
    // the frame is there, and with it the keyboard: a slow machine loads the page before it draws it
    for (const way of ['goto', 'reload'] as const) {
      const go = page[way].bind(page) as (...args: unknown[]) => ReturnType<Page['goto']>
      page[way] = async (...args: unknown[]) => {
        const response = await go(...args)
        await page.locator('#main').waitFor()
        return response
      }
    }
    await use(page)
    expect(trouble).toEqual([])
  },
})

/** Shows the pages in a size, a colour scheme and a language. */
export async function wear(page: Page, look: Look): Promise<void> {
  await page.setViewportSize({ width: look.width, height: look.height })
  await page.emulateMedia({ colorScheme: look.colorScheme })
  await page.addInitScript((language) => localStorage.setItem('glaux.language', language), look.language)
}

/** Fails when axe finds a serious or critical violation. */
export async function accessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const grave = violations.filter((v) => v.impact === 'serious' || v.impact === 'critical')
  expect(grave.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`)).toEqual([])
}

/** Fails when the page is wider than the window. */
export async function fits(page: Page): Promise<void> {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect(over).toBeLessThanOrEqual(0)
}

export { expect }
