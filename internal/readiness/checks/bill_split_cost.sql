SELECT CASE WHEN split > 0 THEN 'good' ELSE 'gap' END AS state, cost, split
FROM (
  SELECT CAST(sum(line_item_unblended_cost) FILTER (WHERE line_item_product_code IN ('AmazonEKS', 'AmazonECS')) AS decimal(18, 2)) AS cost,
         count_if(split_line_item_parent_resource_id <> '') AS split
  FROM recent
)
WHERE cost > 0 OR split > 0
