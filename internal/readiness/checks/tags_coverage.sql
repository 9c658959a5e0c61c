WITH usage AS (
  SELECT resource_tags, line_item_unblended_cost AS cost
  FROM recent
  WHERE line_item_line_item_type IN ('Usage', 'DiscountedUsage', 'SavingsPlanCoveredUsage') AND line_item_unblended_cost > 0
), tagged AS (
  SELECT tag, sum(cost) AS cost
  FROM usage CROSS JOIN UNNEST(resource_tags) AS t (tag, content)
  WHERE tag LIKE 'user%' AND content <> ''
  GROUP BY 1
)
SELECT CASE WHEN share < 50 THEN 'gap' WHEN share < 80 THEN 'advice' ELSE 'good' END AS state, tag, share
FROM (SELECT tag, CAST(100 * cost / nullif((SELECT sum(cost) FROM usage), 0) AS decimal(9, 1)) AS share FROM tagged)
ORDER BY share DESC, tag
LIMIT 3
