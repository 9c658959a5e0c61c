SELECT tag AS choice, CAST(100 * sum(line_item_unblended_cost) / nullif((SELECT sum(line_item_unblended_cost) FROM whole WHERE line_item_line_item_type = 'Usage'), 0) AS decimal(9, 1)) AS figure,
       max(billing_period) AS period
FROM whole CROSS JOIN UNNEST(resource_tags) AS t (tag, content)
WHERE line_item_line_item_type = 'Usage' AND content <> ''
GROUP BY 1
ORDER BY sum(line_item_unblended_cost) DESC, 1
LIMIT 4
