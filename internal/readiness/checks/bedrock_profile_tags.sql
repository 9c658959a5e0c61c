SELECT CASE WHEN bare = profiles THEN 'gap' WHEN bare > 0 THEN 'advice' ELSE 'good' END AS state, profiles, bare, cost, names
FROM (
  SELECT count(*) AS profiles, count_if(keys = 0) AS bare, CAST(coalesce(sum(CASE WHEN keys = 0 THEN cost END), 0) AS decimal(18, 2)) AS cost,
         coalesce(array_join(slice(array_agg(name ORDER BY cost DESC) FILTER (WHERE keys = 0), 1, 5), ', '), '') AS names
  FROM (
    SELECT element_at(split(line_item_resource_id, '/'), -1) AS name, sum(cost) AS cost,
           max(cardinality(filter(map_keys(resource_tags), k -> k LIKE 'user%'))) AS keys
    FROM (
      SELECT line_item_resource_id, cost, coalesce(resource_tags, CAST(map() AS map(varchar, varchar))) AS resource_tags
      FROM models
      WHERE line_item_resource_id LIKE '%:application-inference-profile/%' AND line_item_line_item_type = 'Usage'
    )
    GROUP BY 1
  )
)
WHERE profiles > 0
