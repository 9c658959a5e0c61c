// What ran in a workgroup: found again, looked into, and taken out.
import { accessible, expect, fits, test } from './test'

test('what was run is found, opened, and deleted', async ({ page, request }) => {
  const run = async (sql: string) => {
    const begun = await (await request.post('/api/queries', { data: { sql } })).json() as { id: string }
    await request.get(`/api/queries/${begun.id}?wait=10`)
  }
  await run('SELECT 41 + 1 AS the_answer_of_this_test')
  await run('SELECT nothing_of_this_test FROM demo.cur')
  await page.goto('/workgroups')
  const list = page.getByTestId('history')
  await expect(list).toContainText('the_answer_of_this_test')
  await accessible(page)
  await fits(page)

  await page.getByLabel('Text').fill('of_this_test')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/q=of_this_test/)
  await expect(page.getByTestId('shown')).toHaveText('2 statements, all shown')
  await page.getByRole('combobox', { name: 'State' }).click()
  await page.getByRole('option', { name: 'Failed' }).click()
  await expect(page.getByTestId('shown')).toHaveText('1 statement, all shown')
  await list.getByRole('button').first().click()
  const drawer = page.getByRole('dialog')
  await expect(drawer).toContainText('COLUMN_NOT_FOUND')
  await page.reload() // the address holds it
  await expect(drawer).toContainText('COLUMN_NOT_FOUND')
  await drawer.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('dialog', { name: 'Delete this statement?' }).getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByText('Nothing fits')).toBeVisible()

  await page.goto('/workgroups?q=the_answer_of_this_test')
  await list.getByRole('button').first().click()
  await drawer.getByRole('link', { name: 'Open the result' }).click()
  await expect(page.getByTestId('rows')).toContainText('1 of 1 row')
})
