SELECT CASE WHEN share < 50 THEN 'advice' ELSE 'good' END AS state, share
FROM (
  SELECT CAST(100.0 * count_if(product_servicecode <> '') / nullif(count(*), 0) AS decimal(9, 1)) AS share
  FROM recent
  WHERE line_item_line_item_type = 'Usage'
)
WHERE share IS NOT NULL
