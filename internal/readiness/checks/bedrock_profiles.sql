SELECT CASE WHEN share < 50 THEN 'gap' WHEN share < 90 THEN 'advice' ELSE 'good' END AS state, cost, share
FROM (
  SELECT CAST(sum(cost) AS decimal(18, 2)) AS cost,
         CAST(100 * sum(CASE WHEN line_item_resource_id LIKE '%:application-inference-profile/%' THEN CAST(cost AS double) ELSE 0 END)
               / nullif(CAST(sum(cost) AS double), 0) AS decimal(9, 1)) AS share
  FROM models
  WHERE line_item_line_item_type = 'Usage' AND feature = 'inference'
)
WHERE cost > 0
