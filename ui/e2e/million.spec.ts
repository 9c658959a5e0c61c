// A result of a million rows: it scrolls from end to end while the page stays small (`make bench-ui` measures how fast), and its CSV is that of
// the command line.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { lake, program } from './server'
import { million as sql, scrollAbout } from './million'
import { expect, test } from './test'

test('a million rows scroll from end to end, and export whole', async ({ page }) => {
  test.setTimeout(180_000)
  await page.goto(`/sql?sql=${encodeURIComponent(sql)}&run=1`)
  await expect(page.getByTestId('rows')).toContainText('1,000,000 of 1,000,000 rows', { timeout: 60_000 })
  const grid = page.getByRole('grid')
  await grid.focus()
  await scrollAbout(page, grid)
  // The page holds the rows in sight and a few more, not the million.
  expect(await grid.getByRole('row').count()).toBeLessThan(200)

  await page.getByRole('button', { name: 'Export' }).click()
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: 'CSV', exact: true }).click()])
  const hash = createHash('sha256')
  for await (const piece of await download.createReadStream()) hash.update(piece as Buffer)
  const ours = execFileSync(program, ['query', '--lake', lake, '--format', 'csv', sql], { maxBuffer: 1 << 30 })
  expect(hash.digest('hex')).toBe(createHash('sha256').update(ours).digest('hex'))
})
