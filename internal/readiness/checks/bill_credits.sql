SELECT CASE WHEN share > 10 THEN 'advice' ELSE 'good' END AS state, share, credits
FROM (
  SELECT CAST(-sum(line_item_unblended_cost) FILTER (WHERE line_item_line_item_type = 'Credit') AS decimal(18, 2)) AS credits,
         CAST(-100 * sum(line_item_unblended_cost) FILTER (WHERE line_item_line_item_type = 'Credit')
               / nullif(sum(line_item_unblended_cost) FILTER (WHERE line_item_unblended_cost > 0), 0) AS decimal(9, 1)) AS share
  FROM recent
)
WHERE share IS NOT NULL
