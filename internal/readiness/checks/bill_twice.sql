WITH parts AS (
  SELECT bill_payer_account_id AS payer, billing_period, source
  FROM all_bills
  WHERE bill_payer_account_id <> ''
  GROUP BY 1, 2, 3
), periods AS (
  SELECT payer, billing_period, array_join(array_agg(source ORDER BY source), ', ') AS names, count(*) AS bills
  FROM parts
  GROUP BY 1, 2
)
SELECT CASE WHEN count(*) = 0 THEN NULL WHEN count_if(bills > 1) > 0 THEN 'gap' ELSE 'good' END AS state,
       count_if(bills > 1) AS periods, max(names) FILTER (WHERE bills > 1) AS names
FROM periods
