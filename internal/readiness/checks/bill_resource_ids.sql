SELECT CASE WHEN share = 0 THEN 'gap' WHEN share < 50 THEN 'advice' ELSE 'good' END AS state, share
FROM (
  SELECT CAST(100 * sum(CASE WHEN line_item_resource_id <> '' THEN abs(line_item_unblended_cost) ELSE 0 END)
               / nullif(sum(abs(line_item_unblended_cost)), 0) AS decimal(9, 1)) AS share
  FROM recent
  WHERE line_item_line_item_type IN ('Usage', 'DiscountedUsage', 'SavingsPlanCoveredUsage')
)
WHERE share IS NOT NULL
