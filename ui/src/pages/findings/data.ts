// Findings, as the server tells them.
import type { Schemas } from '../../api/client'

export type Finding = Schemas['Finding']
export type Plan = Schemas['PlaybookPlan']
