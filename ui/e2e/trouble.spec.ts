// What happens when something fails: the page says so, and stays usable.
import { freePort, Server } from './server'
import { expect, test } from './test'

const slow = 'SELECT count(*) FROM glaux.bill a JOIN glaux.bill b ON a.line_item_usage_type = b.line_item_usage_type'

test.describe('the server goes and comes back', () => {
  test.use({ allowed: /ERR_CONNECTION|Failed to load resource/ })

  test('a restart leaves the page usable', async ({ page }) => {
    const server = await new Server(await freePort()).start()
    try {
      await page.goto(`${server.url}/sql?sql=${encodeURIComponent('SELECT 1 AS one')}&run=1`)
      const rows = page.getByTestId('rows')
      await expect(rows).toContainText('1 of 1 rows')
      await server.stop()
      await page.getByRole('button', { name: /^Run/ }).click()
      await expect(page.getByText(/server does not answer/i).first()).toBeVisible()
      await server.start()
      await expect(page.getByText(/server does not answer/i)).toHaveCount(0)
      await page.getByRole('button', { name: /^Run/ }).first().click()
      await expect(rows).toContainText('1 of 1 rows')
    } finally {
      await server.stop()
    }
  })

  test('a query that ran while the server was stopped says so and can be run again', async ({ page }) => {
    const server = await new Server(await freePort()).start()
    try {
      await page.goto(`${server.url}/sql?sql=${encodeURIComponent(slow)}&run=1`)
      await expect(page.getByRole('button', { name: 'Cancel' })).toBeVisible()
      await server.stop()
      await server.start()
      await expect(page.getByRole('button', { name: 'Run again' })).toBeVisible()
    } finally {
      await server.stop()
    }
  })
})

test('a cancelled query leaves the page usable', async ({ page }) => {
  await page.goto(`/sql?sql=${encodeURIComponent(slow)}&run=1`)
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByText('The query was cancelled')).toBeVisible()
  await page.getByRole('textbox', { name: 'SQL statement' }).fill('SELECT 2 AS two')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByTestId('rows')).toContainText('1 of 1 rows')
})

test('a page that is not there says so', async ({ page }) => {
  await page.goto('/nowhere')
  await expect(page.getByRole('main')).toContainText(/not|no page/i)
})

test('an unknown dashboard and a wrong address of a query are told', async ({ page }) => {
  test.info().annotations.push({ type: 'why', description: 'the server answers 404, which the console shows' })
  await page.goto('/sql?sql=SELECT+nothing+FROM+nowhere&run=1')
  await expect(page.getByRole('region', { name: 'Result' })).toContainText(/nowhere/)
})
