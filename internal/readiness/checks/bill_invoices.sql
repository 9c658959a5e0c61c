SELECT CASE WHEN count(*) > 0 THEN 'gap' ELSE 'good' END AS state, count(*) AS months, array_join(array_agg(billing_period ORDER BY billing_period), ', ') AS names
FROM (
  SELECT billing_period
  FROM bill
  WHERE billing_period < date_format(date_add('month', -1, current_date), '%Y-%m')
    AND billing_period < (SELECT max(billing_period) FROM bill)
  GROUP BY 1
  HAVING count_if(bill_invoice_id <> '') = 0
)
