// A result of a million rows: it scrolls without a long task, and its CSV is that of the command line.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { lake, program } from './server'
import { expect, test } from './test'

const sql = 'SELECT a * 1000 + b AS n, a / 7.0 AS part, CAST(b AS varchar) AS word FROM UNNEST(sequence(0, 999)) AS t(a) CROSS JOIN UNNEST(sequence(0, 999)) AS u(b) ORDER BY n'

test('a million rows scroll without a long task, and export whole', async ({ page }) => {
  test.setTimeout(180_000)
  await page.goto(`/sql?sql=${encodeURIComponent(sql)}&run=1`)
  await expect(page.getByTestId('rows')).toContainText('1,000,000 of 1,000,000 rows', { timeout: 60_000 })
  const grid = page.getByRole('grid')
  await grid.focus()
  await page.evaluate(() => {
    const kept = window as unknown as { tasks: number[] }
    kept.tasks = []
    new PerformanceObserver((list) => { for (const entry of list.getEntries()) kept.tasks.push(entry.duration) }).observe({ type: 'longtask' })
  })
  const box = await grid.boundingBox()
  if (!box) throw new Error('the grid has no place')
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  for (let i = 0; i < 60; i++) {
    await page.mouse.wheel(0, 900)
    await page.waitForTimeout(16)
  }
  await page.keyboard.press('ControlOrMeta+End')
  await expect(grid).toContainText('999999')
  await page.keyboard.press('ControlOrMeta+Home')
  await expect(grid.getByRole('gridcell', { name: '0', exact: true }).first()).toBeVisible()
  const tasks = await page.evaluate(() => (window as unknown as { tasks: number[] }).tasks)
  console.log(`long tasks while scrolling: ${tasks.length}, longest ${Math.max(0, ...tasks)} ms`)
  expect(tasks.filter((t) => t > 100)).toEqual([])

  await page.getByRole('button', { name: 'Export' }).click()
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: 'CSV', exact: true }).click()])
  const hash = createHash('sha256')
  for await (const piece of await download.createReadStream()) hash.update(piece as Buffer)
  const ours = execFileSync(program, ['query', '--lake', lake, '--format', 'csv', sql], { maxBuffer: 1 << 30 })
  expect(hash.digest('hex')).toBe(createHash('sha256').update(ours).digest('hex'))
})
