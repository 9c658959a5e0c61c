// From a line of the bill to the packet, the resource and the fix: in the browser, without a line of SQL typed.
import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { accessible, expect, fits, looks, test, wear } from './test'

type Case = { id: string; class: string; node: { account?: string; service?: string }; start: string }

test.setTimeout(300_000)

test.beforeEach(async ({ request }) => {
  await expect(async () => { // the watch looks at fourteen months when the server starts
    const list = await (await request.get('/api/anomalies')).json() as { watch: { current: boolean } }
    expect(list.watch.current).toBe(true)
  }).toPass({ timeout: 240_000, intervals: [1000] })
})

/** The case of the NAT gateway in another zone, which began on the ninth of June. */
async function detour(page: Page): Promise<Case> {
  const list = await (await page.request.get('/api/anomalies?limit=1000&state=open')).json() as { cases: Case[] }
  const found = list.cases.find((c) => c.start === '2025-06-09' && c.node.service === 'AmazonEC2')
  expect(found).toBeDefined()
  return found as Case
}

test('from the home page to the fix in five clicks and a minute', async ({ page }) => {
  const { id } = await detour(page)
  await page.goto('/')
  const began = Date.now()
  let clicks = 0
  const click = async (what: ReturnType<Page['locator']>) => { await what.click(); clicks++ }
  await click(page.getByTestId('news').locator(`a[data-case="${id}"]`))
  await click(page.getByRole('tab', { name: 'Investigation' }))
  const findings = page.getByTestId('findings')
  await expect(findings.locator('button[data-finding]').first()).toBeVisible({ timeout: 60_000 })
  const fix = page.getByTestId('fix')
  await expect(fix).toContainText(/aws_vpc_endpoint[^]*vpc-[0-9a-f]{17}[^]*rtb-[0-9a-f]{17}/) // the pictures from S3 need no NAT gateway
  await click(findings.locator('button[data-finding]').nth(1))
  await expect(fix).toContainText(/nat_gateway_id += "nat-[0-9a-f]{17}"/) // and the subnets have one of their own zone
  await click(fix.getByRole('tab', { name: 'AWS CLI' }))
  await expect(fix).toContainText(/aws ec2 replace-route[^]*rtb-[0-9a-f]{17}/)
  expect(clicks).toBeLessThanOrEqual(5)
  expect(Date.now() - began).toBeLessThan(60_000)
  await fix.getByRole('tab', { name: 'Terraform' }).click() // what is read last is remembered
})

test('an investigation says what rose, who talked, who changed it, and by which queries', async ({ page }) => {
  const { id } = await detour(page)
  await page.goto(`/anomalies/${id}?tab=investigation`)
  await expect(page.getByTestId('investigation')).toBeVisible({ timeout: 60_000 })
  await expect(page.getByTestId('usage')).toContainText('NatGateway-Bytes')
  await expect(page.getByTestId('badge')).toContainText(/flows explain \d+(\.\d+)? %/)
  await expect(page.getByTestId('addresses')).toContainText('click-enrich')
  await expect(page.getByTestId('changes')).toContainText('CreateRoute')
  await expect(page.getByTestId('changes')).toContainText('jo.park')
  await page.getByText('Bytes', { exact: true }).click()
  await expect(page).toHaveURL(/measure=bytes/)

  await page.keyboard.press('6')
  const steps = page.getByTestId('steps')
  await expect(steps).toBeInViewport()
  await steps.getByRole('link', { name: 'Open as SQL' }).first().click()
  await expect(page).toHaveURL(/\/sql/)
  await expect(page.getByTestId('rows')).toContainText(/[1-9]\d* of/, { timeout: 60_000 })
  await page.goBack()

  await page.getByTestId('addresses').getByRole('link').first().click()
  await expect(page).toHaveURL(/\/addresses\/.*at=/)
  await expect(page.getByTestId('who')).toContainText('click-enrich')
})

test('an investigation is kept as a page and as Markdown', async ({ page }) => {
  const { id } = await detour(page)
  await page.goto(`/anomalies/${id}?tab=investigation`)
  await expect(page.getByTestId('investigation')).toBeVisible({ timeout: 60_000 })
  for (const [name, ending, begins] of [['Page (HTML)', 'html', /^<!doctype html>/i], ['Markdown', 'md', /^# /]] as const) {
    await page.getByRole('button', { name: 'Export' }).click()
    const [file] = await Promise.all([page.waitForEvent('download', { timeout: 90_000 }), page.getByRole('menuitem', { name }).click()])
    expect(file.suggestedFilename()).toBe(`glaux-${id}.${ending}`)
    const text = readFileSync(await file.path(), 'utf8')
    expect(text).toMatch(begins)
    expect(text).toContain('NatGateway-Bytes')
  }
})

for (const look of looks.slice(1, 3)) {
  test(`an investigation in every look: ${look.name}`, async ({ page }) => {
    await wear(page, look)
    const { id } = await detour(page)
    await page.goto(`/anomalies/${id}?tab=investigation`)
    await expect(page.getByTestId('findings')).toBeVisible({ timeout: 60_000 })
    await expect(page.getByRole('figure').first()).toBeVisible()
    await fits(page)
    await accessible(page)
  })

  test(`findings in every look: ${look.name}`, async ({ page }) => {
    await wear(page, look)
    await page.goto('/findings')
    await expect(page.getByTestId('findings')).toBeVisible({ timeout: 60_000 })
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await expect(page.getByTestId('fix')).toBeVisible()
    await expect(page).toHaveURL(/open=/)
    await fits(page)
    await accessible(page)
  })
}

test('findings are narrowed down, and a fix is kept as a file', async ({ page }) => {
  await page.goto('/findings?from=2025-10-01&to=2025-11-01')
  const heads = page.locator('button[data-finding]')
  await expect(heads.first()).toBeVisible({ timeout: 60_000 })
  const all = await heads.count()
  await page.getByRole('combobox', { name: 'Kind' }).click()
  await page.getByRole('option', { name: 'NAT gateway in another zone' }).click()
  await expect(page).toHaveURL(/kind=nat-other-zone/)
  expect(await heads.count()).toBe(3)
  expect(all).toBeGreaterThan(3)
  await heads.first().click()
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByTestId('fix').getByRole('button', { name: /^Download/ }).click()])
  expect(file.suggestedFilename()).toMatch(/\.tf$/)
  expect(readFileSync(await file.path(), 'utf8')).toContain('resource "aws_route"')
})

test('a usage type is explained where it stands, and looked into', async ({ page }) => {
  await page.goto('/explorer?by=usage_type')
  const costs = page.getByRole('region', { name: 'Costs by group' })
  await expect(costs).toContainText('NatGateway-Bytes')
  const address = page.url()
  await costs.getByRole('button', { name: 'What is NatGateway-Bytes?' }).click()
  const told = page.getByRole('dialog', { name: 'What is NatGateway-Bytes?' })
  await expect(told).toContainText('NAT gateway')
  await expect(told).toContainText('Why it rises')
  await accessible(page)
  await page.keyboard.press('Escape')
  await expect(told).toHaveCount(0)
  expect(page.url()).toBe(address) // the row was not opened

  await costs.locator('[data-row]').first().focus()
  await page.keyboard.press('i')
  await expect(page.getByRole('dialog')).toContainText(/Unit/)
  await page.keyboard.press('Escape')

  await costs.getByRole('button', { name: 'What is NatGateway-Bytes?' }).click()
  await told.getByRole('link', { name: 'Investigate these days' }).click()
  await expect(page).toHaveURL(/\/investigate\?usageType=NatGateway-Bytes&from=/)
  await expect(page.getByTestId('usage')).toContainText('NatGateway-Bytes', { timeout: 60_000 })
})

test('an address is somebody at a time, and somebody else at another', async ({ page }) => {
  await page.goto('/addresses')
  await page.getByLabel('Address', { exact: true }).fill('10.20.12.999')
  await expect(page.getByRole('button', { name: 'Who is it?' })).toBeDisabled()
  await page.getByLabel('Address', { exact: true }).fill('10.20.12.20')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/addresses\/10\.20\.12\.20/)
  await expect(page.getByTestId('who')).toContainText('click-enrich-2b-2')
  await page.getByTestId('history').getByRole('button').last().click()
  await expect(page).toHaveURL(/at=2025-06-09/)
  await expect(page.getByTestId('who')).toContainText('click-enrich-2a')

  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.type('10.20.1.12')
  await expect(page.getByRole('option', { name: 'Who is 10.20.1.12?' })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('who')).toContainText('click-nat-1')
})

test('addresses of a result lead to who had them, and become words', async ({ page }) => {
  const sql = 'SELECT srcaddr, start_time, sum(bytes) AS bytes FROM glaux.flow_logs WHERE srcaddr LIKE \'10.%\' GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 50'
  await page.goto(`/sql?sql=${encodeURIComponent(sql)}&run=1`)
  await expect(page.getByTestId('rows')).toContainText('50 of 50 rows', { timeout: 60_000 })
  const cell = page.getByRole('gridcell').first()
  await cell.click()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('region', { name: /^Who is 10\./ })).toContainText(/in use1-az\d|NAT/)
  await page.keyboard.press('Escape')

  await page.getByRole('columnheader', { name: 'srcaddr' }).click()
  await page.getByRole('menuitem', { name: 'Put these addresses into words' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByTestId('coverage')).toContainText(/^(\d+) of \1 address/, { timeout: 60_000 })
  await accessible(page)
  await dialog.getByRole('button', { name: 'Add as a column and run' }).click()
  await expect(page.getByRole('columnheader', { name: 'srcaddr_name' })).toBeVisible({ timeout: 60_000 })
  await expect(page.getByTestId('rows')).toContainText('50 of 50 rows')

  await page.getByRole('gridcell').first().hover()
  await page.getByRole('link', { name: /^Who is 10\./ }).first().click()
  await expect(page).toHaveURL(/\/addresses\/10\..*at=/)
})
