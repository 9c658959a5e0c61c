// First paint and the explorer's answers, on the demo's world and on a bill of ten million lines.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, type Page, test } from '@playwright/test'
import { million, scrollAbout } from '../e2e/million'
import { freePort, lake, makeWorld, program, Server, world } from '../e2e/server'

const largeRows = 10_000_000

/** A lake with a bill of ten million lines, made once. */
function makeLarge(): string {
  const folder = join(world, 'large')
  const loaded = join(folder, 'lake')
  mkdirSync(folder, { recursive: true })
  const run = (...args: string[]) => execFileSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  if (!existsSync(join(folder, 'world'))) run('demo', 'generate', '--dir', join(folder, 'world'), '--rows', String(largeRows), '--format', 'cur2')
  if (!existsSync(loaded)) {
    run('source', 'add', 'demo.cur', join(folder, 'world', 'exports', 'glaux-demo'), '--lake', loaded)
    run('sync', '--lake', loaded)
  }
  return loaded
}

function percentile(times: number[], p: number): number {
  const sorted = [...times].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil((p / 100) * sorted.length) - 1)] ?? Number.NaN
}

function say(what: string, times: number[]): void {
  const ms = (n: number) => `${Math.round(n)} ms`
  console.log(`${what.padEnd(52)} p50 ${ms(percentile(times, 50))}, p95 ${ms(percentile(times, 95))}, max ${ms(Math.max(...times))} (${times.length} times)`)
}

/** Opens the explorer with nothing in the browser's cache, and returns when it first painted and when its figures stood, in ms. */
async function firstPaint(browser: Browser, url: string): Promise<{ paint: number; figures: number }> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-US' })
  const page = await context.newPage()
  await page.goto(`${url}/explorer`)
  await page.getByTestId('total').waitFor()
  const times = await page.evaluate(() => ({
    paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
    figures: performance.now(),
  }))
  await context.close()
  return times
}

/** From the moment of an input to the last change that it made on the page. */
async function timed(page: Page, act: () => Promise<void>): Promise<number> {
  await page.evaluate(() => {
    const kept = window as unknown as { begin: number; last: number; watch?: MutationObserver }
    kept.begin = kept.last = 0
    const begin = () => { kept.begin ||= performance.now() }
    for (const kind of ['pointerup', 'keydown']) window.addEventListener(kind, begin, { capture: true, once: true })
    kept.watch?.disconnect()
    kept.watch = new MutationObserver(() => { kept.last = performance.now() })
    const main = document.querySelector('main')
    if (main) kept.watch.observe(main, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['aria-busy'] })
  })
  await act()
  await page.waitForFunction(() => {
    const kept = window as unknown as { last: number }
    return kept.last > 0 && !document.querySelector('main [aria-busy="true"]') && performance.now() - kept.last > 250
  }, undefined, { polling: 50 })
  return page.evaluate(() => {
    const kept = window as unknown as { begin: number; last: number }
    return kept.begin > 0 ? kept.last - kept.begin : Number.NaN
  })
}

/** What a person does in the explorer, one after another: groups, steps, metrics, periods, drilling and back. */
function actions(page: Page): (() => Promise<void>)[] {
  const by = (name: string) => () => page.getByRole('button', { name, exact: true }).first().click()
  const group = (name: string) => async () => {
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByRole('textbox', { name: 'Group by' }).fill(name)
    await page.keyboard.press('Enter')
  }
  const step = (name: string) => () => page.getByRole('radiogroup', { name: 'Steps' }).getByText(name, { exact: true }).click()
  const view = (name: string) => () => page.getByRole('radiogroup', { name: 'View' }).getByText(name, { exact: true }).click()
  const row = (n: number) => () => page.locator('[data-row]').nth(n).click()
  const back = () => page.goBack().then(() => undefined)
  return [
    by('Usage type'), by('Account'), by('Region'), step('Daily'), step('Monthly'), view('Lines'), view('Table'), view('Bars'),
    row(0), back, row(1), back, group('operation'), back, step('Daily'), row(2), back, step('Monthly'), by('Resource'),
  ]
}

async function interactions(browser: Browser, url: string, rounds: number): Promise<number[]> {
  const times: number[] = []
  for (let i = 0; i < rounds; i++) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-US' })
    const page = await context.newPage()
    await page.goto(`${url}/explorer`)
    await page.getByTestId('total').waitFor()
    await page.waitForLoadState('networkidle')
    for (const act of actions(page)) {
      const took = await timed(page, act)
      // going back is no input that the page sees begin
      if (took > 0) times.push(took)
    }
    await context.close()
  }
  return times
}

async function measure(browser: Browser, name: string, of: string): Promise<void> {
  const server = await new Server(await freePort(), of).start()
  try {
    const opened = []
    for (let i = 0; i < 5; i++) opened.push(await firstPaint(browser, server.url))
    say(`${name}: first contentful paint`, opened.map((o) => o.paint))
    say(`${name}: figures of the explorer`, opened.map((o) => o.figures))
    say(`${name}: explorer, from input to figures`, await interactions(browser, server.url, 2))
  } finally {
    await server.stop()
  }
}

test('the demo world', async ({ browser }) => {
  makeWorld()
  await measure(browser, 'demo world, 1.6 million lines', lake)
})

test('ten million lines', async ({ browser }) => {
  await measure(browser, 'ten million lines', makeLarge())
})

test('a million rows in the grid', async ({ browser }) => {
  makeWorld()
  const server = await new Server(await freePort(), lake).start()
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-US' })
    await page.goto(`${server.url}/sql?sql=${encodeURIComponent(million)}&run=1`)
    await page.getByTestId('rows').getByText('1,000,000 of 1,000,000 rows').waitFor({ timeout: 60_000 })
    await page.evaluate(() => {
      const kept = window as unknown as { tasks: number[] }
      kept.tasks = []
      new PerformanceObserver((list) => { for (const entry of list.getEntries()) kept.tasks.push(entry.duration) }).observe({ type: 'longtask' })
    })
    const grid = page.getByRole('grid')
    await grid.focus()
    await scrollAbout(page, grid)
    const tasks = await page.evaluate(() => (window as unknown as { tasks: number[] }).tasks)
    say('a million rows: tasks over 50 ms while scrolling', tasks.length > 0 ? tasks : [0])
  } finally {
    await server.stop()
  }
})
