// The flow logs of an address as SQL. The address was read by the server before: it holds digits, letters, points and colons alone.
/** What an address sent and received, by the other end. */
export function flowsOf(address: string): string {
  const it = `'${address.replaceAll("'", "''")}'`
  return `SELECT
  CASE WHEN srcaddr = ${it} THEN 'sent' ELSE 'received' END AS direction,
  CASE WHEN srcaddr = ${it} THEN dstaddr ELSE srcaddr END AS other,
  least(srcport, dstport) AS port,
  min(start_time) AS start_time,
  sum(bytes) AS bytes,
  count(*) AS records
FROM glaux.flow_logs
WHERE srcaddr = ${it} OR dstaddr = ${it}
GROUP BY 1, 2, 3
ORDER BY bytes DESC
LIMIT 200`
}

/** All addresses that inventories tell of, with what has them. */
export const allAddresses = `SELECT address, owner_type, owner_id, name, account_id, region, vpc_id, subnet_id, scope, first_seen, until, last_seen
FROM glaux.addresses
ORDER BY address, first_seen`
