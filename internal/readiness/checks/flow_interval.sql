SELECT CASE WHEN seconds > 90 THEN 'advice' ELSE 'good' END AS state, seconds
FROM (
  SELECT approx_percentile("end" - start, 0.9) AS seconds
  FROM flow
)
WHERE seconds IS NOT NULL
