// The typed client of the server's API. Its types are made from the OpenAPI document: `npm run api`.
import createClient from 'openapi-fetch'
import { answered, unanswered } from '../lib/connection'
import { viewAsHeaders } from '../lib/viewas'
import type { components, paths } from './schema'

export type Schemas = components['schemas']

export const api = createClient<paths>({ baseUrl: '' })
api.use({
  onRequest({ request }) {
    for (const [name, value] of Object.entries(viewAsHeaders())) request.headers.set(name, value)
    return request
  },
})

/** What the server says is wrong: a sentence for the user, a code, and for SQL the places in the text. */
export class Fault extends Error {
  readonly status: number
  readonly code: string
  readonly diagnostics: Schemas['JobDiagnostic'][]
  /** Under which the server's log has the rest, for faults that are the server's own. */
  readonly incident: string

  constructor(status: number, code: string, message: string, diagnostics: Schemas['JobDiagnostic'][] = [], incident = '') {
    super(message)
    this.status = status
    this.code = code
    this.diagnostics = diagnostics
    this.incident = incident
  }
}

type Problem = { detail?: string; title?: string; code?: string; diagnostics?: Schemas['JobDiagnostic'][]; errors?: Schemas['ErrorDetail'][]; incident?: string }
type Answer<T> = { data?: T; error?: unknown; response: Response }

/** Takes the data of an answer, or throws the Fault it holds. A server that cannot be reached is a Fault with status 0. */
export async function take<T>(answer: Promise<Answer<T>>): Promise<T> {
  let got: Answer<T>
  try {
    got = await answer
  } catch (err) {
    if (err instanceof DOMException && err.name === 'AbortError') throw err
    unanswered()
    throw new Fault(0, 'UNREACHABLE', 'The server does not answer.')
  }
  if (got.response.ok) {
    answered()
    return got.data as T
  }
  const body = (got.error ?? {}) as Problem
  if (!body.code && [502, 503, 504].includes(got.response.status)) {
    unanswered() // a proxy answers in the place of the server
    throw new Fault(0, 'UNREACHABLE', 'The server does not answer.')
  }
  answered()
  throw new Fault(got.response.status, body.code ?? String(got.response.status), sentenceOf(body) || got.response.statusText, body.diagnostics, body.incident)
}

/** What a problem says, with the fields of the request that are wrong. */
function sentenceOf(body: Problem): string {
  const fields = (body.errors ?? []).map((e) => `${e.location?.replace(/^body\.?/, '') || '·'}: ${e.message ?? ''}`)
  return [body.detail ?? body.title ?? '', ...fields.slice(0, 10)].filter(Boolean).join('; ')
}
