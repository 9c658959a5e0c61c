SELECT CASE WHEN share > 1 THEN 'gap' WHEN skipped > 0 THEN 'advice' ELSE 'good' END AS state, skipped, share
FROM (
  SELECT count_if(log_status = 'SKIPDATA') AS skipped,
         CAST(100.0 * count_if(log_status = 'SKIPDATA') / nullif(count(*), 0) AS decimal(9, 2)) AS share
  FROM flow
)
WHERE share IS NOT NULL
