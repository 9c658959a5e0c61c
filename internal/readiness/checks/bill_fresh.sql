SELECT CASE WHEN hours > 72 THEN 'gap' WHEN hours > 36 THEN 'advice' ELSE 'good' END AS state, hours, newest
FROM (
  SELECT date_diff('hour', max(line_item_usage_end_date), localtimestamp) AS hours,
         date_format(max(line_item_usage_end_date), '%Y-%m-%d %H:%i') AS newest
  FROM recent
  WHERE line_item_line_item_type IN ('Usage', 'DiscountedUsage', 'SavingsPlanCoveredUsage')
)
WHERE hours IS NOT NULL
