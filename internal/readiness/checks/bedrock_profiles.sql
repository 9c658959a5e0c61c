SELECT CASE WHEN share < 50 THEN 'gap' WHEN share < 90 THEN 'advice' ELSE 'good' END AS state, cost, share
FROM (
  SELECT CAST(sum(line_item_unblended_cost) AS decimal(18, 2)) AS cost,
         CAST(100 * sum(CASE WHEN line_item_resource_id LIKE '%inference-profile/%' THEN line_item_unblended_cost ELSE 0 END)
               / nullif(sum(line_item_unblended_cost), 0) AS decimal(9, 1)) AS share
  FROM recent
  WHERE (line_item_product_code LIKE '%Bedrock%' OR element_at(product, 'product_name') LIKE '%Bedrock%') AND line_item_line_item_type = 'Usage'
)
WHERE cost > 0
