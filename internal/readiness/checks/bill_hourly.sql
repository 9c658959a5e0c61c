SELECT CASE WHEN share >= 50 THEN 'good' ELSE 'advice' END AS state, share
FROM (
  SELECT CAST(100.0 * count_if(date_diff('minute', line_item_usage_start_date, line_item_usage_end_date) <= 60) / nullif(count(*), 0) AS decimal(9, 1)) AS share
  FROM recent
  WHERE line_item_line_item_type = 'Usage'
)
WHERE share IS NOT NULL
