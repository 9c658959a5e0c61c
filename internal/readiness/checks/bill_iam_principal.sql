SELECT CASE WHEN named = 0 THEN 'gap' WHEN named < 50 THEN 'advice' ELSE 'good' END AS state, cost, named
FROM (
  SELECT CAST(sum(cost) AS decimal(18, 2)) AS cost,
         CAST(100 * sum(CASE WHEN line_item_iam_principal <> '' THEN CAST(cost AS double) ELSE 0 END)
               / nullif(CAST(sum(cost) AS double), 0) AS decimal(9, 1)) AS named
  FROM models
  WHERE line_item_line_item_type = 'Usage'
)
WHERE cost > 0
