SELECT CASE WHEN open_rows > 0 THEN 'advice' ELSE 'good' END AS state, period
FROM (
  SELECT max(billing_period) AS period, count_if(coalesce(bill_invoice_id, '') = '') AS open_rows
  FROM newest
)
WHERE period IS NOT NULL
