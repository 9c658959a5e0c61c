SELECT CASE WHEN plain > 0 AND full_keys = 0 THEN 'advice' ELSE 'good' END AS state, full_keys
FROM (
  SELECT count_if(cardinality(resource_tags) > 0) AS plain, count_if(cardinality(tags) > 0) AS full_keys
  FROM recent
)
WHERE plain > 0 OR full_keys > 0
