// A statement of a million rows, and the ways about in its grid.
import { expect, type Locator, type Page } from '@playwright/test'

export const million = 'SELECT a * 1000 + b AS n, a / 7.0 AS part, CAST(b AS varchar) AS word FROM UNNEST(sequence(0, 999)) AS t(a) CROSS JOIN UNNEST(sequence(0, 999)) AS u(b) ORDER BY n'

/** Turns the wheel over a grid, jumps to its end and back to its begin. */
export async function scrollAbout(page: Page, grid: Locator): Promise<void> {
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
}
