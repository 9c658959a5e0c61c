// What the page of the allocation shows, as its address holds it: /allocation?period=last&over=genai.
import { one, oneOf, type Codec } from '../../lib/url'
import { presets, readRange } from '../explorer/periods'

export interface PageState {
  /** One of the keys of the rules; "" is the first. */
  key: string
  period: string
  /** "" is what the key says. */
  over: '' | 'bill' | 'genai'
  /** Shared costs, the residual and savings stay where the waterfall put them. */
  unsplit: boolean
  /** What is explained: a value, a step, or both. */
  value: string | null
  step: string
}

export const firstPeriod = 'last'

export const codec: Codec<PageState> = {
  read: (p) => {
    const period = one(p, 'period')
    return {
      key: one(p, 'key').slice(0, 200), period: (presets as readonly string[]).includes(period) || readRange(period) ? period : firstPeriod, over: oneOf(p, 'over', ['', 'bill', 'genai']), unsplit: one(p, 'unsplit') === '1',
      value: p['value'] === undefined ? null : one(p, 'value'), step: one(p, 'step'),
    }
  },
  write: (s) => ({ key: s.key, period: s.period === firstPeriod ? '' : s.period, over: s.over, unsplit: s.unsplit ? '1' : '', value: s.value ?? '', step: s.step }),
}
