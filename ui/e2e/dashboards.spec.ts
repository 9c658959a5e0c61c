// Every dashboard: its tiles answer, its parameters are in the address, and each tile opens as SQL.
import type { Page } from '@playwright/test'
import type { Schemas } from '../src/api/client'
import { accessible, expect, fits, looks, test, wear } from './test'

const names = ['summary', 'compute', 'storage', 'network', 'database', 'genai', 'commitments', 'allocation']

async function read<T>(page: Page, path: string): Promise<T> {
  return (await (await page.request.get(path)).json()) as T
}

/** Waits until every tile has its answer: figures, a chart, rows, or the reason why there are none. Those out of sight ask when they come into it. */
async function settled(page: Page, count: number): Promise<void> {
  const tiles = page.getByRole('main').locator('section[aria-busy]')
  await expect(tiles).toHaveCount(count)
  for (let i = 0; i < count; i++) {
    const tile = tiles.nth(i)
    await tile.scrollIntoViewIfNeeded()
    await expect(tile).toHaveAttribute('aria-busy', 'false')
    await expect(tile.locator('.mantine-Skeleton-root')).toHaveCount(0)
    await expect(tile.getByRole('alert')).toHaveCount(0)
    const [heading, whole] = [await tile.getByRole('heading').first().innerText(), await tile.innerText()]
    if ((await tile.locator('figure').count()) === 0) expect(whole.length, heading).toBeGreaterThan(heading.length)
  }
}

test('the list names every dashboard and how many tiles it has', async ({ page }) => {
  const all = await read<Schemas['DashboardInfo'][]>(page, '/api/dashboards')
  expect(all.filter((d) => !d.own).map((d) => d.name)).toEqual(names)
  expect(all.reduce((n, d) => n + d.tiles, 0)).toBeGreaterThanOrEqual(60)
  await page.goto('/dashboards')
  const shelf = page.getByRole('region', { name: 'Built in' })
  for (const d of all) await expect(shelf.locator(':scope > div > *', { has: page.getByRole('link', { name: d.title, exact: true }) })).toContainText(`${d.tiles} tiles`)
  await shelf.getByRole('link', { name: 'Network', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Network')
  await page.getByRole('link', { name: 'All dashboards' }).click()
  await expect(shelf).toBeVisible()
})

for (const name of names) {
  test(`every tile of ${name} answers`, async ({ page }) => {
    const board = await read<Schemas['Dashboard']>(page, `/api/dashboards/${name}`)
    expect(board.faults ?? []).toEqual([])
    await page.goto(`/dashboards/${name}`)
    await settled(page, board.blocks.filter((b) => b.tile).length)
  })
}

test('a parameter is in the address, and asks the tiles again', async ({ page }) => {
  const { params } = await read<Schemas['Dashboard']>(page, '/api/dashboards/compute')
  const param = params.find((p) => p.type === 'choice')
  if (!param) throw new Error('the dashboard has no choice')
  const choices = [...(param.choices ?? []), ...(await read<string[]>(page, `/api/dashboards/compute/params/${param.name}`))]
  const value = choices.find((c) => c !== '' && c !== param.default)
  if (!value) throw new Error('nothing to choose')
  await page.goto('/dashboards/compute')
  await expect(page.locator('section[aria-busy=false]').first()).toBeVisible()
  const asked = page.waitForRequest((r) => /tiles\//.test(r.url()) && (r.postData() ?? '').includes(JSON.stringify(value)))
  await page.getByRole('combobox', { name: param.title }).or(page.getByRole('textbox', { name: param.title })).first().click()
  await page.getByRole('option', { name: value, exact: true }).click()
  await asked
  await expect.poll(() => new URL(page.url()).searchParams.get(param.name)).toBe(value)
  await page.reload()
  await expect(page.getByRole('main').locator('input').and(page.getByLabel(param.title)).first()).toHaveValue(value)
})

test('a tile opens as SQL, which runs', async ({ page }) => {
  await page.goto('/dashboards/network')
  await page.getByRole('button', { name: /^Menu of / }).first().click()
  await expect(page.getByText(/rows shown$/)).toBeVisible()
  await page.getByRole('menuitem', { name: 'Open as SQL' }).click()
  await expect(page).toHaveURL(/\/sql/)
  await expect(page.getByTestId('rows')).toContainText(/[1-9]\d* of/)
})

test('the file of a dashboard is one click away', async ({ page }) => {
  const { source } = await read<Schemas['Dashboard']>(page, '/api/dashboards/summary')
  await page.goto('/dashboards/summary')
  await page.getByRole('button', { name: 'File', exact: true }).click()
  const drawer = page.getByRole('dialog')
  await expect(drawer.locator('pre')).toHaveText(source)
  await drawer.getByRole('button', { name: 'Close' }).click()
  await expect(drawer).toHaveCount(0)
})

// Each of two dashboards on a desk and on a phone; together in every look.
for (const [name, sizes] of [['summary', [1, 2]], ['genai', [0, 3]]] as const) {
  for (const look of looks.filter((_, i) => sizes.some((s) => s === i))) {
    test(`${name} fits and is accessible: ${look.name}`, async ({ page }) => {
      await wear(page, look)
      const board = await read<Schemas['Dashboard']>(page, `/api/dashboards/${name}`)
      await page.goto(`/dashboards/${name}`)
      const japanese = look.language === 'ja'
      expect(board.titleJa).toMatch(/[\u3040-\u30ff\u4e00-\u9fff]/)
      await expect(page.getByRole('heading', { level: 1 })).toHaveText((japanese && board.titleJa) || board.title)
      const tiles = board.blocks.flatMap((b) => b.tile ?? [])
      for (const tile of tiles) {
        expect(tile.titleJa, tile.title).toBeTruthy()
        await expect(page.getByRole('region', { name: (japanese && tile.titleJa) || tile.title, exact: true }).first()).toBeAttached()
      }
      await settled(page, tiles.length)
      await fits(page)
      await accessible(page)
    })
  }
}
