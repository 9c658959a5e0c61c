SELECT CASE WHEN accounts = 1 AND payers = 1 AND own = 0 THEN 'gap' ELSE 'good' END AS state, accounts, payer
FROM (
  SELECT count(DISTINCT line_item_usage_account_id) AS accounts, count(DISTINCT bill_payer_account_id) AS payers,
         count_if(line_item_usage_account_id = bill_payer_account_id) AS own, max(bill_payer_account_id) AS payer
  FROM recent
)
WHERE accounts > 0
