SELECT CASE WHEN share < 50 THEN 'gap' ELSE 'good' END AS state, share
FROM (
  SELECT CAST(100.0 * count_if(pkt_srcaddr IS NOT NULL AND pkt_dstaddr IS NOT NULL) / nullif(count(*), 0) AS decimal(9, 1)) AS share
  FROM flow
  WHERE log_status = 'OK' OR log_status IS NULL
)
WHERE share IS NOT NULL
