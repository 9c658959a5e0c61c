SELECT CASE WHEN count_if(logged = 0) > 0 THEN 'gap' ELSE 'good' END AS state, count_if(logged = 0) AS lacking,
       array_join(array_agg(account ORDER BY account) FILTER (WHERE logged = 0), ', ') AS names
FROM (
  SELECT paid.account, count(seen.account) AS logged
  FROM (
    SELECT line_item_usage_account_id AS account
    FROM all_bills
    WHERE line_item_usage_type LIKE '%NatGateway-Bytes' AND line_item_unblended_cost > 0
    GROUP BY 1
  ) AS paid
  LEFT JOIN (SELECT DISTINCT account_id AS account FROM flow) AS seen ON seen.account = paid.account
  GROUP BY 1
)
HAVING count(*) > 0
