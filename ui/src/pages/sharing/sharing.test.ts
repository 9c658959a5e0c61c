import { afterEach, describe, expect, it } from 'vitest'
import { downloadFrom } from '../../lib/keep'
import { viewAs, viewAsHeaders, viewedAs, withViewAs } from '../../lib/viewas'
import { codec, moments, sqlOf } from '../audit/filters'
import { complete, fitting, read, valueType, write, writeAll, type Condition } from './conditions'
import type { State } from './data'
import { limits, readLimit, writeLimit } from './limits'
import { kindOfMask, maskKinds, maskOf } from './masking'
import { belongsTo, grantsOn, nameOf, possible, seesOf, trimmed, types as resourceTypes } from './resources'

const types = new Map([['name', 'varchar'], ['cost', 'double'], ['day', 'date'], ['tags', 'map(varchar, varchar)'], ['taxed', 'boolean'], ['select', 'varchar']])
const on = (column: string, more: Partial<Condition>): Condition => ({ column, type: types.get(column) ?? '', operator: 'is', source: 'value', values: [], ...more })

describe('a condition', () => {
  const cases: [string, Condition, string][] = [
    ['of one value', on('name', { values: ['a'] }), "name = 'a'"],
    ['of several values', on('name', { values: ['a', "b'c"] }), "name IN ('a', 'b''c')"],
    ['that excludes', on('name', { operator: 'not', values: ['a', 'b'] }), "name NOT IN ('a', 'b')"],
    ['that excludes one', on('name', { operator: 'not', values: ['a'] }), "name <> 'a'"],
    ['on a beginning', on('name', { operator: 'starts', values: ['App-Team-'] }), "name LIKE 'App-Team-%'"],
    ['on a beginning with signs of patterns', on('name', { operator: 'starts', values: ['a_b%'] }), "name LIKE 'a\\_b\\%%' ESCAPE '\\'"],
    ['on several ends', on('name', { operator: 'ends', values: ['a', 'b'] }), "(name LIKE '%a' OR name LIKE '%b')"],
    ['on a part', on('name', { operator: 'contains', values: ['x'] }), "name LIKE '%x%'"],
    ['with a pattern', on('name', { operator: 'like', values: ['a_c%d'] }), "name LIKE 'a_c%d'"],
    ['on NULL', on('name', { operator: 'null' }), 'name IS NULL'],
    ['on not NULL', on('name', { operator: 'notNull' }), 'name IS NOT NULL'],
    ['on a number', on('cost', { operator: 'above', values: ['10'] }), "cost > DOUBLE '10'"],
    ['on a day', on('day', { operator: 'atLeast', values: ['2025-01-01'] }), "day >= DATE '2025-01-01'"],
    ['on a truth', on('taxed', { values: ['true'] }), 'taxed = true'],
    ['on who asks', on('name', { source: 'user' }), 'name = current_user'],
    ['on a session tag', on('name', { source: 'tag', values: ['team'] }), "name = session_tag('team')"],
    ['on a key of a map', on('tags', { key: 'user_team', values: ['web'] }), "tags['user_team'] = 'web'"],
    ['on a reserved name', on('select', { values: ['a'] }), "\"select\" = 'a'"],
  ]

  it.each(cases)('%s is SQL, and is read back', (_name, condition, sql) => {
    expect(write(condition)).toBe(sql)
    expect(read(sql, types)).toEqual({ join: 'AND', list: [condition] })
  })

  it('joins others with one word', () => {
    const list = [on('name', { values: ['a'] }), on('cost', { operator: 'below', values: ['1'] })]
    for (const join of ['AND', 'OR'] as const) expect(read(writeAll({ join, list }), types)).toEqual({ join, list })
  })

  it('that says too little is left out', () => {
    expect(complete(on('name', {}))).toBe(false)
    expect(complete(on('', { values: ['a'] }))).toBe(false)
    expect(complete(on('name', { source: 'tag', values: [' '] }))).toBe(false)
    expect(writeAll({ join: 'AND', list: [on('name', {}), on('name', { values: ['a'] })] })).toBe("name = 'a'")
  })

  it('is no value of another: a quote ends no text', () => {
    const written = write(on('name', { values: ["' OR 1=1 --"] }))
    expect(written).toBe("name = ''' OR 1=1 --'")
    expect(read(written, types)?.list[0]?.values).toEqual(["' OR 1=1 --"])
  })

  it.each([
    "name = 'a' AND cost > 1 OR cost < 0", 'other = 1', "lower(name) = 'a'", "name IN (SELECT n FROM roster)", "NOT name = 'a'", "name = 'a' AND", '(name = 1', "name LIKE 'a#%' ESCAPE '#'", "name = 'a'; DROP TABLE t", 'name =', "name IN ('a', current_user)", "(name LIKE 'a%' OR cost > 1)",
  ])('is not made of %s', (sql) => expect(read(sql, types)).toBeNull())

  it('of nothing is all rows', () => expect(read('  ', types)).toEqual({ join: 'AND', list: [] }))

  it('has the operators that fit its type', () => {
    expect(fitting('varchar')).toContain('like')
    expect(fitting('double')).not.toContain('starts')
    expect(fitting('boolean')).toEqual(['is', 'not', 'null', 'notNull'])
    expect(valueType('map(varchar, decimal(38,10))')).toBe('decimal(38,10)')
    expect(valueType('map(varchar(3), double)')).toBe('double')
    expect(valueType('varchar')).toBe('varchar')
  })
})

describe('a mask', () => {
  it('is read back as what it is', () => {
    for (const kind of maskKinds) expect(kindOfMask('name', maskOf(kind, 'name'))).toBe(kind)
    expect(kindOfMask('name', 'MASK_LAST( name , 4 )')).toBe('last')
    expect(kindOfMask('name', 'mask_last(name, 3)')).toBe('expression')
    expect(kindOfMask('name', 'mask_null(other)')).toBe('expression')
    expect(kindOfMask('name', 'NULL')).toBe('null')
  })
})

describe('a limit', () => {
  it.each([['bytes', '2GB', 2 ** 31], ['bytes', '1.5 kib', 1536], ['bytes', '10', 10], ['time', '5m', 300e9], ['time', '1h 30m', 5400e9], ['time', '0.5s', 5e8], ['count', '1,000', 1000], ['count', '', 0]] as const)('of %s is %s', (kind, text, value) => {
    expect(readLimit(kind, text)).toBe(value)
    expect(readLimit(kind, writeLimit(kind, value))).toBe(value)
  })

  it.each([['bytes', '2XB'], ['bytes', '-1'], ['time', '5'], ['time', '0s'], ['time', 'm'], ['count', '1.5'], ['count', 'many'], ['bytes', '99999999PB']] as const)('of %s is not %s', (kind, text) => {
    expect(readLimit(kind, text)).toBeNull()
  })

  it('has an example that is one', () => {
    for (const { kind, example } of limits) expect(readLimit(kind, example)).toBeGreaterThan(0)
  })
})

const state: State = {
  version: 1,
  principals: [{ name: 'ann', kind: 'user' }, { name: 'team', kind: 'group', members: ['ann'] }, { name: 'all', kind: 'role', members: ['team', 'all'] }],
  tagged: [{ database: 'd', key: 'k', value: 'low' }, { database: 'd', table: 'u', key: 'k', value: 'high' }, { database: 'd', table: 'v', column: 'c', key: 'k', value: 'deep' }],
  grants: [
    { principal: 'ann', permissions: ['SELECT'], resource: { type: 'TABLE', database: 'd', table: 't' } },
    { principal: 'team', permissions: ['SELECT'], resource: { type: 'TABLE', database: 'd', table: '*' } },
    { principal: 'all', permissions: ['SELECT'], resource: { type: 'LF_TAG_POLICY', tags: [{ key: 'k', values: ['low'] }] } },
    { principal: 'ann', permissions: ['SELECT'], resource: { type: 'LF_TAG_POLICY', tags: [{ key: 'k', values: ['deep'] }] } },
    { principal: 'other', permissions: ['ALL'], resource: { type: 'CATALOG' } },
    { principal: 'ann', permissions: ['DESCRIBE'], resource: { type: 'DATABASE', database: 'e' } },
  ],
}

describe('the grants behind a cell', () => {
  const on = (table: string) => grantsOn(state, ['ann', ...belongsTo(state, 'ann')], 'd', table).map((g) => `${g.principal} ${g.resource.type}`)

  it('are those on the table, on every table, and by tag', () => expect(on('t')).toEqual(['ann TABLE', 'team TABLE', 'all LF_TAG_POLICY']))
  it('are not by a tag that the table overrides', () => expect(on('u')).toEqual(['team TABLE']))
  it('are by the tag of a column too', () => expect(on('v')).toEqual(['team TABLE', 'all LF_TAG_POLICY', 'ann LF_TAG_POLICY']))
  it('are those of groups of groups, which may go round', () => expect(belongsTo(state, 'ann')).toEqual(['all', 'team']))
})

describe('a resource', () => {
  it('of each type has a name and permissions, and is sent with only what its type has', () => {
    for (const type of resourceTypes) {
      const whole = { type, database: 'd', table: 't', columns: ['c'], excluded: [], filter: 'f', path: 's3://b', tags: [{ key: 'k', values: ['v'] }] }
      expect(possible(type).length).toBeGreaterThan(0)
      expect(nameOf(whole) === '').toBe(type === 'CATALOG')
      expect(trimmed(trimmed(whole))).toEqual(trimmed(whole))
    }
    expect(trimmed({ type: 'TABLE', database: 'd', table: '', columns: ['c'] })).toEqual({ type: 'TABLE', database: 'd', table: '*' })
    expect(nameOf({ type: 'TABLE_WITH_COLUMNS', database: 'd', table: 't', excluded: ['c'] })).toBe('d.t (− c)')
  })
})

describe('a cell says', () => {
  const cell = { principal: 'ann', columns: 3, allRows: true }
  it.each([
    ['nothing', undefined], ['name', { ...cell, columns: 0 }], ['all', cell], ['columns', { ...cell, hidden: 1 }], ['columns', { ...cell, masked: 1 }], ['rows', { ...cell, allRows: false }],
    ['cells', { ...cell, allRows: false, hidden: 2 }], ['made', { ...cell, allRows: false, derived: true }],
  ] as const)('%s', (says, one) => expect(seesOf(one)).toBe(says))
})

describe('seeing as somebody else', () => {
  afterEach(() => sessionStorage.clear())

  it('is told to the server with every request, and ends', () => {
    const went: string[] = []
    expect([viewedAs(), viewAsHeaders(), withViewAs('/a')]).toEqual(['', {}, '/a'])
    viewAs('経理+1', (path) => went.push(path))
    expect(viewAsHeaders()).toEqual({ 'Glaux-As': '%E7%B5%8C%E7%90%86%2B1' })
    expect([withViewAs('/a'), withViewAs('/a?b=1')]).toEqual(['/a?view-as=%E7%B5%8C%E7%90%86%2B1', '/a?b=1&view-as=%E7%B5%8C%E7%90%86%2B1'])
    viewAs('', (path) => went.push(path))
    expect([viewedAs(), went]).toEqual(['', ['/explorer', '/sharing?tab=principals']])
  })

  it('holds for files that the browser fetches', () => {
    viewAs('app-team', () => undefined)
    const hrefs: string[] = []
    const click = HTMLAnchorElement.prototype.click
    HTMLAnchorElement.prototype.click = function () { hrefs.push(this.getAttribute('href') ?? '') }
    try {
      downloadFrom('/api/queries/1/export?format=csv')
    } finally {
      HTMLAnchorElement.prototype.click = click
    }
    expect(hrefs).toEqual(['/api/queries/1/export?format=csv&view-as=app-team'])
  })
})

describe('the audit log', () => {
  const none = codec.read({})

  it('is looked at as its address says, and nothing else', () => {
    const all = { principal: 'ann', outcome: 'DENIED', event: 'QUERY', table: 'd.t', text: "it's", since: '2025-01-01', until: '2025-01-31', begun: true }
    expect(codec.read(codec.write(all))).toEqual(all)
    expect(codec.read({ outcome: 'x', event: 'y', since: '2025-13-99', until: 'soon' })).toEqual(none)
  })

  it('counts its last day whole', () => {
    expect(moments({ since: '2025-01-01', until: '2025-01-31' })).toEqual({ since: '2025-01-01T00:00:00Z', until: '2025-02-01T00:00:00.000Z' })
    expect(moments({ since: '', until: '' })).toEqual({})
  })

  it('opens as SQL that holds the same filters', () => {
    expect(sqlOf(none)).toContain("WHERE outcome <> 'BEGUN'")
    expect(sqlOf({ ...none, begun: true })).not.toContain('WHERE')
    const sql = sqlOf({ ...none, principal: "o'hara", table: 'D.T', text: 'DROP', until: '2025-01-31' })
    for (const part of ["principal = 'o''hara'", "contains(tables, 'd.t')", "'drop'", "event_time < TIMESTAMP '2025-02-01 00:00:00'"]) expect(sql).toContain(part)
  })
})
