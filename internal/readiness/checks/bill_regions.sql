SELECT CASE WHEN share < 50 THEN 'advice' ELSE 'good' END AS state, share
FROM (
  SELECT CAST(100 * sum(CASE WHEN coalesce(nullif(product_region_code, ''), element_at(product, 'region')) <> '' THEN line_item_unblended_cost ELSE 0 END)
               / nullif(sum(line_item_unblended_cost), 0) AS decimal(9, 1)) AS share
  FROM recent
  WHERE line_item_line_item_type = 'Usage' AND line_item_unblended_cost > 0
)
WHERE share IS NOT NULL
