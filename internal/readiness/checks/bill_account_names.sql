SELECT CASE WHEN named = 0 THEN 'gap' WHEN named < accounts THEN 'advice' ELSE 'good' END AS state, accounts, named
FROM (
  SELECT count(DISTINCT line_item_usage_account_id) AS accounts,
         count(DISTINCT CASE WHEN line_item_usage_account_name <> '' THEN line_item_usage_account_id END) AS named
  FROM recent
)
WHERE accounts > 0
