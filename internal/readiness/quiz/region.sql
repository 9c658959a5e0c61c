SELECT region AS choice, CAST(sum(cost) AS decimal(18, 2)) AS figure, max(period) AS period
FROM (
  SELECT coalesce(nullif(product_region_code, ''), element_at(product, 'region')) AS region, line_item_unblended_cost AS cost, billing_period AS period
  FROM whole
)
WHERE region <> ''
GROUP BY 1
ORDER BY sum(cost) DESC, 1
LIMIT 4
