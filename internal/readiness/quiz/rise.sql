SELECT line_item_usage_type AS choice, CAST(sum(change) AS decimal(18, 2)) AS figure, max(period) AS period, min(period) AS before
FROM (
  SELECT line_item_usage_type, billing_period AS period,
         CASE WHEN billing_period = (SELECT max(billing_period) FROM whole) THEN line_item_unblended_cost ELSE -line_item_unblended_cost END AS change
  FROM pair
  WHERE line_item_line_item_type = 'Usage'
)
GROUP BY 1
HAVING min(period) < max(period) AND sum(change) > 0
ORDER BY sum(change) DESC, 1
LIMIT 4
