// What is unusual in the bill: found, explained, dealt with, told to others, and planned for.
import { createServer, type IncomingMessage } from 'node:http'
import { accessible, expect, fits, looks, test, wear } from './test'

type Case = { id: string; class: string; monthly: string; node: { service?: string } }

test.use({ allowed: /40[0134] \(|Failed to load resource/ })

test.beforeEach(async ({ request }) => {
  await expect(async () => { // the watch looks at fourteen months when the server starts
    const list = await (await request.get('/api/anomalies')).json() as { watch: { current: boolean } }
    expect(list.watch.current).toBe(true)
  }).toPass({ timeout: 240_000, intervals: [1000] })
})
test.setTimeout(300_000)

const allCases = async (page: { request: { get: (url: string) => Promise<{ json: () => Promise<unknown> }> } }) => ((await (await page.request.get('/api/anomalies?limit=1000')).json()) as { cases: Case[] }).cases

test('the list is filtered, sorted and walked by keyboard', async ({ page }) => {
  await page.goto('/anomalies')
  const list = page.getByTestId('cases')
  const links = list.locator('a[data-case]')
  await expect(links.first()).toBeVisible()
  const all = await links.count()
  await accessible(page)
  await fits(page)

  await page.getByRole('button', { name: 'Impact to date' }).click()
  await expect(page).toHaveURL(/sort=-impact/)
  await expect(list.getByRole('columnheader', { name: 'Impact to date' })).toHaveAttribute('aria-sort', 'descending')
  const first = await links.first().getAttribute('data-case')

  await page.keyboard.press('j')
  await expect(links.first()).toBeFocused()
  await page.keyboard.press('j')
  await expect(links.nth(1)).toBeFocused()
  await page.keyboard.press('k')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`/anomalies/${first}`))
  await page.goBack()

  const some = (await links.first().textContent())?.split(' ')[0] ?? ''
  await page.keyboard.press('f')
  await page.keyboard.type(some)
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('shown')).toContainText(/^\d+ of \d+ case/)
  expect(await links.count()).toBeLessThanOrEqual(all)
  await page.goto('/anomalies?q=nothing+of+the+kind')
  await expect(page.getByText('No case fits', { exact: true })).toBeVisible()
})

for (const look of looks.slice(1, 3)) {
  test(`a case tells where, how much and why: ${look.name}`, async ({ page }) => {
    await wear(page, look)
    const id = (await allCases(page))[0]?.id ?? ''
    await page.goto(`/anomalies/${id}`)
    await expect(page.getByTestId('changed')).toBeVisible({ timeout: 60_000 })
    await expect(page.getByRole('figure').first()).toBeVisible()
    await fits(page)
    await accessible(page)
  })
}

test('every exact figure of a case is what its SQL says', async ({ page }) => {
  const id = (await allCases(page))[0]?.id ?? ''
  const detail = await (await page.request.get(`/api/anomalies/${id}`)).json() as { figures: { name: string; value: string; sql: string }[] }
  const actual = detail.figures.find((f) => f.name === 'actual')
  await page.goto(`/anomalies/${id}`)
  await page.getByText('Cost since then').locator('..').getByRole('link', { name: 'Open as SQL' }).click()
  await expect(page).toHaveURL(/\/sql/)
  await expect(page.getByTestId('rows')).toContainText('1 of 1 row', { timeout: 60_000 })
  const ran = await (await page.request.post('/api/run', { data: { sql: actual?.sql } })).json() as { rows: string[][] }
  expect(Number(ran.rows[0]?.[0])).toBe(Number(actual?.value))
})

test('a case is taken, noted, judged and closed', async ({ page }) => {
  const id = (await allCases(page)).at(-1)?.id ?? ''
  await page.goto(`/anomalies/${id}`)
  await page.getByRole('button', { name: 'Take it' }).click()
  await expect(page.getByTestId('log')).toContainText('gave it to local')
  await page.keyboard.press('Escape')
  await page.getByLabel('Note', { exact: true }).fill('A gateway endpoint would end it.')
  await page.getByRole('button', { name: 'Write it down' }).click()
  await expect(page.getByTestId('log')).toContainText('A gateway endpoint would end it.')
  await page.getByRole('button', { name: 'Too small' }).click()
  await expect(page.getByTestId('learned')).toContainText(/With this feedback \d+ of the last \d+ cases? would not have been raised|There is nothing to change/)
  await page.getByRole('combobox', { name: 'State' }).click()
  await page.getByRole('option', { name: 'fixed' }).click()
  await expect(page.getByTestId('log')).toContainText('set the state: fixed')
  await page.goto('/anomalies')
  await expect(page.locator(`a[data-case="${id}"]`)).toHaveCount(0)
  await page.goto('/anomalies?state=fixed')
  await expect(page.locator(`a[data-case="${id}"]`)).toBeVisible()
  await page.request.patch(`/api/anomalies/${id}`, { data: { state: 'open', owner: '' } })
})

test('a case that is not there is told so', async ({ page }) => {
  await page.goto('/anomalies/0000000000000000')
  await expect(page.getByText('There is no such case')).toBeVisible()
})

test('a rule is tried before it is kept, and taken away', async ({ page }) => {
  await page.goto('/anomalies?tab=rules')
  await page.keyboard.press('n')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(/^Raise nothing below/).fill('1000000')
  await dialog.getByRole('button', { name: 'What would it have done?' }).click()
  await expect(page.getByTestId('effect')).toContainText(/With this rule (\d+) of the last \1 cases/, { timeout: 90_000 })
  await accessible(page)
  await dialog.getByLabel(/^Raise nothing below/).fill('1.50')
  await dialog.getByLabel('Why').fill('cents')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByTestId('rules')).toContainText('Nothing below $1.50 is raised at everything', { timeout: 90_000 })
  await page.getByRole('button', { name: /^Delete: Nothing below/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByText('Nothing was taught yet')).toBeVisible()
})

test('an event is planned, changed and taken away', async ({ page }) => {
  await page.goto('/anomalies?tab=planned')
  await page.keyboard.press('n')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('What happens').fill('winter sale')
  await dialog.getByLabel('First day').fill('2025-12-20')
  await dialog.getByLabel('Last day').fill('2025-12-10')
  await expect(dialog.getByRole('button', { name: 'Save' })).toBeDisabled()
  await dialog.getByLabel('Last day').fill('2025-12-31')
  await dialog.getByLabel('Service').fill('AmazonEC2')
  await dialog.getByRole('button', { name: 'Save' }).click()
  const list = page.getByTestId('planned')
  await expect(list).toContainText('20 Dec 2025 – 31 Dec 2025')
  expect(await (await page.request.get('/api/anomalies/planned')).json()).toMatchObject([{ start: '2025-12-20', end: '2026-01-01', node: { service: 'AmazonEC2' } }])
  await list.getByRole('button', { name: 'winter sale', exact: true }).click()
  await dialog.getByLabel('What happens').fill('long winter sale')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(list).toContainText('long winter sale')
  await page.getByRole('button', { name: 'Delete: long winter sale' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByText('Nothing is planned')).toBeVisible()
})

test('a monitor tells a webhook, signed, and what was told is listed', async ({ page }) => {
  const got: { headers: IncomingMessage['headers']; body: string }[] = []
  const receiver = createServer((request, response) => {
    let body = ''
    request.on('data', (part: Buffer) => { body += part.toString() })
    request.on('end', () => {
      got.push({ headers: request.headers, body })
      response.end('ok')
    })
  })
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done))
  const address = receiver.address()
  const url = `http://127.0.0.1:${address && typeof address === 'object' ? address.port : 0}/hook`
  try {
    await page.goto('/anomalies?tab=monitors')
    await page.getByRole('button', { name: 'New monitor' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(/^Name/).fill('FinOps')
    await dialog.getByRole('combobox', { name: 'By', exact: true }).click()
    await page.getByRole('option', { name: 'Webhook' }).click()
    await dialog.getByLabel('URL').fill(url)
    await accessible(page)
    await dialog.getByRole('button', { name: 'Save' }).click()
    const secrets = page.getByRole('dialog', { name: 'Keys of signatures' })
    await expect(secrets.locator('code')).toHaveText(/\S{16,}/)
    await secrets.getByRole('button', { name: 'I have kept it' }).click()

    await page.getByRole('button', { name: 'Test FinOps' }).click()
    await expect(page.getByTestId('tested')).toContainText('sent', { timeout: 30_000 })
    expect(got).toHaveLength(1)
    expect(Object.keys(got[0]?.headers ?? {}).join(' ')).toMatch(/signature/)
    await expect(page.getByTestId('deliveries')).toContainText(url)
    await fits(page)

    await page.getByTestId('monitors').getByRole('button', { name: 'FinOps', exact: true }).click()
    await page.getByRole('dialog').getByText('Weekly').click()
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await expect(page.getByTestId('monitors')).toContainText(/Monday at 09:00/)
    await page.getByRole('button', { name: 'Delete: FinOps' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await expect(page.getByTestId('monitors')).not.toContainText('FinOps')
  } finally {
    receiver.close()
  }
})

test('the home page tells what changed, unasked, and stays folded where it was folded', async ({ page }) => {
  await page.goto('/')
  const news = page.getByTestId('news')
  await expect(news).toContainText(/open case|Nothing unusual/)
  const first = news.locator('a[data-case]').first()
  await expect(first).toBeVisible()
  await news.getByRole('button', { name: 'Fold' }).click()
  await expect(first).toHaveCount(0)
  await page.reload()
  await expect(news.getByRole('button', { name: 'Unfold' })).toBeVisible()
  await news.getByRole('button', { name: 'Unfold' }).click()
  await first.click()
  await expect(page).toHaveURL(/\/anomalies\/\w+/)
})
