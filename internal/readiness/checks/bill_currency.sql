SELECT CASE WHEN currencies > 1 THEN 'gap' ELSE 'good' END AS state, currencies, names
FROM (
  SELECT count(DISTINCT line_item_currency_code) AS currencies, array_join(array_agg(DISTINCT line_item_currency_code), ', ') AS names
  FROM bill
  WHERE line_item_currency_code <> ''
)
WHERE currencies > 0
