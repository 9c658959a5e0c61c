SELECT CASE WHEN net = 0 THEN 'gap' ELSE 'good' END AS state, discounts
FROM (
  SELECT count_if(line_item_line_item_type IN ('EdpDiscount', 'PrivateRateDiscount', 'SppDiscount') OR discount_total_discount <> 0) AS discounts,
         count_if(line_item_net_unblended_cost IS NOT NULL) AS net
  FROM recent
)
WHERE discounts > 0
