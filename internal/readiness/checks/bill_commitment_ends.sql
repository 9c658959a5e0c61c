SELECT CASE WHEN days < 60 THEN 'advice' ELSE 'good' END AS state, arn, days, ends
FROM (
  SELECT savings_plan_savings_plan_a_r_n AS arn, max(savings_plan_end_time) AS ends,
         date_diff('day', max(newest_day.day), date(from_iso8601_timestamp(max(savings_plan_end_time)))) AS days
  FROM newest CROSS JOIN (SELECT date(max(line_item_usage_end_date)) AS day FROM newest) AS newest_day
  WHERE savings_plan_savings_plan_a_r_n <> '' AND savings_plan_end_time <> ''
  GROUP BY 1
)
ORDER BY days
LIMIT 1
