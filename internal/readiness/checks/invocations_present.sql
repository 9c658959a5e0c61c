SELECT CASE WHEN logs > 0 THEN 'good' ELSE 'advice' END AS state, logs, cost
FROM (SELECT count_if(kind = 'bedrock-invocation') AS logs FROM sources)
CROSS JOIN (
  SELECT CAST(coalesce(sum(line_item_unblended_cost), 0) AS decimal(18, 2)) AS cost
  FROM all_bills
  WHERE line_item_product_code LIKE '%Bedrock%' OR element_at(product, 'product_name') LIKE '%Bedrock%'
)
WHERE logs > 0 OR cost > 0
