SELECT CASE WHEN count(*) = 0 THEN 'gap' ELSE 'good' END AS state, array_join(array_agg(tag ORDER BY tag), ', ') AS names
FROM (
  SELECT tag
  FROM recent CROSS JOIN UNNEST(map_keys(resource_tags)) AS t (tag)
  GROUP BY tag
  HAVING regexp_like(max(tag), '(app|application|aws_?application|service|workload|project|product)$')
)
