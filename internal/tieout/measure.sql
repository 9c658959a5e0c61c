SELECT source,
       billing_period,
       count(*) AS line_items,
       sum(CAST(line_item_unblended_cost AS decimal(38, 18))) AS cost,
       count(DISTINCT nullif(bill_invoice_id, '')) AS invoices,
       count_if(coalesce(bill_invoice_id, '') = '') AS open_items,
       CAST(CAST(min(line_item_usage_start_date) AS date) AS varchar) AS first_day,
       CAST(CAST(max(line_item_usage_start_date) AS date) AS varchar) AS last_day
FROM glaux.bill
GROUP BY source, billing_period
