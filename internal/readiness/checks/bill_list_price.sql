SELECT CASE WHEN priced < rows_of_usage THEN 'advice' ELSE 'good' END AS state, rows_of_usage, priced
FROM (
  SELECT count(*) AS rows_of_usage, count_if(pricing_public_on_demand_cost IS NOT NULL) AS priced
  FROM recent
  WHERE line_item_line_item_type = 'Usage' AND line_item_unblended_cost > 0 AND bill_billing_entity = 'AWS'
)
WHERE rows_of_usage > 0
