import type { Schemas } from '../../api/client'

export type State = Schemas['Finding']['state']

/** From what blocks to what is good. */
export const states = ['blocked', 'gap', 'advice', 'good'] as const satisfies readonly State[]

/** Orders findings so that what needs doing stands first; the server's order stays within a state. */
export function bySeverity(a: { state: State }, b: { state: State }): number {
  return states.indexOf(a.state) - states.indexOf(b.state)
}
