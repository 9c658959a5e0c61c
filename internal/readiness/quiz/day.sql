SELECT date_format(line_item_usage_start_date, '%Y-%m-%d') AS choice, CAST(sum(line_item_unblended_cost) AS decimal(18, 2)) AS figure, max(billing_period) AS period
FROM whole
WHERE line_item_line_item_type = 'Usage'
GROUP BY 1
ORDER BY sum(line_item_unblended_cost) DESC, 1
LIMIT 4
