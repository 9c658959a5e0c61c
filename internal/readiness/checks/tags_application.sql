SELECT CASE WHEN count(*) = 0 THEN 'gap' ELSE 'good' END AS state, array_join(array_agg(tag ORDER BY tag), ', ') AS names
FROM (SELECT DISTINCT tag FROM recent CROSS JOIN UNNEST(map_keys(resource_tags)) AS t (tag))
WHERE regexp_like(tag, '(app|application|aws_?application|service|workload|project|product)$')
