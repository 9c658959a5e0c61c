SELECT coalesce(nullif(max(line_item_usage_account_name), ''), line_item_usage_account_id) AS choice,
       CAST(sum(line_item_unblended_cost) AS decimal(18, 2)) AS figure, max(billing_period) AS period
FROM whole
GROUP BY line_item_usage_account_id
ORDER BY sum(line_item_unblended_cost) DESC, 1
LIMIT 4
