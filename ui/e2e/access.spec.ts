// Tokens and access keys in the browser, and a file of what is shared: what is made is shown once and works, what is withdrawn works no more,
// and what a file would change is shown before it is changed.
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { freePort, lake, program, Server, world } from './server'
import { accessible, expect, fits, test } from './test'

const guarded = join(world, 'access') // one server at a time uses a lake
const tokens = join(world, 'access-tokens.json')
const token: Record<string, string> = {}
let server: Server

test.use({ allowed: /40[0134] \(|422 \(|Failed to load resource/ })

test.beforeAll(async () => {
  rmSync(tokens, { force: true })
  if (!existsSync(guarded)) cpSync(lake, guarded, { recursive: true })
  rmSync(join(guarded, 'workbench'), { force: true, recursive: true })
  for (const name of ['local', 'alice']) token[name] = execFileSync(program, ['token', 'create', '--file', tokens, '--note', `first of ${name}`, name], { encoding: 'utf8' }).trim().split('\n').at(-1) ?? ''
  server = await new Server(await freePort(), guarded).start('--token-file', tokens)
  const whole = [{ principal: 'local', resource: { type: 'CATALOG' }, permissions: ['ALL'], grantable: ['ALL'] }]
  const body = { version: 0, administrators: ['local'], principals: [{ name: 'local', kind: 'user' }], grants: whole }
  const answer = await fetch(`${server.url}/api/share`, { method: 'PUT', headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token.local}` }, body: JSON.stringify(body) })
  expect(answer.ok, await answer.text()).toBe(true)
})

test.afterAll(() => server.stop())

async function login(page: Page, name: string, path: string): Promise<void> {
  const answer = await page.request.post(`${server.url}/api/session`, { data: { token: token[name] } })
  expect(answer.ok(), await answer.text()).toBe(true)
  await page.goto(server.url + path)
}

const status = async (secret: string) => (await fetch(`${server.url}/api/session`, { headers: { Authorization: `Bearer ${secret}` } })).status

test('a token is made, shown once, good for what asks with it, and worth nothing once it is withdrawn', async ({ page }) => {
  await login(page, 'alice', '/access')
  const list = page.getByTestId('tokens')
  await expect(list).toContainText('first of alice')
  await expect(list).toContainText('you came by it')
  await expect(page.getByText('Everybody\'s')).toHaveCount(0)

  await page.keyboard.press('n')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(/^Note/).fill('nightly report')
  await accessible(page)
  await page.keyboard.press('Enter')
  const made = page.getByTestId('made')
  const secret = (await made.locator('code').first().textContent()) ?? ''
  expect(secret).toMatch(/^glaux_\w{40,}$/)
  expect(await status(secret)).toBe(200)
  await page.keyboard.press('Escape') // what is shown once is not lost by a key
  await expect(made).toBeVisible()
  await page.getByRole('button', { name: 'I have kept it' }).click()
  await expect(made).toHaveCount(0)
  await expect(list).toContainText('nightly report')
  await expect(page.locator('body')).not.toContainText(secret)

  await page.getByRole('button', { name: 'Withdraw nightly report' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click()
  await expect(list).not.toContainText('nightly report')
  expect(await status(secret)).toBe(401)
  await fits(page)
})

test('an access key has an id and a secret, and everybody sees only their own', async ({ page }) => {
  await login(page, 'alice', '/access')
  await page.keyboard.press('k')
  await page.getByRole('dialog').getByLabel(/^Note/).fill('for the CLI')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('made')).toContainText(/AWS_ACCESS_KEY_ID=GLAUX\w{15}/)
  await expect(page.getByTestId('made')).toContainText(/AWS_SECRET_ACCESS_KEY=\S{40}/)
  await page.getByRole('button', { name: 'I have kept it' }).click()
  await expect(page.getByTestId('keys')).toContainText('for the CLI')
  await login(page, 'local', '/access')
  await expect(page.getByText('first of local')).toBeVisible()
  await expect(page.getByText('for the CLI')).toHaveCount(0)
})

test('an administrator sees those of everybody and makes one for another', async ({ page }) => {
  await login(page, 'local', '/access?whose=all')
  await expect(page.getByTestId('tokens')).toContainText('first of alice')
  await page.getByRole('button', { name: 'New token' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(/^Principal/).fill('reporter')
  await dialog.getByRole('combobox', { name: /^Expires/ }).click()
  await page.getByRole('option', { name: 'never' }).click()
  await dialog.getByRole('button', { name: 'Make the token' }).click()
  const secret = (await page.getByTestId('made').locator('code').first().textContent()) ?? ''
  const who = await fetch(`${server.url}/api/session`, { headers: { Authorization: `Bearer ${secret}` } })
  expect(await who.json()).toMatchObject({ principal: 'reporter', administrator: false })
  await page.getByRole('button', { name: 'I have kept it' }).click()
  await expect(page.getByTestId('tokens')).toContainText('reporter')
})

test('who withdraws the token of the session logs in again', async ({ page }) => {
  await login(page, 'alice', '/access')
  await page.getByRole('button', { name: 'Withdraw first of alice' }).click()
  await expect(page.getByRole('dialog')).toContainText('your session ends with it')
  await page.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click()
  await expect(page).toHaveURL(/\/login/)
})

test('a file of what is shared shows what it would change, and changes it', async ({ page }) => {
  await login(page, 'local', '/sharing?tab=import')
  const now = await (await page.request.get(`${server.url}/api/share`)).json() as { principals?: object[] }
  const file = { ...now, principals: [...(now.principals ?? []), { name: 'analysts', kind: 'group' }], workgroups: [{ name: 'etl', limits: { running: 2 } }] }
  await page.locator('input[type=file]').setInputFiles({ name: 'share.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(file)) })
  const difference = page.getByTestId('difference')
  await expect(difference).toContainText('analysts')
  await expect(page.getByText('2 new, 0 changed, 0 gone')).toBeVisible()
  expect(await (await page.request.get(`${server.url}/api/share`)).json()).toEqual(now) // nothing was changed by looking
  await accessible(page)
  await page.getByRole('button', { name: 'Apply' }).click()
  await expect(page.getByText('2 records were changed')).toBeVisible()
  expect(await (await page.request.get(`${server.url}/api/share`)).json()).toMatchObject({ workgroups: [{ name: 'etl' }] })

  await page.getByLabel('Or paste its text').fill('{"administrators": [')
  await page.getByRole('button', { name: 'Compare' }).click()
  await expect(page.getByRole('region', { name: 'Pasted text' }).getByRole('alert')).toContainText('This is no JSON')
  await page.getByRole('button', { name: 'Another file' }).click()
  await page.getByLabel('Or paste its text').fill(JSON.stringify({ ...now, administrators: ['analysts'], principals: [{ name: 'analysts', kind: 'group' }], grants: [] }))
  await page.getByRole('button', { name: 'Compare' }).click()
  await expect(page.getByText('You would no longer be an administrator')).toBeVisible()
  await page.getByRole('button', { name: 'Apply' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  expect(await (await page.request.get(`${server.url}/api/share`)).json()).toMatchObject({ administrators: ['local'] })
})
