// Who spends what on models, what one of something costs, and who pays: the second half of the story, without a line of SQL typed.
import { accessible, expect, fits, looks, test, wear } from './test'

const may = 'period=2025-05-01..2025-06-01'

test('Sales pays for Claude what Dev does for a third of it, and a what-if says so', async ({ page }) => {
  await page.goto(`/genai?${may}`)
  const rows = page.getByTestId('genai-rows')
  await expect(rows.getByRole('row', { name: /^Sales/ })).toContainText('$2.00', { timeout: 30_000 })
  await expect(rows.getByRole('row', { name: /^Dev/ })).toContainText('$0.67')
  await page.keyboard.press('4')
  const found = page.locator('button[data-finding=dear-little-used]').filter({ hasText: 'Sales' })
  await found.click()
  await expect(page.getByTestId('genai-grounds')).toContainText('Claude')
  await expect(page.getByTestId('genai-grounds')).toContainText('Nova')
  await page.getByRole('button', { name: 'Try it' }).click()
  await expect(page).toHaveURL(/tab=what-if.*where=department%3DSales/)
  await expect(page.getByTestId('genai-changed')).toContainText('Nova')
  await expect(page.getByTestId('genai-what-if')).toContainText('Saves')
  await page.keyboard.press('1')
  await rows.getByRole('button', { name: 'Sales' }).click()
  await expect(page).toHaveURL(/by=model/)
  await expect(rows).toContainText('Claude')
  await page.getByTestId('genai-costs').getByRole('link', { name: 'Open as SQL' }).first().click()
  await expect(page).toHaveURL(/\/sql/)
  await expect(page.getByTestId('rows')).toContainText(/[1-9]\d* of/, { timeout: 60_000 })
})

test('what a unit costs has its verdict, its causes and its fixed part', async ({ page }) => {
  await page.goto('/units')
  await page.getByTestId('units').getByRole('link', { name: 'Models, per million tokens' }).click()
  await expect(page.getByTestId('verdict')).toContainText(/fell \d+ %/, { timeout: 30_000 })
  await expect(page.getByTestId('effects')).toContainText('Mix')
  await expect(page.getByTestId('split')).toContainText('static')
  await page.getByText('Causes', { exact: true }).first().click()
  await expect(page).toHaveURL(/by=causes/)
  await page.getByTestId('causes').getByRole('button').first().click()
  await expect(page.getByTestId('causes')).toContainText('tokens')
})

test('every dollar is allocated once, and each has its lines', async ({ page }) => {
  await page.goto('/allocation?key=department&over=genai')
  await expect(page.getByTestId('allocation')).toContainText('the same, to the last digit', { timeout: 30_000 })
  await page.getByTestId('values').getByRole('button', { name: 'Support' }).click()
  await expect(page.getByTestId('explained')).toContainText('application-inference-profile')
  await page.getByTestId('steps').getByRole('button', { name: 'Residual' }).click()
  await expect(page).toHaveURL(/step=/)
})

// pages.spec.ts has the first sight of each page in every look
for (const look of looks.slice(1, 3)) {
  test(`models, a unit and an allocation in every look: ${look.name}`, async ({ page }) => {
    await wear(page, look)
    for (const [path, id] of [[`/genai?${may}&tab=findings`, 'genai-findings'], ['/genai?tab=what-if&model=Nova+Lite', 'genai-changed'], ['/units/nat-gb', 'effects'], ['/allocation?period=3m', 'values']] as const) {
      await page.goto(path)
      await expect(page.getByTestId(id)).toBeVisible({ timeout: 30_000 })
      await fits(page)
      await accessible(page)
    }
  })
}
