// Every action of the explorer. A figure that is shown is compared with what the server answers to the same question.
import type { Download, Locator, Page } from '@playwright/test'
import { inflateRawSync } from 'node:zlib'
import type { Schemas } from '../src/api/client'
import { compare, minus, sum } from '../src/lib/decimal'
import { expect, test } from './test'

type Request = Schemas['ExploreRequest']

const october = 'period=2025-10-01..2025-11-01'
const month = { start: '2025-10-01', end: '2025-11-01' }

const main = (page: Page) => page.getByRole('main')
const table = (page: Page) => page.getByRole('region', { name: 'Costs by group' })
const heads = (page: Page) => table(page).getByRole('columnheader')
const rows = (page: Page) => table(page).locator('tbody tr')
const choose = (page: Page, group: string, name: string) => page.getByRole('radiogroup', { name: group }).getByText(name, { exact: true }).click()

/** Opens the explorer and waits for its figures. */
async function open(page: Page, search = ''): Promise<void> {
  await page.goto(`/explorer${search ? `?${search}` : ''}`)
  await expect(page.getByTestId('total').or(page.getByTestId('change'))).toBeVisible()
}

/** An amount as it is printed, as a decimal without zeros at its end: "$1,234.50" is 1234.5. */
function decimal(text: string | null): string {
  return sum([(text ?? '').replace(/[$,+]/g, '') || '0'])
}

/** What the server answers. */
async function ask<T>(page: Page, what: string, data: unknown): Promise<T> {
  const answer = await page.request.post(`/api/explore/${what}`, { data })
  expect(answer.ok(), await answer.text()).toBe(true)
  return (await answer.json()) as T
}

function costs(page: Page, request: Partial<Request>): Promise<Schemas['ExploreAnswer']> {
  return ask(page, 'costs', { period: month, granularity: 'monthly', metric: 'unblended', groupBy: ['service'], filters: [], top: 10, charges: 'apart', ...request })
}

/** Waits until the page shows a total, to its last digit. */
async function shows(page: Page, total: string): Promise<void> {
  await expect.poll(async () => decimal(await page.getByTestId('total').getAttribute('title'))).toBe(decimal(total))
}

/** Chooses a group or the dimension of a filter in its menu. */
async function choosesIn(page: Page, menu: string, text: string): Promise<void> {
  await page.getByRole('textbox', { name: menu }).fill(text)
  await expect(page.getByRole('listbox', { name: menu }).getByRole('option').first()).toContainText(new RegExp(text, 'i'))
  await page.keyboard.press('Enter')
}

/** The canvas of the chart, drawn. */
async function canvas(page: Page): Promise<{ chart: Locator; x: number; y: number; width: number; height: number }> {
  const chart = main(page).locator('figure canvas').first()
  await expect(chart).toBeVisible()
  const box = await chart.boundingBox()
  if (!box) throw new Error('the chart has no place')
  return { chart, ...box }
}

async function content(download: Download): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of await download.createReadStream()) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

/** Chooses a kind of file in the menu and gives what comes. */
async function exported(page: Page, format: string): Promise<{ name: string; bytes: Buffer }> {
  await main(page).getByRole('button', { name: 'Export' }).click()
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: format, exact: true }).click()])
  return { name: download.suggestedFilename(), bytes: await content(download) }
}

/** The first line of a CSV that begins so, as fields; none of those asked for holds a comma. */
function line(csv: string, begin: string): string[] {
  const found = csv.split(/\r?\n/).find((l) => l.startsWith(begin))
  if (found === undefined) throw new Error(`no line begins with ${begin}`)
  return found.split(',')
}

/** One file of an archive. */
function unzipped(archive: Buffer, name: string): string {
  let at = archive.readUInt32LE(archive.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1')) + 16)
  while (archive.readUInt32LE(at) === 0x02014b50) {
    const [packed, named, extra, noted, local] = [archive.readUInt32LE(at + 20), archive.readUInt16LE(at + 28), archive.readUInt16LE(at + 30), archive.readUInt16LE(at + 32), archive.readUInt32LE(at + 42)]
    if (archive.toString('utf8', at + 46, at + 46 + named) === name) {
      const from = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
      const bytes = archive.subarray(from, from + packed)
      return (archive.readUInt16LE(at + 10) === 0 ? bytes : inflateRawSync(bytes)).toString('utf8')
    }
    at += 46 + named + extra + noted
  }
  throw new Error(`${name} is not in the archive`)
}

test('every preset is a period of its own', async ({ page }) => {
  await open(page)
  const { last, first } = (await (await page.request.get('/api/status')).json()) as { first: string; last: string }
  const [year, ordinal] = [Number(last.slice(0, 4)), Number(last.slice(5, 7)) - 1]
  const day = (at: Date) => at.toISOString().slice(0, 10)
  const monthsAgo = (n: number) => day(new Date(Date.UTC(year, ordinal - n, 1)))
  const daysTo = (n: number) => day(new Date(Date.parse(last) + n * 86_400_000))
  const end = daysTo(1)
  const periods: Record<string, [string, string]> = {
    'This month': [monthsAgo(0), end], 'Last month': [monthsAgo(1), monthsAgo(0)], 'Last 3 months': [monthsAgo(2), end], 'Last 6 months': [monthsAgo(5), end],
    'Last 12 months': [monthsAgo(11), end], 'Year to date': [`${year}-01-01`, end], 'Last 7 days': [daysTo(-6), end], 'Last 30 days': [daysTo(-29), end], Everything: [first, end],
  }
  for (const [name, [start, until]] of Object.entries(periods)) {
    await page.getByRole('button', { name: /^Period: / }).click()
    await page.getByRole('group', { name: 'Periods' }).getByRole('button', { name, exact: true }).click()
    await expect(page.getByRole('button', { name: `Period: ${name}` })).toBeVisible()
    await shows(page, (await costs(page, { period: { start, end: until } })).total)
  }
})

test('any half-open range is a period', async ({ page }) => {
  await open(page)
  await page.getByRole('button', { name: /^Period: / }).click()
  const range = page.getByRole('textbox', { name: /^Range/ })
  await range.fill('2025-10-12..2025-10-05')
  await expect(page.getByText('Write start..end')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Apply' })).toBeDisabled()
  await range.fill('2025-10-05..2025-10-12T06:00:00Z')
  await range.press('Enter')
  await expect(page).toHaveURL(/period=2025-10-05\.\.2025-10-12T06:00:00Z/)
  await shows(page, (await costs(page, { period: { start: '2025-10-05', end: '2025-10-12T06:00:00Z' } })).total)
})

test('steps are hours, days or months', async ({ page }) => {
  await open(page, 'period=2025-10-06..2025-10-08&v=table')
  for (const [name, granularity] of [['Hourly', 'hourly'], ['Daily', 'daily'], ['Monthly', 'monthly']] as const) {
    await choose(page, 'Steps', name)
    await expect(page).toHaveURL(new RegExp(`step=${granularity}`))
    const answer = await costs(page, { period: { start: '2025-10-06', end: '2025-10-08' }, granularity })
    const steps = answer.steps.length
    expect(steps).toBe({ hourly: 48, daily: 2, monthly: 1 }[granularity])
    await expect(heads(page)).toHaveCount(3 + (steps > 13 ? 1 : 0) + (steps > 1 ? steps : 0))
    await shows(page, answer.total)
  }
})

test('each metric has its formula beside it', async ({ page }) => {
  await open(page, october)
  const infos = (await (await page.request.get('/api/explore/metrics')).json()) as Schemas['ExploreMetricInfo'][]
  const titles: Record<string, string> = {
    amortized: 'Amortized cost', net_unblended: 'Net unblended cost', net_amortized: 'Net amortized cost', blended: 'Blended cost', usage: 'Usage amount', unblended: 'Unblended cost',
  }
  for (const [metric, title] of Object.entries(titles)) {
    await page.getByRole('button', { name: /^Metric: / }).click()
    await page.getByRole('menuitem', { name: new RegExp(`^${title}`) }).click()
    await expect(page.getByRole('button', { name: `Metric: ${title}` })).toBeVisible()
    const answer = await costs(page, { metric: metric as Request['metric'] })
    if (metric === 'usage') await expect(main(page)).toContainText(answer.notes?.[0]?.text ?? 'a note on units')
    else await shows(page, answer.total)
    await page.getByRole('button', { name: 'Formula of the metric' }).click()
    const formula = infos.find((m) => m.name === metric)?.formula
    expect(formula).toBeTruthy()
    await expect(page.getByRole('dialog').locator('pre')).toHaveText(formula as string)
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
  }
})

test('groups are two dimensions, in any order, or a tag', async ({ page }) => {
  await open(page, october)
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await choosesIn(page, 'Group by', 'region')
  await expect(heads(page).first()).toHaveText('Service · Region')
  const two = await costs(page, { groupBy: ['service', 'region'] })
  await expect(rows(page).first().getByRole('rowheader')).toHaveText((two.rows[0]?.keys ?? []).map((k) => k || '(none)').join(' · '))
  await page.getByRole('button', { name: 'Put Region earlier' }).click()
  await expect(heads(page).first()).toHaveText('Region · Service')
  await page.getByRole('button', { name: 'Remove Service', exact: true }).click()
  await page.getByRole('button', { name: 'Remove Region', exact: true }).click()
  await page.getByRole('button', { name: 'Choose', exact: true }).click()
  await choosesIn(page, 'Group by', 'team')
  await expect(page).toHaveURL(/by=tag:user_team/)
  const tag = await costs(page, { groupBy: ['tag:user_team'] })
  for (const [at, row] of tag.rows.filter((r) => r.kind === 'group').entries()) await expect(rows(page).nth(at)).toContainText(row.keys[0] || '(none)')
  await shows(page, tag.total)
})

test('a filter keeps or leaves out values that were looked for', async ({ page }) => {
  const whole = (await costs(page, { charges: 'together' })).total
  await open(page, `${october}&charges=together`)
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  await choosesIn(page, 'Filter', 'region')
  const editor = page.getByRole('dialog')
  await editor.getByRole('textbox', { name: 'Search values, dearest first' }).fill('ireland')
  await editor.getByRole('textbox', { name: 'Search values, dearest first' }).fill('us-east')
  const options = editor.getByRole('listbox', { name: 'Values' }).getByRole('option')
  await expect(options).toContainText([/us-east-1/])
  await options.filter({ hasText: 'us-east-1' }).click()
  await expect(editor).toContainText('1 chosen')
  await editor.getByRole('button', { name: 'Apply' }).click()
  await expect(page).toHaveURL(/f=region;is;us-east-1/)
  const kept = await costs(page, { charges: 'together', filters: [{ dimension: 'region', values: ['us-east-1'] }] })
  await shows(page, kept.total)

  await page.getByRole('button', { name: 'Region: us-east-1', exact: true }).click()
  await choose(page, 'Keep', 'Leave out')
  await editor.getByRole('button', { name: 'Apply' }).click()
  await expect(page).toHaveURL(/f=region;not;us-east-1/)
  await shows(page, minus(whole, kept.total))

  await page.getByRole('button', { name: 'Region not us-east-1', exact: true }).click()
  await choose(page, 'Keep', 'Keep')
  await choose(page, 'How values compare', 'Starts with')
  await editor.getByLabel('Texts').fill('us-east')
  await page.keyboard.press('Enter')
  await expect(editor).toContainText('For instance us-east-1')
  await editor.getByRole('button', { name: 'Apply' }).click()
  await shows(page, (await costs(page, { charges: 'together', filters: [{ dimension: 'region', match: 'starts', values: ['us-east'] }] })).total)

  await page.getByRole('button', { name: 'Remove Region starts with us-east' }).click()
  await shows(page, whole)
})

test('a click opens a group, in the table and in the chart, and crumbs lead back', async ({ page }) => {
  await open(page, october)
  const whole = (await costs(page, {})).total
  await rows(page).filter({ hasText: 'EC2 - Other' }).click()
  await expect(heads(page).first()).toHaveText('Usage type')
  await shows(page, (await costs(page, { groupBy: ['usage_type'], filters: [{ dimension: 'service', values: ['EC2 - Other'] }] })).total)
  const second = await rows(page).first().getByRole('rowheader').innerText()
  await rows(page).first().click()
  const way = page.getByRole('navigation', { name: 'The groups that were opened' })
  await expect(way).toContainText(second)
  await way.getByRole('button', { name: 'Usage type' }).click()
  await expect(heads(page).first()).toHaveText('Usage type')
  await way.getByRole('button', { name: 'All by Service' }).click()
  await expect(way).toHaveCount(0)
  await shows(page, whole)
  await page.goBack()
  await expect(way).toContainText('EC2 - Other')
  await page.goBack()
  await page.goBack()
  await page.goBack()
  await expect(way).toHaveCount(0)

  const { x, y, width, height } = await canvas(page)
  const drawn = page.url()
  for (let up = 30, right = 0; up < height && page.url() === drawn; up += 12, right += 5) await page.mouse.click(x + width / 2 + right, y + height - up)
  await expect(page).toHaveURL(/at=service;/)
  await expect(way).toContainText('All by Service')
})

test('what is shown as other opens', async ({ page }) => {
  await open(page, october)
  const other = rows(page).filter({ hasText: /\d+ others/ })
  await expect(other).toHaveCount(1)
  const groups = await rows(page).count()
  await page.getByRole('button', { name: 'Show 10 more' }).click()
  await expect(page).toHaveURL(/top=20/)
  await expect(rows(page)).toHaveCount(groups + 10)
  await other.click()
  await expect(page).toHaveURL(/top=30/)
  await expect(other).toHaveCount(0)
  await expect(main(page)).toContainText(/(\d+) of \1 groups shown/)
  await shows(page, (await costs(page, {})).total)
})

test('a sweep over the chart zooms', async ({ page }) => {
  await open(page, 'period=2025-05-01..2025-11-01&step=monthly')
  const { x, y, width, height } = await canvas(page)
  await page.mouse.move(x + width * 0.4, y + height / 2)
  await page.mouse.down()
  await page.mouse.move(x + width * 0.5, y + height / 2, { steps: 4 })
  await page.mouse.move(x + width * 0.62, y + height / 2, { steps: 4 })
  await page.mouse.up()
  await expect(page).toHaveURL(/period=2025-0[78]-01\.\.2025-(09|10)-01/)
  const [, start = '', end = ''] = /period=([\d-]+)\.\.([\d-]+)/.exec(page.url()) ?? []
  await shows(page, (await costs(page, { period: { start, end } })).total)
})

test('charges stand apart, alone, nowhere, or among the groups', async ({ page }) => {
  await open(page, october)
  const found: Record<string, string> = {}
  let now = 'Charges apart'
  for (const [charges, name] of [['only', 'Charges only'], ['without', 'Without charges'], ['together', 'Charges among the groups'], ['apart', 'Charges apart']] as const) {
    await page.getByRole('button', { name: now, exact: true }).click()
    await page.getByRole('menuitem', { name, exact: true }).click()
    await expect(page.getByRole('button', { name, exact: true })).toBeVisible()
    now = name
    const answer = await costs(page, { charges })
    await shows(page, answer.total)
    found[charges] = answer.total
    await expect(rows(page).filter({ hasText: /^Tax/ })).toHaveCount(charges === 'apart' ? 1 : 0) // only charges are grouped as usage is: by service
  }
  expect(sum([found.only ?? '', found.without ?? ''])).toBe(decimal(found.apart ?? ''))
  expect(decimal(found.together ?? '')).toBe(decimal(found.apart ?? ''))

  await rows(page).filter({ hasText: /^Tax/ }).click()
  await expect(page).toHaveURL(/f=charge;is;tax/)
  await shows(page, (await costs(page, { charges: 'together', filters: [{ dimension: 'charge', values: ['tax'] }] })).total)
})

test('a comparison tells the effects, which add up to the change', async ({ page }) => {
  await open(page, october)
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
  await expect(page).toHaveURL(/compare=previous/)
  const answer = await ask<Schemas['ExploreComparison']>(page, 'compare', { before: { start: '2025-09-01', end: '2025-10-01' }, after: month, metric: 'unblended', groupBy: ['service'], filters: [], top: 10 })
  const changes = page.getByRole('region', { name: 'Changes by group' })
  await expect(changes.locator('tbody tr')).toHaveCount(answer.changes.length)
  await expect(page.getByText('Effects add up to the change')).toBeVisible()
  const shown = await changes.locator('tr:has(td)').evaluateAll((trs) => trs.map((tr) => [...tr.querySelectorAll('td[title]')].map((td) => (td as HTMLElement).title)))
  const figures = shown.map((r) => r.map(decimal))
  expect(figures).toHaveLength(answer.changes.length + 1)
  for (const [before = '', after = '', change = '', ...effects] of figures) {
    expect(minus(after, before)).toBe(change)
    expect(effects).toHaveLength(5)
    expect(sum(effects)).toBe(change)
  }
  expect(figures.at(-1)?.[2]).toBe(decimal(answer.total.change))
  expect(compare(sum(figures.slice(0, -1).map((r) => r[2] ?? '')), answer.total.change)).toBe(0)

  await choose(page, 'View', 'Groups')
  await expect(page).toHaveURL(/changes=groups/)
  await page.getByRole('button', { name: /^Compared with: / }).click()
  await page.getByRole('button', { name: 'A year before', exact: true }).click()
  await expect(page).toHaveURL(/compare=year/)
  await expect(main(page)).toContainText('Oct 2024')
  const csv = (await exported(page, 'CSV')).bytes.toString('utf8')
  expect(line(csv, 'kind')).toEqual(expect.arrayContaining(['before', 'after', 'change', 'price', 'quantity', 'mix', 'commitment']))
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
  await shows(page, (await costs(page, {})).total)
})

test('a forecast shows its interval and its error on the past', async ({ page }) => {
  await open(page, 'period=2025-01-01..2025-11-01&step=monthly')
  await page.getByRole('switch', { name: 'Forecast' }).check()
  await expect(page).toHaveURL(/forecast=1/)
  const answer = await ask<Schemas['ExploreForecast']>(page, 'forecast', { period: { start: '2025-01-01', end: '2025-11-01' }, granularity: 'monthly', metric: 'unblended', groupBy: ['service'], filters: [], top: 10, charges: 'apart' })
  const expected = page.getByRole('region', { name: 'Forecast' })
  const dollars = (text = '') => new Intl.NumberFormat('en', { style: 'currency', currency: 'USD' }).format(Number(text))
  await expect(expected).toContainText(dollars(answer.total))
  await expect(expected).toContainText(`${dollars(answer.steps[0]?.low)} – ${dollars(answer.steps[0]?.high)} with 80%`)
  await expect(expected).toContainText('Error on the past')
  await expect(expected).toContainText(`${(answer.backtest.error * 100).toFixed(1)}%`)
  await expect(expected).toContainText(`${answer.backtest.windows} windows`)
  await expect(main(page).locator('figure')).toContainText('Expected')
})

test('a note is added, changed and deleted', async ({ page }) => {
  await open(page, october)
  const text = `Moved to Graviton ${Date.now()}`
  await page.getByRole('button', { name: 'Notes', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Notes' })
  await dialog.getByLabel('Day').fill('2025-10-15')
  await dialog.getByRole('textbox', { name: 'What happened' }).fill(text)
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(dialog.getByText(text)).toBeVisible()
  await expect(dialog.getByText('15 Oct 2025')).toBeVisible()
  await dialog.getByRole('button', { name: `Change ${text}` }).click()
  await dialog.getByRole('textbox', { name: 'What happened' }).fill(`${text} again`)
  await dialog.getByRole('button', { name: 'Change', exact: true }).click()
  await expect(dialog.getByText(`${text} again`)).toBeVisible()
  await dialog.getByRole('button', { name: `Remove ${text} again` }).click()
  await expect(dialog.getByText(text)).toHaveCount(0)
  expect(await (await page.request.get('/api/annotations')).text()).not.toContain(text)
})

test('a report is saved, opened and deleted', async ({ page }) => {
  await open(page, `${october}&by=account&view=lines`)
  const name = `Accounts ${Date.now()}`
  const reports = page.getByRole('button', { name: 'Reports', exact: true })
  await reports.click()
  await page.getByRole('menuitem', { name: 'Save as report' }).click()
  await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill(name)
  await page.keyboard.press('Enter')
  await expect(page.getByText(`Report ${name} is saved`)).toBeVisible()
  await expect(page.getByRole('dialog')).toHaveCount(0)

  await open(page)
  await reports.click()
  await page.getByRole('menuitem', { name, exact: true }).click()
  await expect(page).toHaveURL(/by=account.*view=lines|view=lines.*by=account/)
  await expect(heads(page).first()).toHaveText('Account')

  await reports.click()
  await page.getByRole('menuitem', { name: `Delete the report ${name}` }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await reports.click()
  await expect(page.getByRole('menuitem', { name, exact: true })).toHaveCount(0)
})

test('the figures leave as CSV and XLSX, the chart as PNG', async ({ page }) => {
  const answer = await costs(page, { period: { start: '2025-08-01', end: '2025-11-01' } })
  await open(page, 'period=2025-08-01..2025-11-01')
  await shows(page, answer.total)
  const csv = await exported(page, 'CSV')
  expect(csv.name).toMatch(/\.csv$/)
  expect(line(csv.bytes.toString('utf8'), 'total').slice(2).map(decimal)).toEqual([...answer.stepTotals, answer.total].map(decimal))

  const xlsx = await exported(page, 'XLSX')
  expect(xlsx.name).toMatch(/\.xlsx$/)
  expect(unzipped(xlsx.bytes, 'xl/worksheets/sheet1.xml')).toContain(Number(answer.stepTotals[0]).toFixed(2).slice(0, -1))

  const { width } = await canvas(page)
  const png = await exported(page, 'PNG')
  expect(png.name).toMatch(/\.png$/)
  expect(png.bytes.subarray(1, 4).toString('latin1')).toBe('PNG')
  expect(png.bytes.readUInt32BE(16)).toBeGreaterThanOrEqual(Math.floor(width))
})

test('the SQL of the figures runs, and adds up to them', async ({ page }) => {
  const answer = await costs(page, { filters: [{ dimension: 'account', exclude: true, values: [''] }] })
  await open(page, `${october}&f=account;not;`)
  await shows(page, answer.total)
  await main(page).getByRole('link', { name: 'Open as SQL' }).first().click()
  await expect(page).toHaveURL(/\/sql/)
  await expect(page.getByTestId('rows')).toContainText(/(\d+) of \1 rows/)
  const csv = (await exported(page, 'CSV')).bytes.toString('utf8').trim().split(/\r?\n/)
  const at = csv[0]?.split(',').indexOf('cost') ?? -1
  expect(at).toBe(4)
  expect(sum(csv.slice(1).map((l) => l.split(',').at(at - 6) ?? ''))).toBe(decimal(answer.total))
})

test('an address brings everything back', async ({ page }) => {
  const state = 'period=2025-07-01..2025-10-01&step=daily&metric=amortized&by=region&f=service;is;EC2+-+Other&top=20&charges=without&view=areas&at=service;EC2+-+Other&forecast=1'
  await open(page, state)
  const check = async () => {
    await expect(page.getByRole('button', { name: /^Period: .*1 Jul 2025 – 30 Sept? 2025/ })).toBeVisible()
    await expect(page.getByRole('radiogroup', { name: 'Steps' }).getByRole('radio', { name: 'Daily' })).toBeChecked()
    await expect(page.getByRole('radiogroup', { name: 'View' }).getByRole('radio', { name: 'Areas' })).toBeChecked()
    await expect(page.getByRole('button', { name: 'Metric: Amortized cost' })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Without charges' })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Service: EC2 - Other', exact: true })).toBeVisible()
    await expect(page.getByRole('navigation', { name: 'The groups that were opened' })).toContainText('EC2 - Other')
    await expect(page.getByRole('switch', { name: 'Forecast' })).toBeChecked()
    await expect(heads(page).first()).toHaveText('Region')
    const { total } = await costs(page, { period: { start: '2025-07-01', end: '2025-10-01' }, granularity: 'daily', metric: 'amortized', groupBy: ['region'], filters: [{ dimension: 'service', values: ['EC2 - Other'] }], top: 20, charges: 'without' })
    await shows(page, total)
  }
  await check()
  await page.reload()
  await check()
  expect(new URL(page.url()).searchParams.toString()).toBe(new URLSearchParams(state).toString())
})

test('one key does what one click does', async ({ page }) => {
  await open(page, october)
  await expect(rows(page).first()).toBeVisible()
  for (const [key, shown] of [
    ['p', page.getByRole('group', { name: 'Periods' })], ['m', page.getByRole('menuitem', { name: /^Amortized cost/ })],
    ['b', page.getByRole('textbox', { name: 'Group by' })], ['f', page.getByRole('textbox', { name: 'Filter' })],
  ] as const) {
    await page.keyboard.press(key)
    await expect(shown).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(shown).toHaveCount(0)
  }
  await page.keyboard.press('v')
  await expect(page).toHaveURL(/view=table/)
  await expect(main(page).locator('figure')).toHaveCount(0)
  await page.keyboard.press('v')
  await expect(main(page).locator('figure')).toHaveCount(1)
  await page.keyboard.press('c')
  await expect(page).toHaveURL(/compare=previous/)
  await expect(page.getByTestId('change')).toBeVisible()
  await page.keyboard.press('o')
  await expect(page).toHaveURL(/\/sql/)
  await expect(page.getByTestId('rows')).toContainText(/[1-9]\d* of/)
})
