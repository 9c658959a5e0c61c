SELECT CASE WHEN units < rows_of_usage THEN 'advice' ELSE 'good' END AS state, rows_of_usage, units
FROM (
  SELECT count(*) AS rows_of_usage, count_if(pricing_unit <> '') AS units
  FROM recent
  WHERE line_item_line_item_type = 'Usage' AND line_item_unblended_cost > 0
)
WHERE rows_of_usage > 0
