// The SQL console: each thing that one can do in it, done in the demo's world.
import { execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import type { Locator, Page } from '@playwright/test'
import { lake, program } from './server'
import { expect, test } from './test'

test.use({ permissions: ['clipboard-read', 'clipboard-write'] })

const statement = (page: Page): Locator => page.getByRole('textbox', { name: 'SQL statement' })
const result = (page: Page): Locator => page.getByRole('region', { name: 'Result' })
const grid = (page: Page): Locator => page.getByRole('grid')
const tabs = (page: Page): Locator => page.getByRole('tablist', { name: 'Queries' })
const side = (page: Page, name: string): Locator => page.getByRole('radiogroup', { name: /^Catalog/ }).getByText(name, { exact: true })
const options = (page: Page): Locator => page.getByRole('listbox', { name: 'Completions' })

/** Opens the console, with a text where one is given. */
async function open(page: Page, sql = ''): Promise<void> {
  await page.goto(sql ? `/sql?sql=${encodeURIComponent(sql)}` : '/sql')
  await expect(statement(page)).toBeVisible()
}

/** Opens the console with a text, and waits for so many rows. */
async function run(page: Page, sql: string, rows: string): Promise<void> {
  await page.goto(`/sql?sql=${encodeURIComponent(sql)}&run=1`)
  await expect(page.getByTestId('rows')).toHaveText(rows)
}

/** Replaces the statement by another one. */
async function write(page: Page, sql: string): Promise<void> {
  await statement(page).fill(sql)
}

/** Types a text at the end of the statement, as fingers do. */
async function type(page: Page, text: string): Promise<void> {
  await statement(page).focus()
  await page.keyboard.press('ControlOrMeta+End')
  await page.keyboard.type(text)
}

/** The text of the editor. */
async function text(page: Page): Promise<string> {
  return (await statement(page).locator('.cm-line').allInnerTexts()).map((line) => line.replace(/^\n$/, '')).join('\n')
}

/** Opens the menu of a column of the grid and takes something in it. */
async function columnMenu(page: Page, column: string, item: string): Promise<void> {
  await grid(page).getByRole('columnheader', { name: column, exact: true }).click()
  await page.getByRole('menuitem', { name: item, exact: true }).click()
}

const cells = (page: Page): Promise<string[]> => grid(page).getByRole('gridcell').allInnerTexts()
const clipboard = (page: Page): Promise<string> => page.evaluate(() => navigator.clipboard.readText())

test.describe('catalog', () => {
  test('databases, tables, columns with their types, and click inserts the name', async ({ page }) => {
    await open(page)
    const tree = page.getByRole('tree', { name: 'Catalog' })
    await expect(tree.getByRole('treeitem', { name: /^demo, / })).toHaveAttribute('aria-expanded', 'true')
    await expect(tree.getByRole('treeitem', { name: /^glaux, / })).toBeVisible()
    await tree.getByRole('treeitem', { name: 'cur', exact: true }).click()
    await expect(tree.getByRole('treeitem', { name: 'bill_payer_account_id, varchar' })).toBeVisible()
    const cost = tree.getByRole('treeitem', { name: /^line_item_unblended_cost, d/ })
    await expect(cost).toHaveAttribute('aria-level', '3')
    await cost.click()
    await expect(statement(page)).toHaveText('line_item_unblended_cost')
  })

  test('the keys of resource_tags with their frequent values', async ({ page }) => {
    await open(page)
    const tree = page.getByRole('tree', { name: 'Catalog' })
    await page.getByRole('textbox', { name: 'Filter tables and columns' }).fill('resource_tags')
    const tags = tree.getByRole('treeitem', { name: /^resource_tags, map/ }).first()
    await tags.focus()
    await page.keyboard.press('ArrowRight')
    const key = tree.getByRole('treeitem', { name: /^user_team/ }).first()
    await expect(key).toBeVisible()
    await key.focus()
    await page.keyboard.press('ArrowRight')
    await expect(tree.getByRole('treeitem', { name: /^click, \d/ })).toBeVisible()
    await key.click()
    await expect(statement(page)).toHaveText("resource_tags['user_team']")
  })

  test('partitions, sample rows and the definition', async ({ page }) => {
    await open(page)
    const tree = page.getByRole('tree', { name: 'Catalog' })
    const table = tree.getByRole('treeitem', { name: 'cur', exact: true })
    await table.click()
    const partitions = tree.getByRole('treeitem', { name: 'Partitions' })
    await partitions.click()
    await expect(tree.getByRole('treeitem', { name: /^billing_period=2025-11, / })).toBeVisible()

    await table.getByRole('button', { name: 'Actions for cur' }).click()
    await page.getByRole('menuitem', { name: 'Definition (DDL)' }).click()
    const dialog = page.getByRole('dialog', { name: 'cur' })
    await expect(dialog).toContainText(/CREATE [\s\S]*line_item_usage_account_name/)
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()

    await table.getByRole('button', { name: 'Actions for cur' }).click()
    await page.getByRole('menuitem', { name: 'Sample rows' }).click()
    await expect(page.getByTestId('rows')).toHaveText('10 of 10 rows')
  })

  test('the filter leaves what matches', async ({ page }) => {
    await open(page)
    const tree = page.getByRole('tree', { name: 'Catalog' })
    const filter = page.getByRole('textbox', { name: 'Filter tables and columns' })
    await filter.fill('flow_l')
    await expect(tree.getByRole('treeitem', { name: 'flow_logs', exact: true })).toBeVisible()
    await expect(tree.getByRole('treeitem', { name: 'cur', exact: true })).toBeHidden()
    await filter.fill('nothing is called so')
    await expect(page.getByText('Nothing of this name.')).toBeVisible()
  })
})

test.describe('tabs', () => {
  test('new, rename, close and undo, and all of it outlives a reload', async ({ page }) => {
    await open(page, 'SELECT 1 AS one')
    await page.getByRole('button', { name: 'New query', exact: true }).click()
    await expect(tabs(page).getByRole('tab')).toHaveCount(2)
    await write(page, 'SELECT 2 AS two')
    await tabs(page).getByRole('tab', { selected: true }).dblclick()
    await page.getByRole('textbox', { name: 'Rename' }).fill('the second')
    await page.keyboard.press('Enter')
    await expect(tabs(page).getByRole('tab', { name: 'the second' })).toBeVisible()

    await page.reload()
    await expect(tabs(page).getByRole('tab')).toHaveCount(2)
    await expect(tabs(page).getByRole('tab', { name: 'the second' })).toHaveAttribute('aria-selected', 'true')
    await expect(statement(page)).toHaveText('SELECT 2 AS two')

    await tabs(page).getByRole('tab', { name: 'the second' }).focus()
    await page.keyboard.press('Delete')
    await expect(tabs(page).getByRole('tab')).toHaveCount(1)
    await expect(statement(page)).toHaveText('SELECT 1 AS one')
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect(tabs(page).getByRole('tab', { name: 'the second' })).toBeVisible()
    await expect(statement(page)).toHaveText('SELECT 2 AS two')
  })

  test('the palette opens a new one', async ({ page }) => {
    await open(page, 'SELECT 1 AS one')
    await page.keyboard.press('ControlOrMeta+k')
    await page.keyboard.type('new query')
    await page.getByRole('dialog', { name: 'Command palette' }).getByRole('option', { name: /^New query$/ }).click()
    await expect(tabs(page).getByRole('tab')).toHaveCount(2)
    await expect(page.getByRole('dialog')).toBeHidden()
    await expect(tabs(page).getByRole('tab', { selected: true })).toHaveText('New query')
    await page.goto('/sql?new=1')
    await expect(page).toHaveURL(/tab=/)
    await expect(tabs(page).getByRole('tab')).toHaveCount(2)
    await tabs(page).getByRole('tab').first().click()
    await page.goto('/sql?new=1')
    await expect(tabs(page).getByRole('tab')).toHaveCount(3)
  })
})

test.describe('completion', () => {
  const offered: { name: string; typed: string; option: RegExp; becomes: RegExp }[] = [
    { name: 'keywords', typed: 'SELECT 1 FR', option: /^keyword FROM/, becomes: /^SELECT 1 FROM/ },
    { name: 'tables', typed: 'SELECT * FROM demo.flow', option: /^table flow_logs/, becomes: /^SELECT \* FROM demo\.flow_logs$/ },
    { name: 'columns', typed: 'SELECT line_item_unb', option: /^column line_item_unblended_cost/, becomes: /^SELECT line_item_unblended_cost/ },
    { name: 'map keys', typed: "SELECT * FROM demo.cur WHERE resource_tags['user_te", option: /^key user_team/, becomes: /resource_tags\['user_team'\]$/ },
    { name: 'values', typed: "SELECT * FROM demo.cur WHERE line_item_usage_account_name = 'App", option: /^value App-Team-Click/, becomes: /= 'App-Team-Click'$/ },
  ]
  for (const { name, typed, option, becomes } of offered) {
    test(name, async ({ page }) => {
      await open(page, name === 'columns' ? '\nFROM demo.cur' : '')
      await statement(page).focus()
      if (name === 'columns') await page.keyboard.press('ControlOrMeta+Home')
      await page.keyboard.type(typed)
      await options(page).getByRole('option', { name: option }).first().click()
      await expect(options(page)).toBeHidden()
      await expect.poll(() => text(page)).toMatch(becomes)
    })
  }

  test('functions with what they do', async ({ page }) => {
    await open(page)
    await type(page, 'SELECT date_tru')
    const option = options(page).getByRole('option', { name: /^function date_trunc/ })
    await expect(option).toHaveAttribute('aria-selected', 'true')
    await expect(page.locator('.cm-completionInfo')).toContainText('date_trunc(')
    await page.keyboard.press('Tab')
    await expect(statement(page)).toContainText('date_trunc(')
    await expect(page.locator('.cm-signature')).toBeVisible()
  })
})

test('a misspelt column is underlined, and said what is wrong with it', async ({ page }) => {
  await open(page, 'SELECT line_item_unblended_csot FROM demo.cur')
  const mark = page.locator('.cm-lintRange-error')
  await expect(mark).toHaveText('line_item_unblended_csot')
  const status = page.getByRole('status', { name: 'About the statement' })
  await expect(status).toContainText(/1 problem.*line_item_unblended_csot/)
  await mark.hover()
  await expect(page.locator('.cm-tooltip-lint')).toContainText('line_item_unblended_csot')
  await expect(page.locator('.cm-tooltip-lint')).toContainText('line_item_unblended_cost')
  await write(page, 'SELECT line_item_unblended_cost FROM demo.cur')
  await expect(mark).toHaveCount(0)
  await expect(status).toContainText('No problems')
  await expect(page.getByTestId('estimate')).toHaveText(/^Would read [\d.]+ [kMG]?B; in Athena/)
})

test('a run that fails says where, and a click goes there', async ({ page }) => {
  await open(page, 'SELECT 1;\nSELECT nobody FROM demo.cur')
  await statement(page).focus()
  await page.keyboard.press('ControlOrMeta+End')
  await page.keyboard.press('ControlOrMeta+Enter')
  await result(page).getByRole('button', { name: /^Line 2, column 8/ }).click()
  await expect(statement(page)).toBeFocused()
  await expect.poll(() => page.evaluate(() => getSelection()?.toString())).toBe('nobody')
})

test('format', async ({ page }) => {
  await open(page, 'select a,count(*) from (values 1,2) t(a) where a>1 group by a')
  await page.getByRole('button', { name: 'Format the statement' }).click()
  await expect.poll(() => text(page)).toMatch(/^SELECT\n? +a,\s+count\(\*\)\s+FROM[\s\S]*\nWHERE a > 1\nGROUP BY a$/)
})

test('run: the statement at the cursor, the selection, everything', async ({ page }) => {
  await open(page, 'SELECT 11 AS x;\nSELECT 22 AS x')
  await statement(page).focus()
  await page.keyboard.press('ControlOrMeta+Home')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(grid(page).getByRole('gridcell')).toHaveText(['11'])
  await statement(page).focus()
  await page.keyboard.press('ControlOrMeta+End')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(grid(page).getByRole('gridcell')).toHaveText(['22'])

  await write(page, 'SELECT 33 AS x UNION ALL SELECT 44')
  await page.keyboard.press('ControlOrMeta+Home')
  for (let i = 0; i < 'SELECT 33 AS x'.length; i++) await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(grid(page).getByRole('gridcell')).toHaveText(['33'])
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Run the whole text' }).click()
  await expect(grid(page).getByRole('gridcell')).toHaveText(['33', '44'])
})

test('parameters', async ({ page }) => {
  await open(page, 'SELECT ? || ? AS word')
  await page.getByRole('button', { name: /^Run/ }).click()
  await expect(page.getByText('Give every parameter a value first.')).toBeVisible()
  await page.getByRole('textbox', { name: 'Parameter 1' }).fill("'App-'")
  await page.getByRole('textbox', { name: 'Parameter 2' }).fill("'Team'")
  await page.keyboard.press('Enter')
  await expect(grid(page).getByRole('gridcell')).toHaveText(['App-Team'])
})

test('history finds what was run, opens it and forgets it', async ({ page }) => {
  const word = `history ${Date.now()}`
  await run(page, `SELECT '${word}' AS word`, '1 of 1 row')
  await page.getByRole('button', { name: 'New query', exact: true }).click()
  await side(page, 'History').click()
  await page.getByRole('textbox', { name: 'Search what was run' }).fill(word)
  const entry = page.getByRole('button', { name: `SELECT '${word}' AS word` })
  await expect(entry).toHaveCount(1)
  await expect(entry).toContainText('1 row')
  await entry.click()
  await expect(grid(page).getByRole('gridcell')).toHaveText([word])
  await page.getByRole('button', { name: 'Forget this query and its rows' }).click()
  await expect(page.getByText('Nothing that was run contains this.')).toBeVisible()
})

test('saved queries: save into a folder, open, rename, delete', async ({ page }) => {
  const name = `saved ${Date.now()}`
  await open(page, 'SELECT 5 AS five')
  await page.getByRole('button', { name: 'Save the query' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name)
  await dialog.getByRole('combobox', { name: 'Folder' }).or(dialog.getByRole('textbox', { name: 'Folder' })).fill('team/costs')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText(`Saved: ${name}`)).toBeVisible()
  const saved = new URL(page.url()).searchParams.get('q') ?? ''
  expect(saved).not.toBe('')

  await side(page, 'Saved').click()
  const folder = page.getByRole('region', { name: 'team/costs' })
  await expect(folder.getByRole('button', { name, exact: true })).toBeVisible()
  await write(page, 'SELECT 6 AS six')
  await expect(page.getByRole('img', { name: 'Differs from what is saved' })).toBeVisible()

  await page.evaluate(() => localStorage.removeItem('glaux.sql.tabs'))
  await page.addInitScript(() => localStorage.removeItem('glaux.sql.tabs'))
  await page.goto(`/sql?saved=${saved}`)
  await expect(statement(page)).toHaveText('SELECT 5 AS five')
  await expect(tabs(page).getByRole('tab', { name })).toBeVisible()

  await side(page, 'Saved').click()
  await folder.getByRole('button', { name: `Actions for ${name}` }).click()
  await page.getByRole('menuitem', { name: 'Rename or move' }).click()
  await dialog.getByRole('textbox', { name: 'Name' }).fill(`${name} again`)
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(folder.getByRole('button', { name: `${name} again`, exact: true })).toBeVisible()
  await folder.getByRole('button', { name: `Actions for ${name} again` }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByText('The saved query was deleted')).toBeVisible()
  await expect(folder.getByRole('button', { name: `${name} again`, exact: true })).toHaveCount(0)
  await page.goto(`/sql?saved=${saved}`)
  await expect(page.getByText('This saved query is no longer there.')).toBeVisible()
})

test('EXPLAIN shows each stage', async ({ page }) => {
  await open(page, 'SELECT line_item_line_item_type, sum(line_item_unblended_cost) AS cost FROM demo.cur GROUP BY 1')
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Explain the statement' }).click()
  const stage = page.getByRole('radiogroup', { name: 'Stage' })
  for (const [name, holds] of [['Parsed', /line_item_line_item_type/], ['Typed', /decimal|double/], ['Guarded', /line_item_unblended_cost/], ['DuckDB SQL', /SELECT[\s\S]*GROUP BY/i], ['Plan', /GROUP|AGGREGATE/i]] as const) {
    await stage.getByText(name, { exact: true }).click()
    await expect(result(page).locator('pre')).toHaveText(holds)
  }
})

test('what was read, and what Athena would take', async ({ page }) => {
  await run(page, 'SELECT count(*) AS n, sum(line_item_unblended_cost) AS cost FROM demo.cur', '1 of 1 row')
  await expect(result(page)).toContainText(/[\d.]+ [kMG]B read/)
  await expect(result(page).getByText(/^in Athena/)).toHaveAttribute('title', /^\$0\.0\d+\n/)
  await run(page, 'SHOW TABLES IN demo', '17 of 17 rows')
  await expect(result(page).getByText(/^in Athena/)).toHaveAttribute('title', /^\$0\.00\n/)
})

test.describe('grid', () => {
  const sql = "SELECT * FROM (VALUES (2, 'b', DECIMAL '1.50'), (1, 'it''s', NULL), (3, 'a|b', DECIMAL '-7.25')) AS t(n, word, cost)"

  test('sort, hide, and NULL is seen', async ({ page }) => {
    await run(page, sql, '3 of 3 rows')
    await expect(grid(page).getByRole('gridcell', { name: 'NULL', exact: true })).toHaveCount(1)
    await columnMenu(page, 'n', 'Sort ascending')
    await expect(grid(page).getByRole('columnheader', { name: 'n', exact: true })).toHaveAttribute('aria-sort', 'ascending')
    await expect.poll(() => cells(page)).toEqual(['1', "it's", 'NULL', '2', 'b', '1.50', '3', 'a|b', '-7.25'])
    await columnMenu(page, 'n', 'Sort descending')
    await expect.poll(() => cells(page)).toEqual(['3', 'a|b', '-7.25', '2', 'b', '1.50', '1', "it's", 'NULL'])
    await columnMenu(page, 'word', 'Hide the column')
    await expect.poll(() => cells(page)).toEqual(['3', '-7.25', '2', '1.50', '1', 'NULL'])
    await columnMenu(page, 'n', 'Show the hidden column')
    await expect.poll(async () => (await cells(page)).length).toBe(9)
  })

  test('statistics and histogram of a column', async ({ page }) => {
    await run(page, 'SELECT n, n % 3 AS rest FROM UNNEST(sequence(1, 300)) AS t(n)', '300 of 300 rows')
    await columnMenu(page, 'n', 'Statistics and histogram')
    const panel = page.getByRole('complementary', { name: 'n', exact: true })
    await expect(panel.getByRole('row', { name: 'Rows 300' })).toBeVisible()
    await expect(panel.getByRole('row', { name: 'Smallest 1', exact: true })).toBeVisible()
    await expect(panel.getByRole('row', { name: 'Largest 300' })).toBeVisible()
    await expect(panel.getByRole('img', { name: 'Histogram' }).locator('rect').first()).toBeVisible()
    await panel.getByRole('button', { name: 'Open as SQL' }).click()
    await expect(tabs(page).getByRole('tab')).toHaveCount(2)
    await expect(page.getByTestId('rows')).toContainText(/^[1-9]/)
  })

  test('copy as TSV, Markdown and SQL VALUES', async ({ page }) => {
    await run(page, sql, '3 of 3 rows')
    await grid(page).focus()
    await page.keyboard.press('ControlOrMeta+a')
    const copied: [string, string][] = [
      ['Copy with column names', "n\tword\tcost\n2\tb\t1.50\n1\tit's\t\n3\ta|b\t-7.25"],
      ['Copy as Markdown', "| n | word | cost |\n| ---: | --- | ---: |\n| 2 | b | 1.50 |\n| 1 | it's | NULL |\n| 3 | a\\|b | -7.25 |"],
      ['Copy as SQL VALUES', "VALUES\n  (2, 'b', DECIMAL '1.50'),\n  (1, 'it''s', NULL),\n  (3, 'a|b', DECIMAL '-7.25')"],
    ]
    for (const [item, want] of copied) {
      await result(page).getByRole('button', { name: 'Copy the selection' }).click()
      await page.getByRole('menuitem', { name: item }).click()
      await expect.poll(() => clipboard(page)).toBe(want)
    }
    await write(page, copied[2]?.[1] ?? '')
    await page.keyboard.press('ControlOrMeta+Enter')
    await expect(page.getByTestId('rows')).toHaveText('3 of 3 rows')
    await expect.poll(() => cells(page)).toEqual(['2', 'b', '1.50', '1', "it's", 'NULL', '3', 'a|b', '-7.25'])
  })

  test('export the whole result', async ({ page }) => {
    const wide = 'SELECT line_item_usage_account_name, resource_tags, line_item_unblended_cost, line_item_usage_start_date FROM demo.cur ORDER BY identity_line_item_id, identity_time_interval, line_item_unblended_cost LIMIT 3000'
    await run(page, wide, '3,000 of 3,000 rows')
    const got = async (item: string): Promise<Buffer> => {
      await result(page).getByRole('button', { name: 'Export' }).click()
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: item, exact: true }).click()])
      return readFile(await download.path())
    }
    const ours = execFileSync(program, ['query', '--lake', lake, '--format', 'csv', wide], { maxBuffer: 1 << 28 })
    expect((await got('CSV')).equals(ours)).toBe(true)
    const objects = JSON.parse((await got('JSON')).toString()) as unknown[]
    expect(objects).toHaveLength(3000)
    expect((await got('JSON lines')).toString().trimEnd().split('\n')).toHaveLength(3000)
    const parquet = await got('Parquet')
    expect(parquet.subarray(0, 4).toString() + parquet.subarray(-4).toString()).toBe('PAR1PAR1')
    const xlsx = await got('Excel (XLSX)')
    expect(xlsx.subarray(0, 2).toString()).toBe('PK')
    expect(xlsx.length).toBeGreaterThan(10_000)
  })
})

test.describe('chart', () => {
  const monthly = "SELECT date_format(line_item_usage_start_date, '%Y-%m') AS month, product_region_code AS region, round(sum(line_item_unblended_cost), 2) AS cost, count(*) AS line_items FROM demo.cur WHERE billing_period >= '2025-09' GROUP BY 1, 2 ORDER BY 1, 2"

  test('each type that fits', async ({ page }) => {
    await page.goto(`/sql?sql=${encodeURIComponent(monthly)}&run=1`)
    await expect(page.getByTestId('rows')).toContainText(/^[1-9]/)
    await result(page).getByText('Chart', { exact: true }).click()
    const figure = result(page).locator('figure')
    await expect(figure.locator('canvas, svg').first()).toBeVisible()
    const set = async (label: string, value: string) => {
      await result(page).getByRole('combobox', { name: label, exact: true }).or(result(page).getByRole('textbox', { name: label, exact: true })).click()
      await page.getByRole('option', { name: value, exact: true }).click()
    }
    for (const type of ['Bars', 'Stacked bars', 'Lines', 'Areas', 'Scatter', 'Pie']) {
      await set('Chart', type)
      await expect(figure.locator('canvas, svg').first(), type).toBeVisible()
    }
    for (const type of ['Heat map', 'Sankey']) {
      await set('Chart', type)
      await set(type === 'Sankey' ? 'From' : 'Axis', 'region')
      await set(type === 'Sankey' ? 'To' : 'Second axis', 'month')
      await expect(figure.locator('canvas, svg').first(), type).toBeVisible()
    }
    for (const type of ['PNG', 'SVG']) {
      await result(page).getByRole('button', { name: 'Export the chart' }).click()
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: type }).click()])
      expect((await readFile(await download.path())).length).toBeGreaterThan(1000)
    }
  })
})

test('a result becomes a named view that can be queried', async ({ page }) => {
  const name = `view_${Date.now()}`
  await run(page, 'SELECT line_item_line_item_type AS kind, count(*) AS n FROM demo.cur GROUP BY 1 ORDER BY 1 LIMIT 2', '2 of 2 rows')
  await result(page).getByRole('button', { name: 'Pin as a named view' }).click()
  const dialog = page.getByRole('dialog', { name: 'Pin as a named view' })
  await dialog.getByRole('textbox', { name: 'Name' }).fill(`demo.${name}`)
  await dialog.getByRole('button', { name: 'Create the view' }).click()
  await expect(page.getByText(`demo.${name} is a view now`)).toBeVisible()
  await expect(page.getByRole('treeitem', { name: `${name}, view` })).toBeVisible()
  await write(page, `SELECT kind FROM demo.${name}`)
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(grid(page).getByRole('columnheader')).toHaveCount(2)
  await expect(page.getByTestId('rows')).toHaveText('2 of 2 rows')
  await write(page, `DROP VIEW demo.${name}`)
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(result(page)).toContainText(/Done: /)
})

test('a link to the query opens it elsewhere', async ({ page, context }) => {
  await open(page, "SELECT ? AS shared -- with a comment & an 'and'")
  await page.getByRole('textbox', { name: 'Parameter 1' }).fill("DATE '2025-11-01'")
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Copy a link to this query' }).click()
  await expect.poll(() => clipboard(page)).toContain('/sql?sql=')
  const link = await clipboard(page)
  await page.evaluate(() => localStorage.removeItem('glaux.sql.tabs'))
  const other = await context.newPage()
  await other.addInitScript(() => localStorage.removeItem('glaux.sql.tabs'))
  await other.goto(link)
  await expect(statement(other)).toHaveText("SELECT ? AS shared -- with a comment & an 'and'")
  await expect(other.getByRole('textbox', { name: 'Parameter 1' })).toHaveValue("DATE '2025-11-01'")
  await other.close()
})
