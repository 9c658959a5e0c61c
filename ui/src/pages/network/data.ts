// What usage types mean and who has addresses, as the server tells it.
import { queryOptions } from '@tanstack/react-query'
import { api, take, type Schemas } from '../../api/client'

export type Told = Schemas['UsagetypeText']
export type Meaning = Schemas['UsagetypeMeaning']
export type Answer = Schemas['NetflowAnswer']
export type Identity = Schemas['NetflowIdentity']
export type Classify = Schemas['NetflowClassify']
export type Classified = Schemas['NetflowClassified']

/** What is known of a line of the bill beside its usage type. */
export interface Line {
  usageType: string
  product?: string
  operation?: string
  region?: string
}

/** What a usage type means. It does not change while the program runs. */
export function meaningQuery(line: Line) {
  return queryOptions<Meaning>({
    queryKey: ['usage-type', line], staleTime: Infinity, queryFn: ({ signal }) => take(api.GET('/api/usage-type', { params: { query: { ...line } }, signal })),
  })
}

/** Which address, at which time; at, vpc and account may be empty. */
export interface Asked {
  address: string
  at?: string
  vpc?: string
  account?: string
}

/** Who had an address. */
export function addressQuery({ address, at, vpc, account }: Asked) {
  return queryOptions<Answer>({
    queryKey: ['address', address, at, vpc, account], staleTime: 60_000,
    queryFn: ({ signal }) => take(api.GET('/api/addresses/{address}', { params: { path: { address }, query: { at: at || undefined, vpc: vpc || undefined, account: account || undefined } }, signal })),
  })
}

/** A CASE expression that puts addresses into words. */
export const classified = (body: Classify) => take(api.POST('/api/addresses/classify', { body }))
