SELECT CASE WHEN keys = 0 THEN 'gap' ELSE 'good' END AS state, keys, names
FROM (
  SELECT count(*) AS keys, array_join(slice(array_agg(tag ORDER BY cost DESC), 1, 8), ', ') AS names
  FROM (
    SELECT tag, sum(abs(line_item_unblended_cost)) AS cost
    FROM recent CROSS JOIN UNNEST(map_keys(resource_tags)) AS t (tag)
    WHERE tag LIKE 'user%'
    GROUP BY 1
  )
)
