SELECT CASE WHEN logs > 0 THEN 'good' ELSE 'gap' END AS state, logs, cost
FROM (SELECT count_if(kind = 'flowlog') AS logs FROM sources)
CROSS JOIN (
  SELECT CAST(coalesce(sum(line_item_unblended_cost), 0) AS decimal(18, 2)) AS cost
  FROM all_bills
  WHERE line_item_usage_type LIKE '%NatGateway-Bytes' OR line_item_usage_type LIKE '%DataTransfer%Bytes'
)
WHERE logs > 0 OR cost > 0
