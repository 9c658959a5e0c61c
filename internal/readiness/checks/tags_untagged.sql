SELECT CASE WHEN share > 20 THEN 'gap' WHEN share > 5 THEN 'advice' ELSE 'good' END AS state, service, cost, share
FROM (
  SELECT line_item_product_code AS service,
         CAST(sum(line_item_unblended_cost) FILTER (WHERE coalesce(cardinality(map_filter(resource_tags, (k, v) -> k LIKE 'user%' AND v <> '')), 0) = 0) AS decimal(18, 2)) AS cost,
         CAST(100 * sum(line_item_unblended_cost) FILTER (WHERE coalesce(cardinality(map_filter(resource_tags, (k, v) -> k LIKE 'user%' AND v <> '')), 0) = 0)
               / nullif(sum(line_item_unblended_cost), 0) AS decimal(9, 1)) AS share
  FROM recent
  WHERE line_item_resource_id <> '' AND line_item_line_item_type = 'Usage' AND line_item_unblended_cost > 0
  GROUP BY 1
)
WHERE cost IS NOT NULL
ORDER BY cost DESC
LIMIT 1
