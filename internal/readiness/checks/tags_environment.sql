SELECT CASE WHEN count(*) = 0 THEN 'advice' ELSE 'good' END AS state, array_join(array_agg(tag ORDER BY tag), ', ') AS names
FROM (SELECT DISTINCT tag FROM recent CROSS JOIN UNNEST(map_keys(resource_tags)) AS t (tag))
WHERE regexp_like(tag, '(env|environment|stage)$')
