import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { resources } from './index'

const plural = /_(zero|one|two|few|many|other)$/

/** All keys below a node with their texts, plural forms as one key. */
function textsOf(node: unknown, before = ''): Map<string, string[]> {
  const all = new Map<string, string[]>()
  for (const [key, value] of Object.entries(node as Record<string, unknown>)) {
    if (typeof value === 'string') {
      const name = before + key.replace(plural, '')
      all.set(name, [...(all.get(name) ?? []), value])
    } else for (const [k, v] of textsOf(value, `${before}${key}.`)) all.set(k, v)
  }
  return all
}

function files(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) return files(path)
    return /\.tsx?$/.test(name) && !name.includes('.test.') ? [path] : []
  })
}

const all = resources()
const spaces = Object.keys(all.en).sort()
const holes = (text: string) => [...text.matchAll(/\{\{\s*(\w+)/g)].map((m) => m[1] ?? '').sort()

describe('texts', () => {
  it('has the same pages in both languages', () => {
    expect(Object.keys(all.ja).sort()).toEqual(spaces)
  })

  it.each(spaces)('%s has the same keys in both languages', (space) => {
    expect([...textsOf(all.ja[space]).keys()].sort()).toEqual([...textsOf(all.en[space]).keys()].sort())
  })

  it.each(spaces)('%s has the same places for values in both languages', (space) => {
    const ja = textsOf(all.ja[space])
    for (const [key, texts] of textsOf(all.en[space])) {
      const wanted = new Set(texts.flatMap(holes))
      const got = new Set((ja.get(key) ?? []).flatMap(holes))
      expect({ key, holes: [...got].sort() }).toEqual({ key, holes: [...wanted].sort() })
    }
  })

  it.each(spaces)('%s has no empty text', (space) => {
    for (const language of ['en', 'ja'] as const) {
      for (const [key, texts] of textsOf(all[language][space])) expect(texts.every((text) => text.trim() !== ''), `${language} ${key}`).toBe(true)
    }
  })

  it('has every key that the code asks for', () => {
    const missing: string[] = []
    for (const path of files('src')) {
      const code = readFileSync(path, 'utf8')
      const own = [...code.matchAll(/useTranslation\(\s*(?:\[\s*)?'(\w+)'/g)].map((m) => m[1] ?? '')
      const candidates = own.length > 0 ? [...new Set(own)] : ['shell']
      for (const [, quote, key = ''] of code.matchAll(/(?<![\w.])(?:i18next\.|i18n\.)?t\(\s*(['`])((?:(?!\1).)+)\1/g)) {
        if (quote === '`' && key.includes('${')) {
          if (!prefixKnown(key, candidates)) missing.push(`${path}: ${key}`)
        } else if (!known(key, candidates)) missing.push(`${path}: ${key}`)
      }
    }
    expect(missing).toEqual([])
  })
})

function split(key: string, candidates: string[]): [string[], string] {
  const at = key.indexOf(':')
  return at > 0 ? [[key.slice(0, at)], key.slice(at + 1)] : [candidates, key]
}

function known(key: string, candidates: string[]): boolean {
  const [from, name] = split(key, candidates)
  return from.some((space) => textsOf(all.en[space] ?? {}).has(name))
}

/** A key with a part that is known only later must have some text that fits. */
function prefixKnown(key: string, candidates: string[]): boolean {
  const [from, name] = split(key, candidates)
  if (name.startsWith('${')) return true
  const pattern = new RegExp('^' + name.split(/\$\{(?:[^{}]|\{[^{}]*\})*\}/).map((x) => x.replace(/[.*+?^()|[\]\\]/g, '\\$&')).join('.+') + '$')
  return from.some((space) => [...textsOf(all.en[space] ?? {}).keys()].some((k) => pattern.test(k)))
}
