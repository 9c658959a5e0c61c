import type { Job } from './data'

/** The colour of a state. */
export const tones: Record<Job['state'], 'good' | 'warn' | 'bad' | undefined> = { QUEUED: undefined, RUNNING: undefined, SUCCEEDED: 'good', FAILED: 'bad', CANCELLED: 'warn' }
