// What happens when something fails: the page says so, and stays usable.
import { empty, freePort, Server } from './server'
import { expect, test } from './test'

const thousands = 'UNNEST(sequence(1, 10000))'
const slow = `SELECT count(*) FROM ${thousands} AS t(a) CROSS JOIN ${thousands} AS u(b) CROSS JOIN ${thousands} AS v(c) WHERE a % 7 = b % 5 + c % 3`

test.describe('the server goes and comes back', () => {
  test.use({ allowed: /ERR_CONNECTION|Failed to load resource/ })

  test('a restart leaves the page usable', async ({ page }) => {
    const server = await new Server(await freePort(), empty).start()
    try {
      await page.goto(`${server.url}/sql?sql=${encodeURIComponent('SELECT 1 AS one')}&run=1`)
      const rows = page.getByTestId('rows')
      await expect(rows).toContainText('1 of 1 row')
      await server.stop()
      await page.getByRole('button', { name: /^Run/ }).click()
      await expect(page.getByText(/server does not answer/i).first()).toBeVisible()
      await server.start()
      await page.getByRole('button', { name: /^Run/ }).first().click()
      await expect(rows).toContainText('1 of 1 row')
      await expect(page.getByText(/server does not answer/i)).toHaveCount(0)
    } finally {
      await server.stop()
    }
  })

  test('a query that ran while the server was stopped says so and can be run again', async ({ page }) => {
    const server = await new Server(await freePort(), empty).start()
    try {
      await page.goto(`${server.url}/sql?sql=${encodeURIComponent(slow)}&run=1`)
      await expect(page.getByRole('region', { name: 'Result' }).getByRole('button', { name: 'Cancel' })).toBeVisible()
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
  await page.getByRole('region', { name: 'Result' }).getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByText('The query was cancelled')).toBeVisible()
  await page.getByRole('textbox', { name: 'SQL statement' }).fill('SELECT 2 AS two')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByTestId('rows')).toContainText('1 of 1 row')
})

test('a page that is not there says so', async ({ page }) => {
  await page.goto('/nowhere')
  await expect(page.getByRole('main')).toContainText(/not|no page/i)
})

test('a query that names what is not there says so at its place', async ({ page }) => {
  await page.goto('/sql?sql=SELECT+nothing+FROM+glaux.nowhere&run=1')
  await expect(page.getByRole('region', { name: 'Result' })).toContainText(/nowhere.* does not exist/)
})
