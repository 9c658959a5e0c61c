// Every page in every look: it comes, fits, is accessible, and says nothing on the console.
import { accessible, expect, fits, looks, test, wear } from './test'

const pages = ['/explorer', '/anomalies', '/anomalies?tab=monitors', '/anomalies?tab=planned', '/anomalies?tab=rules', '/findings', '/genai', '/units', '/allocation', '/addresses', '/addresses/10.20.12.20?at=2025-08-01T12:00:00Z', '/investigate', '/sql', '/dashboards', '/data', '/readiness', '/workgroups', '/sharing', '/audit', '/access', '/help']

for (const look of looks) {
  test.describe(look.name, () => {
    for (const path of pages) {
      test(path, async ({ page }) => {
        await wear(page, look)
        await page.goto(path)
        await expect(page.getByRole('main')).toBeVisible()
        await page.waitForLoadState('networkidle')
        await expect(page.locator('html')).toHaveAttribute('lang', look.language)
        await fits(page)
        await accessible(page)
      })
    }
  })
}
