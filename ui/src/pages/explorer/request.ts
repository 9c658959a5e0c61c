// From the page's state to what the server is asked.
import type { CompareRequest, Request } from './data'
import { beforeOf, periodOf, stepOf, type Days } from './periods'
import type { State } from './state'

/** The question for costs. */
export function request(state: State, days: Days): Request {
  const period = periodOf(state.period, days)
  return { period, granularity: stepOf(state.step, period), metric: state.metric, groupBy: state.by, filters: state.filters, top: state.top, charges: state.charges }
}

/** The question for what changed. Usage amounts are not compared: they have no effects. */
export function compareRequest(state: State, days: Days): CompareRequest {
  const after = periodOf(state.period, days)
  return { before: beforeOf(state.compare, after), after, metric: state.metric === 'usage' ? 'unblended' : state.metric, groupBy: state.by, filters: state.filters, top: state.top }
}
