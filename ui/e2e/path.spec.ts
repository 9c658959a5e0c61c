// The main path with the keyboard alone: open, group, drill, open as SQL, change, run, chart, save, reload the address.
import type { Page } from '@playwright/test'
import { expect, test } from './test'

/** Presses Tab until what is focused matches, as a person would who looks for it. */
async function tabTo(page: Page, selector: string, key = 'Tab', most = 150): Promise<void> {
  for (let i = 0; i < most; i++) {
    if (await page.evaluate((s) => document.activeElement?.matches(s) ?? false, selector)) return
    await page.keyboard.press(key)
  }
  throw new Error(`${selector} is not reached with ${most} times ${key}`)
}

test('the keyboard suffices', async ({ page }) => {
  await page.goto('/')
  const costs = page.getByRole('region', { name: 'Costs by group' })
  await expect(costs).toContainText('EC2 - Other')

  await page.keyboard.press('b')
  await page.getByRole('textbox', { name: 'Group by' }).fill('usage type')
  await page.keyboard.press('Enter')
  await expect(costs).toContainText('NatGateway-Bytes')
  await expect(page).toHaveURL(/usage_type/)

  await page.keyboard.press('Escape')
  await tabTo(page, '[data-row]')
  const drilled = page.url()
  await page.keyboard.press('Enter')
  await expect(page).not.toHaveURL(drilled)
  await expect(costs.getByRole('row').nth(1)).toBeVisible()

  await page.keyboard.press('o')
  await expect(page).toHaveURL(/\/sql/)
  const result = page.getByRole('region', { name: 'Result' })
  await expect(result.getByTestId('rows')).toContainText(/[1-9]\d* of/)

  await page.keyboard.press('Alt+2')
  await page.keyboard.press('ControlOrMeta+End')
  await page.keyboard.type('\nLIMIT 5')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(result.getByTestId('rows')).toContainText('5 of 5 rows')

  await page.keyboard.press('Alt+3')
  await tabTo(page, 'section[aria-label=Result] input[type=radio]', 'Shift+Tab')
  await page.keyboard.press('ArrowRight')
  await expect(result.locator('figure')).toBeVisible()

  await page.keyboard.press('ControlOrMeta+s')
  const name = `path ${Date.now()}`
  await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill(name)
  await page.keyboard.press('Enter')
  await expect(page.getByText(`Saved: ${name}`)).toBeVisible()

  const address = page.url()
  await page.goto('/data')
  await page.goto(address)
  await expect(page.getByRole('tab', { name })).toBeVisible()
  await expect(result.locator('figure')).toBeVisible()
})
