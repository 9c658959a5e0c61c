// What every page has around it: the palette, the reader's settings, the help, the badge; and the pages about the data themselves.
import type { Page } from '@playwright/test'
import type { Schemas } from '../src/api/client'
import { accessible, expect, test } from './test'

/** Opens the palette with the keyboard, types, and takes what is first of a kind. */
async function jump(page: Page, text: string, kind: string, name: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+k')
  const palette = page.getByRole('dialog', { name: 'Command palette' })
  await palette.getByRole('combobox').fill(text)
  await palette.getByRole('option').filter({ hasText: name }).filter({ hasText: kind }).first().click()
  await expect(palette).toHaveCount(0)
}

const rows = (page: Page) => page.getByTestId('rows')

test('the palette finds tables, columns, saved queries and pages', async ({ page }) => {
  const name = `Palette ${Date.now()}`
  const saved = await page.request.put('/api/saved', { data: { name, database: 'glaux', sql: 'SELECT 41 + 1 AS answer' } })
  expect(saved.ok(), await saved.text()).toBe(true)
  await page.goto('/data')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Data')
  await jump(page, 'nat_gateways', 'table', 'inventory_nat_gateways')
  await expect(page).toHaveURL(/\/sql/)
  await expect(page.getByRole('textbox', { name: 'SQL statement' })).toContainText('inventory_nat_gateways')
  await jump(page, 'net_unblended_cost', 'column', 'net_unblended_cost')
  await expect(page.getByRole('textbox', { name: 'SQL statement' })).toContainText(/FROM/)
  await jump(page, name, 'saved query', name)
  await expect(page.getByRole('tab', { name })).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'SQL statement' })).toContainText('41 + 1')
  await jump(page, 'readiness', '', 'Readiness')
  await expect(page).toHaveURL(/\/readiness/)
})

test('the palette takes the first with Enter, and says when there is nothing', async ({ page }) => {
  await page.goto('/help')
  await page.keyboard.press('/')
  const box = page.getByRole('dialog', { name: 'Command palette' }).getByRole('combobox')
  await box.fill('no such thing anywhere')
  await expect(page.getByText('Nothing found')).toBeVisible()
  await accessible(page)
  await box.fill('dashboards')
  await expect(page.getByRole('option', { selected: true })).toContainText('Dashboards')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/dashboards/)
})

test('colours and language stay chosen', async ({ page }) => {
  await page.goto('/help')
  const settings = page.getByRole('button', { name: 'Language, colours and account' })
  await settings.click()
  await page.getByRole('radiogroup', { name: 'Colours' }).getByText('Dark').click()
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')
  await page.getByRole('radiogroup', { name: 'Language' }).getByText('日本語').click()
  await expect(page.locator('html')).toHaveAttribute('lang', 'ja')
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark')
  await expect(page.locator('html')).toHaveAttribute('lang', 'ja')
  await expect(page.getByRole('navigation').getByRole('link', { name: 'エクスプローラ' })).toBeVisible()
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('dialog').getByRole('combobox').fill('english')
  await page.getByText('Switch to English').click()
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
})

test('? lists the keys of the page and those that work everywhere', async ({ page }) => {
  await page.goto('/explorer')
  await expect(page.getByTestId('total')).toBeVisible()
  await page.keyboard.press('?')
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await expect(help.getByRole('heading', { name: 'On this page' })).toBeVisible()
  await expect(help.getByText('Group by')).toBeVisible()
  await expect(help.getByText('Command palette')).toBeVisible()
  await accessible(page)
  await page.keyboard.press('Escape')
  await expect(help).toHaveCount(0)
})

test('the badge tells how far the figures can be trusted', async ({ page }) => {
  const status = (await (await page.request.get('/api/status')).json()) as Schemas['Status']
  expect(status.ties).toBe(true)
  await page.goto('/help')
  await page.getByRole('banner').getByRole('button', { name: /^Ties to invoice to \$0\.00/ }).click()
  const popover = page.getByRole('dialog', { name: /^Ties to invoice/ })
  await expect(popover).toContainText('row by row')
  await expect(popover.getByText(String(status.sources.length), { exact: true }).first()).toBeVisible()
  await popover.getByRole('link', { name: 'Sources and months in detail' }).click()
  await expect(page).toHaveURL(/\/data/)
})

test('the data page shows each source and its months', async ({ page }) => {
  const status = (await (await page.request.get('/api/status')).json()) as Schemas['Status']
  await page.goto('/data')
  for (const source of status.sources) {
    await page.getByRole('button', { name: source.name, exact: true }).click()
    await expect(page).toHaveURL(new RegExp(`source=${source.name.replaceAll('.', '\\.')}$`))
    const months = page.getByRole('region', { name: source.name, exact: true })
    await expect(months.getByRole('table')).toBeVisible()
    for (const note of source.notes ?? []) await expect(months).toContainText(note)
  }
  await page.goto('/data')
  await expect(page.getByRole('main').getByText('ties out').first()).toBeVisible()
  await page.getByRole('main').getByRole('link', { name: 'Open as SQL' }).click()
  await expect(rows(page)).toContainText(`${status.months.length} of ${status.months.length} rows`)
})

test('a finding opens the SQL it was found with', async ({ page }) => {
  await page.goto('/readiness')
  const finding = page.getByRole('main').locator('li[data-state]').filter({ visible: true }).first()
  await expect(finding).toBeVisible({ timeout: 45_000 })
  await finding.getByRole('link', { name: 'Open as SQL' }).click()
  await expect(page).toHaveURL(/\/sql/)
  await page.getByRole('button', { name: /^Run/ }).first().click()
  await expect(rows(page)).toContainText(/\d+ of \d+ rows?/)
  await page.goBack()
  await page.getByRole('radiogroup', { name: 'Show findings' }).getByText(/^Good/).click()
  await expect(page).toHaveURL(/show=good/)
})

test('the first Tab offers to skip to the content', async ({ page }) => {
  await page.goto('/help')
  await expect(page.getByRole('main')).toBeVisible()
  await page.keyboard.press('Tab')
  const skip = page.getByRole('link', { name: 'Skip to content' })
  await expect(skip).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('main')).toBeFocused()
})

test('the navigation gets narrow and stays so', async ({ page }) => {
  await page.goto('/help')
  const navigation = page.getByRole('navigation', { name: 'Navigation' })
  await navigation.getByRole('button', { name: 'Collapse' }).click()
  await expect(navigation.getByText('Explorer')).toHaveCount(0)
  await page.reload()
  await expect(navigation.getByRole('button', { name: 'Expand navigation' })).toBeVisible()
  await accessible(page)
  await navigation.getByRole('link', { name: 'Dashboards' }).click()
  await expect(page).toHaveURL(/\/dashboards/)
  await page.keyboard.press('[')
  await expect(navigation.getByText('Explorer')).toBeVisible()
})
