// A server that asks for a token: nothing is shown before, everything after, and nothing again when one has logged out.
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { freePort, lake, program, Server, world } from './server'
import { accessible, expect, test } from './test'

const guarded = join(world, 'guarded') // one server at a time uses a lake
const tokens = join(world, 'tokens.json')
let server: Server
let token = ''

test.use({ allowed: /401 \(Unauthorized\)/ })

test.beforeAll(async () => {
  rmSync(tokens, { force: true })
  if (!existsSync(guarded)) cpSync(lake, guarded, { recursive: true })
  rmSync(join(guarded, 'workbench'), { force: true, recursive: true })
  token = execFileSync(program, ['token', 'create', '--file', tokens, 'local'], { encoding: 'utf8' }).trim().split('\n').at(-1) ?? ''
  server = await new Server(await freePort(), guarded).start('--token-file', tokens)
})

test.afterAll(() => server.stop())

test('a token opens the workbench, and logging out closes it again', async ({ page }) => {
  expect((await page.request.get(`${server.url}/api/saved`)).status()).toBe(401)
  await page.goto(`${server.url}/explorer?by=region`)
  await expect(page).toHaveURL(/\/login\?next=/)
  await accessible(page)

  const field = page.getByLabel(/^Token/)
  await field.fill('glaux_not_a_token')
  await page.getByRole('button', { name: 'Log in', exact: true }).click()
  await expect(page.getByText('This token is not known, or it has been withdrawn.')).toBeVisible()
  await expect(page).toHaveURL(/\/login/)

  await field.fill(token)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/explorer\?by=region/)
  await expect(page.getByTestId('total')).toHaveText(/\$[\d,]+/)
  await page.reload()
  await expect(page.getByTestId('total')).toHaveText(/\$[\d,]+/)

  await page.getByRole('button', { name: 'Language, colours and account' }).click()
  await expect(page.getByText(/^local · /)).toBeVisible()
  await page.getByRole('button', { name: 'Log out' }).click()
  await expect(page).toHaveURL(/\/login/)
  expect((await page.request.get(`${server.url}/api/saved`)).status()).toBe(401)
  await page.goto(`${server.url}/explorer`)
  await expect(page).toHaveURL(/\/login\?next=/)
})

test('a token that is withdrawn ends the session that it began', async ({ page }) => {
  const other = execFileSync(program, ['token', 'create', '--file', tokens, 'local'], { encoding: 'utf8' }).trim().split('\n').at(-1) ?? ''
  await page.goto(`${server.url}/login?next=%2Fhelp`)
  await expect(async () => { // a changed file is taken soon
    await page.getByLabel(/^Token/).fill(other)
    await page.getByRole('button', { name: 'Log in', exact: true }).click()
    await expect(page).toHaveURL(/\/help/, { timeout: 2000 })
  }).toPass()
  execFileSync(program, ['token', 'revoke', '--file', tokens, 'local'])
  await expect.poll(async () => (await page.request.get(`${server.url}/api/saved`)).status()).toBe(401)
  await page.goto(`${server.url}/explorer`)
  await expect(page).toHaveURL(/\/login/)
})
