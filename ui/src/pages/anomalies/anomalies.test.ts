import { describe, expect, it } from 'vitest'
import { banded } from './band'
import type { Case, Node } from './data'
import { lastDay, nextDay } from './days'
import { blankMonitor, complete, occasionOf, problemsOf, scopeOf, secretsOf, sent } from './monitors'
import { fits, magnitude, pathOf, sorted, turned, whatOf, whereOf } from './say'
import { dimensionsOf, partsOf, percentOf } from './shares'
import { sqlOf } from './sql'
import { codec, narrowed } from './state'

const one = (id: string, more: Partial<Case> = {}) => ({ id, node: {}, class: 'step', severity: 'low', state: 'open', monthly: '0', impact: '0', start: '2025-06-01', ...more }) as Case

describe('the name of a case', () => {
  it.each<[string, Node, string | undefined, string, string[]]>([
    ['a usage type in a region', { account: '1', service: 'EC2', usageType: 'Nat', region: 'us-east-1' }, 'web', 'Nat', ['web (1)', 'EC2', 'us-east-1']],
    ['a service of an account without a name', { account: '1', service: 'EC2' }, undefined, 'EC2', ['1']],
    ['an account with a name', { account: '1' }, 'web', 'web', ['1']],
    ['an account without a name', { account: '1' }, undefined, '1', []],
    ['a region', { region: 'us-east-1' }, undefined, 'us-east-1', []],
    ['the whole bill', {}, undefined, '', []],
  ])('%s', (_, node, accountName, what, where) => {
    expect(whatOf({ node, accountName })).toBe(what)
    expect(whereOf({ node, accountName })).toEqual(where)
  })

  it('is a path where it stands alone', () => expect(pathOf({ account: '1', region: 'r' })).toBe('1 › r'))
})

describe('the order of cases', () => {
  const all = [one('a', { monthly: '9.5', severity: 'high', owner: 'z' }), one('b', { monthly: '-100', severity: 'low', start: '2025-07-01' }), one('c', { monthly: '10', severity: 'medium', owner: 'a' })]
  const ids = (list: Case[]) => list.map((c) => c.id).join('')
  it('is the server\'s own at first', () => expect(ids(sorted(all, { key: 'size', down: true }))).toBe('abc'))
  it('takes amounts by their size, as numbers and not as texts', () => expect(ids(sorted(all, { key: 'monthly', down: true }))).toBe('bca'))
  it('knows severities', () => expect(ids(sorted(all, { key: 'severity', down: true }))).toBe('acb'))
  it('keeps what is equal as it was', () => expect(ids(sorted(all, { key: 'impact', down: true }))).toBe('abc'))
  it('is turned by a second click and ended by a third', () => {
    const first = turned({ key: 'size', down: true }, 'start')
    const second = turned(first, 'start')
    expect([first, second, turned(second, 'start')]).toEqual([{ key: 'start', down: true }, { key: 'start', down: false }, { key: 'size', down: true }])
    expect(turned(first, 'what')).toEqual({ key: 'what', down: false })
  })
})

describe('finding a case', () => {
  const c = one('3f2a', { node: { account: '41', service: 'AmazonEC2', usageType: 'USE1-NatGateway-Bytes' }, accountName: 'App-Team-Web', also: [{ service: 'AmazonS3' }] })
  it.each([['nat web', true], ['NATGATEWAY', true], ['s3', true], ['3f2', true], ['step', true], ['nat data', false]])('%s', (text, wants) => expect(fits(c, text)).toBe(wants))
})

describe('amounts', () => {
  it('have a size and a way', () => {
    expect([magnitude('12.5'), magnitude('-12.5'), magnitude('-0.00')]).toEqual([{ text: '12.5', less: false }, { text: '12.5', less: true }, { text: '0.00', less: false }])
  })

  it('change by percentages, but not from nothing', () => {
    expect([percentOf({ before: '50', change: '25' }), percentOf({ before: '-50', change: '25' }), percentOf({ before: '0', change: '5' })]).toEqual([50, 50, undefined])
  })

  it('are split into price and quantity, whatever their signs', () => {
    expect(partsOf({ price: '30', quantity: '-10' })).toEqual({ price: 0.75, quantity: 0.25 })
    expect(partsOf({ price: '0', quantity: '0.00' })).toEqual({ price: 0, quantity: 0 })
  })
})

describe('the address of the list', () => {
  it('holds the whole state', () => {
    const state = codec.read({ state: 'all', class: 'drift', severity: 'high', lasting: '1', account: '1', service: 's', owner: 'o', since: '2025-06-01', q: 'nat', sort: '-impact' })
    expect(codec.read(codec.write(state))).toEqual(state)
    expect(narrowed(state)).toBe(true)
  })

  it('bears any text, and is short at first', () => {
    const state = codec.read({ tab: 'x', state: 'x', class: 'x', since: '2025-99-99', sort: '-size' })
    expect(narrowed(state)).toBe(false)
    expect(Object.values(codec.write(state)).filter(Boolean)).toEqual([])
  })
})

describe('the list as SQL', () => {
  it('asks for what is shown, and quotes what was typed', () => {
    expect(sqlOf(codec.read({}))).toBe([
      'SELECT id, severity, class, account_id, account_name, service, usage_type, region, monthly, impact, start_date, end_date, state, owner', 'FROM glaux.anomalies', "WHERE state = 'open'", 'ORDER BY end_date IS NULL DESC, abs(monthly) DESC, abs(impact) DESC',
    ].join('\n'))
    const sql = sqlOf(codec.read({ state: 'all', owner: "o'hara", since: '2025-06-01', q: "a b'", sort: 'start' }))
    expect(sql).toContain("WHERE owner = 'o''hara'\n  AND (end_date IS NULL OR end_date > DATE '2025-06-01')\n  AND strpos(")
    expect(sql).toContain("'b''') > 0\nORDER BY start_date")
  })
})

describe('the picture of a case', () => {
  const point = (day: string, complete = 1) => ({ day, actual: '2', expected: '1', low: '0.5', high: '1.5', complete })
  const words = { actual: 'a', expected: 'e', range: 'r', start: 's', end: 'x', arriving: 'w' }
  it('marks where it begins and ends, and days that still arrive', () => {
    const drawn = banded({ points: [point('2025-06-01'), point('2025-06-02'), point('2025-06-03'), point('2025-06-04', 0.4)], start: '2025-06-02', end: '2025-06-03' }, words)
    expect(drawn.marks).toEqual([{ id: 'start', text: 's', at: 1 }, { id: 'end', text: 'x', at: 2 }, { id: 'arriving', text: 'w', at: 3, to: 3 }])
    expect(drawn.series.map((s) => s.values)).toEqual([['2', '2', '2', '2'], ['1', '1', '1', '1']])
  })

  it('marks nothing that lies outside of it', () => {
    expect(banded({ points: [point('2025-06-01')], start: '2025-07-01' }, words).marks).toEqual([])
  })
})

describe('what changed', () => {
  it('is told along each dimension once', () => {
    const at = (dimension: string) => ({ dimension, value: 'v', before: '0', after: '1', change: '1' })
    expect(dimensionsOf([at('az'), at('az'), at('resource'), at('az')])).toEqual(['az', 'resource'])
  })
})

describe('days of an event', () => {
  it('are named by the last, and kept by the first that is not in it', () => {
    expect([lastDay('2025-03-01'), nextDay('2024-02-28'), lastDay(nextDay('2025-12-31')), lastDay('')]).toEqual(['2025-02-28', '2024-02-29', '2025-12-31', ''])
  })
})

describe('a monitor', () => {
  const good = { ...blankMonitor(), name: 'FinOps', recipients: [{ channel: 'email' as const, address: 'a@example.com' }] }
  it('is complete with a name and somebody to tell', () => {
    expect(complete(good)).toBe(true)
    expect(complete({ ...good, name: ' ' })).toBe(false)
    expect(complete({ ...good, recipients: [] })).toBe(false)
    expect(complete({ ...good, enabled: false, recipients: [] })).toBe(true)
  })

  it.each([
    ['an address of e-mail', { channel: 'email', address: 'finops' }, 'email'],
    ['the owner of a case', { channel: 'email', address: 'owner' }, undefined],
    ['a webhook without https://', { channel: 'webhook', address: 'hooks.example.com' }, 'url'],
    ['a webhook', { channel: 'webhook', address: 'https://hooks.example.com/a' }, undefined],
    ['Slack without a secret', { channel: 'slack', address: 'C1' }, 'secret'],
    ['Slack with one that is kept', { channel: 'slack', hasSecret: true }, undefined],
  ] as const)('knows %s', (_, recipient, wants) => expect(problemsOf({ ...good, recipients: [recipient] }).recipients[0]).toBe(wants))

  it('wants amounts that are some', () => {
    expect(problemsOf({ ...good, threshold: { amount: 'much' } }).amount).toBe(true)
    expect(problemsOf({ ...good, threshold: { amount: '-1' } }).amount).toBe(true)
    expect(problemsOf({ ...good, threshold: { amount: '' } }).amount).toBeUndefined()
  })

  it('is sent without what is empty and what only the server says', () => {
    expect(sent({
      ...good, id: 'm1', version: 3, created: '2025-01-01T00:00:00Z', scope: { accounts: [], tag: { key: ' ' } }, threshold: { amount: '10', percent: 0, both: true, of: 'impact' },
      rhythm: { kind: 'weekly', zone: ' ' }, recipients: [{ id: 'r', channel: 'slack', address: ' C1 ', hasSecret: true, secret: '', only: { services: ['S3'] } }],
    })).toEqual({
      name: 'FinOps', enabled: true, version: 3, threshold: { amount: '10', of: 'impact' }, rhythm: { kind: 'weekly', hour: 0, weekday: 1 }, recipients: [{ id: 'r', channel: 'slack', address: 'C1', only: { services: ['S3'] } }],
    })
    expect(scopeOf({ tag: { key: 'team', values: [] } })).toEqual({ tag: { key: 'team' } })
  })

  it('shows its secrets once', () => {
    expect(secretsOf({ ...good, recipients: [{ channel: 'webhook', address: 'https://a', secret: 'k' }, { channel: 'email', address: 'b' }] })).toEqual([{ address: 'https://a', secret: 'k' }])
  })

  it('tells for occasions that may come twice', () => expect([occasionOf({ occasion: 'worsened:2' }), occasionOf({ occasion: 'trial' })]).toEqual(['worsened', 'trial']))
})
