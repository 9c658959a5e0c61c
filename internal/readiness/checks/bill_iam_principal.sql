SELECT CASE WHEN named = 0 THEN 'gap' WHEN named < 50 THEN 'advice' ELSE 'good' END AS state, cost, named
FROM (
  SELECT CAST(sum(line_item_unblended_cost) AS decimal(18, 2)) AS cost,
         CAST(100 * sum(CASE WHEN line_item_iam_principal <> '' THEN line_item_unblended_cost ELSE 0 END)
               / nullif(sum(line_item_unblended_cost), 0) AS decimal(9, 1)) AS named
  FROM recent
  WHERE line_item_product_code LIKE '%Bedrock%' AND line_item_line_item_type = 'Usage'
)
WHERE cost > 0
