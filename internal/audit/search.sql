-- Records of the audit log, the newest first.
WITH asked AS (
  SELECT
    CAST(? AS bigint) AS before_record,
    CAST(? AS bigint) AS after_record,
    CAST(? AS timestamp(6)) AS since,
    CAST(? AS timestamp(6)) AS until_then,
    CAST(? AS varchar) AS by_principal,
    CAST(? AS varchar) AS of_event,
    CAST(? AS varchar) AS with_outcome,
    CAST(? AS varchar) AS of_statement,
    CAST(? AS varchar) AS of_table,
    CAST(? AS varchar) AS with_text,
    CAST(? AS boolean) AS begun,
    CAST(? AS bigint) AS length_of_text
)
SELECT
  a.sequence, a.event_time, a.event, a.outcome, a.principal, a.principal_groups, a.asked_by, a.source_address, a.statement_id, a.parent_id,
  a.statement_kind, a.workgroup, substr(a.statement_text, 1, q.length_of_text) AS statement_text, a.tables, a.columns, a.filters, a.row_count,
  a.bytes_scanned, a.duration_ms, a.error_code, a.message, a.previous_hash, a.hash
FROM glaux.audit a CROSS JOIN asked q
WHERE (q.before_record IS NULL OR a.sequence < q.before_record)
  AND (q.after_record IS NULL OR a.sequence > q.after_record)
  AND (q.since IS NULL OR a.event_time >= q.since)
  AND (q.until_then IS NULL OR a.event_time < q.until_then)
  AND (q.by_principal IS NULL OR a.principal = q.by_principal OR a.asked_by = q.by_principal)
  AND (q.of_event IS NULL OR a.event = q.of_event)
  AND (q.with_outcome IS NULL OR a.outcome = q.with_outcome)
  AND (q.of_statement IS NULL OR a.statement_id = q.of_statement OR a.parent_id = q.of_statement)
  AND (q.of_table IS NULL OR contains(a.tables, q.of_table))
  AND (q.with_text IS NULL OR strpos(lower(a.statement_text), q.with_text) > 0 OR strpos(lower(a.message), q.with_text) > 0)
  AND (q.begun OR a.outcome <> 'BEGUN')
ORDER BY a.sequence DESC
LIMIT 1000
