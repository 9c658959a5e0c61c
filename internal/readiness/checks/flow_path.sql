SELECT CASE WHEN share < 50 THEN 'advice' ELSE 'good' END AS state, share
FROM (
  SELECT CAST(100.0 * count_if(traffic_path IS NOT NULL) / nullif(count(*), 0) AS decimal(9, 1)) AS share
  FROM flow
  WHERE flow_direction = 'egress' OR flow_direction IS NULL
)
WHERE share IS NOT NULL
