// Sharing in the browser: the talk's demo from an administrator's first click to what the application team may and may not do, and each
// part of the pages with which it is done.
import type { Page } from '@playwright/test'
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { freePort, lake, program, Server, world } from './server'
import { accessible, expect, fits, looks, test, wear } from './test'

const guarded = join(world, 'shared') // one server at a time uses a lake
const tokens = join(world, 'shared-tokens.json')
const json = { 'Content-Type': 'application/json' }
const account = 'line_item_usage_account_name'
const cost = 'line_item_unblended_cost'
const byAccount = `SELECT ${account}, sum(${cost}) AS cost FROM demo.cur GROUP BY 1 ORDER BY 1`
let server: Server
const token: Record<string, string> = {}

test.use({ allowed: /40[0134] \(|Failed to load resource/ })

function makeToken(name: string): string {
  return execFileSync(program, ['token', 'create', '--file', tokens, name], { encoding: 'utf8' }).trim().split('\n').at(-1) ?? ''
}

test.beforeAll(async () => {
  rmSync(tokens, { force: true })
  if (!existsSync(guarded)) cpSync(lake, guarded, { recursive: true })
  rmSync(join(guarded, 'workbench'), { force: true, recursive: true })
  for (const name of ['local', 'app-team']) token[name] = makeToken(name)
  server = await new Server(await freePort(), guarded).start('--token-file', tokens)
  const headers = { ...json, Authorization: `Bearer ${token.local}` }
  const whole = [{ principal: 'local', resource: { type: 'CATALOG' }, permissions: ['ALL'], grantable: ['ALL'] }]
  const body = { version: 0, administrators: ['local'], principals: [{ name: 'local', kind: 'user' }], grants: whole }
  const answer = await fetch(`${server.url}/api/share`, { method: 'PUT', headers, body: JSON.stringify(body) })
  expect(answer.ok, await answer.text()).toBe(true)
})

test.afterAll(() => server.stop())

/** Logs in as a principal and opens a page. */
async function login(page: Page, name: string, path: string): Promise<void> {
  const answer = await page.request.post(`${server.url}/api/session`, { data: { token: token[name] } })
  expect(answer.ok(), await answer.text()).toBe(true)
  await page.goto(server.url + path)
}

/** Changes the records as the administrator. */
async function edit(data: unknown): Promise<void> {
  const answer = await fetch(`${server.url}/api/share/edit`, { method: 'POST', headers: { ...json, Authorization: `Bearer ${token.local}` }, body: JSON.stringify(data) })
  expect(answer.ok, await answer.text()).toBe(true)
}

/** Runs a statement in the console and waits until it has ended. */
async function run(page: Page, sql: string): Promise<void> {
  await page.goto(`${server.url}/sql?sql=${encodeURIComponent(sql)}&run=1`)
}

/** Runs a statement that changes something: a link fills it in and does not run it. */
async function change(page: Page, sql: string): Promise<void> {
  await page.goto(`${server.url}/sql?sql=${encodeURIComponent(sql)}`)
  await expect(page.getByRole('textbox', { name: 'SQL statement' })).toContainText(sql.split(' ')[0] ?? '')
  await page.getByRole('button', { name: /^Run/ }).first().click()
}

const rows = (page: Page) => page.getByTestId('rows')
const team = { name: 'app-team', kind: 'role' }
const filter = { database: 'demo', table: 'cur', name: 'own', rows: `${account} LIKE 'App-Team-%'`, columns: [cost, account] }
const granted = { principal: 'app-team', permissions: ['SELECT'], resource: { type: 'DATA_CELLS_FILTER', database: 'demo', table: 'cur', filter: 'own' } }

test.describe.serial('the demo', () => {
  test('the administrator sees eight accounts', async ({ page }) => {
    await login(page, 'local', '/sharing')
    await run(page, byAccount)
    await expect(rows(page)).toContainText('8 of 8 rows')
  })

  test('the administrator adds the role, and builds its filter by clicking, with a preview', async ({ page }) => {
    await login(page, 'local', '/sharing?tab=principals')
    await page.getByRole('button', { name: 'Add a principal' }).click()
    await page.getByLabel('Name or ARN').fill('app-team')
    await page.getByRole('radiogroup', { name: 'Kind' }).getByText('Role', { exact: true }).click()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(page.getByRole('button', { name: 'app-team', exact: true })).toBeVisible()

    await page.getByRole('tab', { name: 'Filters' }).click()
    await page.getByRole('button', { name: 'New filter' }).click()
    const form = page.getByRole('form', { name: 'New filter' })
    await form.getByRole('combobox', { name: 'Table' }).or(form.getByRole('textbox', { name: 'Table' })).first().click()
    await page.getByRole('option', { name: 'demo.cur', exact: true }).click()
    await form.getByRole('textbox', { name: 'Name', exact: false }).fill('own')
    await form.getByRole('button', { name: 'Add a condition' }).click()
    const condition = form.getByRole('group', { name: 'Condition', exact: true })
    await condition.getByPlaceholder('Column').fill(account)
    await page.getByRole('option', { name: account, exact: true }).click()
    const chosen = form.getByRole('group', { name: `Condition on ${account}` })
    await chosen.getByRole('textbox', { name: 'Operator' }).or(chosen.getByRole('combobox', { name: 'Operator' })).first().click()
    await page.getByRole('option', { name: 'starts with' }).click()
    const values = chosen.getByPlaceholder('Values')
    await values.click()
    await values.fill('App')
    await expect(page.getByRole('option', { name: 'App-Team-Click' })).toBeVisible() // the values that there are
    await values.fill('App-Team-')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Escape') // the list of further values is in the way
    await form.getByRole('radiogroup', { name: 'Columns' }).getByText('Only these').click()
    for (const column of [cost, account]) {
      await form.getByPlaceholder('Find a column').fill(column)
      await form.getByRole('checkbox', { name: new RegExp(`^${column} `) }).check()
    }
    const preview = page.getByTestId('preview')
    await expect(preview).toHaveAttribute('aria-busy', 'false')
    await expect(preview.getByText(/^of 132 \(/)).toBeVisible()
    await expect(preview.getByRole('region', { name: 'Totals' }).getByRole('row', { name: new RegExp(cost) })).toBeVisible()
    await expect(preview.getByRole('grid')).toContainText('App-Team-')
    await expect(preview.getByRole('grid')).not.toContainText('Athene')
    await accessible(page)
    await expect(form.getByRole('switch', { name: 'Grant it to app-team too' })).toBeChecked()
    await form.getByRole('button', { name: /^Save the filter/ }).click()
    await expect(page.getByRole('row', { name: /own demo\.cur .*App-Team-%.*app-team/ })).toBeVisible()
  })

  test('the role sees two accounts and its columns', async ({ page }) => {
    await login(page, 'app-team', '/sharing')
    await expect(page.getByText('demo.cur')).toBeVisible()
    await expect(page.getByRole('tab')).toHaveCount(0)
    await page.goto(`${server.url}/explorer`)
    await expect(page.getByText('You may read demo.cur, but no column with the day of a line.')).toBeVisible()
    await run(page, byAccount)
    await expect(rows(page)).toContainText('2 of 2 rows')
    await run(page, 'SELECT * FROM demo.cur LIMIT 5')
    await expect(page.getByRole('grid').getByRole('columnheader', { name: new RegExp(account) })).toBeVisible()
    await expect(page.getByRole('grid').getByRole('columnheader', { name: /line_item_usage_account_id/ })).toHaveCount(0)
    await run(page, 'DESCRIBE demo.cur')
    await expect(rows(page)).toContainText('2 of 2 rows')
    await run(page, 'SELECT line_item_product_code FROM demo.cur')
    await expect(page.getByRole('region', { name: 'Result' })).toContainText(/line_item_product_code.* cannot be resolved/)
  })

  test('to drop, create, insert and grant is refused', async ({ page }) => {
    await login(page, 'app-team', '/sql')
    for (const sql of ['DROP TABLE demo.cur', "CREATE TABLE demo.mine AS SELECT 1 AS a", `INSERT INTO demo.cur SELECT * FROM demo.cur`]) {
      await change(page, sql)
      await expect(page.getByRole('region', { name: 'Result' })).toContainText(/denied|not supported|may not|does not exist|permission/i)
    }
    const answer = await page.request.post(`${server.url}/api/share/edit`, { data: { grant: [{ ...granted, resource: { type: 'CATALOG' }, permissions: ['ALL'] }] } })
    expect(answer.status()).toBe(403)
    expect((await page.request.get(`${server.url}/api/share`)).status()).toBe(403)
  })

  test('its results are its own', async ({ browser }) => {
    const ids: Record<string, string> = {}
    const pages: Record<string, Page> = {}
    for (const name of ['local', 'app-team']) {
      pages[name] = await (await browser.newContext()).newPage()
      await login(pages[name], name, '/help')
      ids[name] = ((await (await pages[name].request.post(`${server.url}/api/queries`, { data: { sql: byAccount } })).json()) as { id: string }).id
    }
    const status = async (name: string, id = '', headers = {}) => (await pages[name]?.request.get(`${server.url}/api/queries/${id}`, { headers }))?.status()
    expect([await status('local', ids.local), await status('app-team', ids['app-team'])]).toEqual([200, 200])
    expect([await status('local', ids['app-team']), await status('app-team', ids.local)]).toEqual([404, 404])
    // who sees as the team sees what it would see, and not what it keeps
    expect(await status('local', ids['app-team'], { 'Glaux-As': 'app-team' })).toBe(404)
    expect(await status('app-team', ids.local, { 'Glaux-As': 'local' })).toBe(403)
    for (const page of Object.values(pages)) await page.context().close()
  })
})

test('the matrix says who sees what, by the keyboard too, and a revoke ends it', async ({ page }) => {
  await edit({ put: { principals: [team], filters: [filter] }, grant: [granted] })
  await login(page, 'local', '/sharing')
  const grid = page.getByRole('grid', { name: 'Who sees what' })
  await expect(grid.getByRole('button', { name: /^local, demo\.cur: All/ })).toBeVisible()
  const cell = grid.getByRole('button', { name: /^app-team, demo\.cur: 2 of 132 columns · Some rows/ })
  await expect(grid.getByRole('button', { name: 'app-team, demo.trail: Nothing' })).toBeVisible()
  await cell.focus()
  await page.keyboard.press('ArrowRight')
  await expect(grid.getByRole('button', { name: /^local, demo\.cur/ })).toBeFocused()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Enter')
  const drawer = page.getByRole('dialog', { name: 'app-team on demo.cur' })
  await expect(drawer).toContainText(`${account} LIKE 'App-Team-%'`)
  await expect(drawer).toContainText('130 hidden columns')
  await accessible(page)
  await drawer.getByRole('button', { name: /^Revoke from app-team/ }).click()
  await expect(drawer).toContainText('for it the table is not there')
  await page.keyboard.press('Escape')
  await expect(grid.getByRole('button', { name: 'app-team, demo.cur: Nothing' })).toBeVisible()
})

test('a grant is given in the dialog, and what is wrong with it is said there', async ({ page }) => {
  await edit({ put: { principals: [team] } })
  await login(page, 'local', '/sharing')
  await expect(page.getByRole('grid', { name: 'Who sees what' })).toBeVisible()
  await page.keyboard.press('n')
  const dialog = page.getByRole('dialog', { name: 'Grant' })
  await dialog.getByLabel(/^Principal/).fill('nobody')
  await page.keyboard.press('Escape')
  await dialog.getByPlaceholder('Choose a table').click()
  await page.getByRole('option', { name: 'demo.trail', exact: true }).click()
  await dialog.getByRole('button', { name: 'Grant', exact: true }).click()
  await expect(dialog.getByRole('alert')).toContainText('nobody')
  await dialog.getByLabel(/^Principal/).fill('app-team')
  await dialog.getByRole('button', { name: 'Grant', exact: true }).click()
  await expect(dialog).toHaveCount(0)
  await expect(page.getByRole('button', { name: /^app-team, demo\.trail: All/ })).toBeVisible()
})

test('a condition that is written has the diagnostics of the editor', async ({ page }) => {
  await edit({ put: { principals: [team], filters: [filter] } })
  await login(page, 'local', '/sharing?tab=filters&filter=demo.cur.own')
  await expect(page.getByRole('group', { name: `Condition on ${account}` })).toBeVisible() // the filter is there
  await page.getByRole('radiogroup', { name: 'How to say it' }).getByText('SQL').click()
  const text = page.getByRole('textbox', { name: 'Condition on rows' })
  await expect(text).toContainText("LIKE 'App-Team-%'")
  await text.fill(`${account} LIKE 'Athene-%' AND nothing_here = 1`)
  const wrong = page.locator('.cm-lintRange-error')
  await expect(wrong).toHaveText('nothing_here')
  await text.fill(`lower(${account}) = 'athene-ai'`)
  await expect(wrong).toHaveCount(0)
  const preview = page.getByTestId('preview')
  await expect(preview.getByRole('grid')).toContainText('Athene-AI')
  await page.getByRole('radiogroup', { name: 'How to say it' }).getByText('By clicking').click()
  await expect(page.getByText('it stays SQL')).toBeVisible()
})

test('an administrator sees as another principal, changes nothing meanwhile, and comes back', async ({ page }) => {
  await edit({ put: { principals: [team], filters: [filter] }, grant: [granted] })
  await login(page, 'local', '/explorer')
  await page.getByRole('button', { name: 'Language, colours and account' }).click()
  await page.getByPlaceholder('Principal').fill('app-team')
  await page.keyboard.press('Enter')
  const banner = page.getByText('You see what app-team sees.')
  await expect(banner).toBeVisible()
  await run(page, byAccount)
  await expect(rows(page)).toContainText('2 of 2 rows')
  await expect(banner).toBeVisible()
  await change(page, 'DROP TABLE demo.cur')
  await expect(page.getByText(/nothing is changed in somebody else's name/).first()).toBeVisible()
  await page.goto(`${server.url}/sharing`)
  await expect(page.getByText('demo.cur')).toBeVisible()
  await expect(page.getByRole('tab')).toHaveCount(0)
  await accessible(page)
  await page.getByRole('button', { name: 'Back to myself' }).click()
  await expect(page.getByRole('tab', { name: 'Principals' })).toBeVisible()
  await expect(banner).toHaveCount(0)
  await run(page, byAccount)
  await expect(rows(page)).toContainText('8 of 8 rows')
})

test('what was done is in the audit log, whose chain holds, and opens as SQL', async ({ page }) => {
  await edit({ put: { principals: [team], filters: [filter] }, grant: [granted] })
  await login(page, 'local', '/audit')
  await page.request.post(`${server.url}/api/run`, { data: { sql: byAccount }, headers: { 'Glaux-As': 'app-team' } })
  await page.reload()
  await expect(page.getByTestId('chain')).toContainText('The chain holds')
  await page.getByRole('textbox', { name: 'Principal' }).fill('app-team')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/principal=app-team/)
  const first = page.locator('tbody tr').filter({ hasText: 'by local' }).filter({ hasText: 'GROUP BY' }).first()
  await expect(first).toContainText('Succeeded')
  await first.click()
  const record = page.getByRole('dialog')
  await expect(record).toContainText(byAccount)
  await expect(record).toContainText(`demo.cur.${cost}`)
  await expect(record).toContainText(/like 'App-Team-%'/i)
  await accessible(page)
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: 'Open as SQL' }).first().click()
  await expect(page).toHaveURL(/\/sql/)
  await expect(rows(page)).toContainText(/[1-9]\d* of/)
})

test('who is no auditor learns nothing of the log', async ({ page }) => {
  await edit({ put: { principals: [team] } })
  await login(page, 'app-team', '/audit')
  await expect(page.getByText('There is no audit log here for you')).toBeVisible()
  await expect(page.getByTestId('chain')).toHaveCount(0)
})

test('everything is exported, with what Lake Formation cannot express', async ({ page }) => {
  await edit({ put: { principals: [team], filters: [{ ...filter, masks: { [cost]: `mask_null(${cost})` } }], workgroups: [{ name: 'team', limits: { rows: 10 } }] } })
  await login(page, 'local', '/sharing?tab=export')
  await expect(page.getByRole('region', { name: 'What Lake Formation cannot express' })).toContainText('workgroup team')
  for (const [form, file] of [['CloudFormation', 'share.template.json'], ['Terraform', 'share.tf'], ['AWS CLI', 'share.sh'], ['Glaux file', 'share.json']] as const) {
    await page.getByRole('radiogroup', { name: 'Export' }).getByText(form, { exact: true }).click()
    const part = page.getByRole('region', { name: file })
    await expect(part.locator('pre')).toContainText('own')
    const [download] = await Promise.all([page.waitForEvent('download'), part.getByRole('button', { name: 'Download' }).click()])
    expect(download.suggestedFilename()).toBe(file)
  }
  await edit({ put: { filters: [filter] }, remove: { workgroups: ['team'] } })
})

for (const look of looks.slice(1, 3)) {
  test(`every tab fits and is accessible: ${look.name}`, async ({ page }) => {
    test.setTimeout(180_000)
    await edit({ put: { principals: [team], filters: [filter], tags: [{ key: 'k', values: ['v'] }], locations: [{ path: 's3://bucket/prefix', hybrid: true }] } })
    await wear(page, look)
    await login(page, 'local', '/sharing')
    for (const tab of ['grants', 'filters', 'principals', 'tags', 'locations', 'workgroups', 'export', 'changes', 'own', 'filters&filter=demo.cur.own']) {
      await page.goto(`${server.url}/sharing?tab=${tab}`)
      await expect(page.getByRole('tabpanel')).toBeVisible()
      await page.waitForLoadState('networkidle')
      await fits(page)
      await accessible(page)
    }
  })
}
