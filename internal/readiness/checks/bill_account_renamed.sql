SELECT CASE WHEN count(*) > 0 THEN 'advice' ELSE 'good' END AS state, count(*) AS accounts, max(names) AS example
FROM (
  SELECT array_join(array_agg(DISTINCT line_item_usage_account_name), ' / ') AS names
  FROM bill
  WHERE line_item_usage_account_name <> ''
  GROUP BY line_item_usage_account_id
  HAVING count(DISTINCT line_item_usage_account_name) > 1
)
