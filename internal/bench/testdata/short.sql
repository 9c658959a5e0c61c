SELECT
  date_format(line_item_usage_start_date, '%Y-%m') AS month,
  line_item_usage_account_id AS account,
  CASE
    WHEN line_item_usage_type LIKE '%NatGateway%' THEN 'NAT gateway'
    WHEN line_item_usage_type LIKE '%DataTransfer%' THEN 'traffic'
    WHEN line_item_product_code = 'AmazonEC2' THEN 'EC2'
    ELSE coalesce(nullif(product_product_family, ''), line_item_product_code)
  END AS service,
  element_at(resource_tags, 'user_team') AS team,
  sum(line_item_usage_amount) AS amount,
  sum(line_item_unblended_cost) AS cost,
  sum(line_item_unblended_cost) / nullif(sum(line_item_usage_amount), 0e0) AS price
FROM bench.cur
WHERE billing_period IN ('2025-10', '2025-11')
  AND line_item_line_item_type NOT IN ('Tax', 'Refund', 'Credit')
GROUP BY 1, 2, 3, 4
HAVING sum(line_item_unblended_cost) > 0.005
ORDER BY cost DESC
LIMIT 100
