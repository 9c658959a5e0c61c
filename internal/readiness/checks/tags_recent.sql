WITH firsts AS (
  SELECT tag, min(billing_period) AS since
  FROM bill CROSS JOIN UNNEST(map_keys(resource_tags)) AS t (tag)
  WHERE tag LIKE 'user%'
  GROUP BY 1
)
SELECT CASE WHEN count(*) > 0 THEN 'advice' ELSE 'good' END AS state, count(*) AS tags, max(tag) AS example, max_by(since, tag) AS since,
       (SELECT min(billing_period) FROM bill) AS first_month
FROM firsts
WHERE since > date_format(date_add('month', 1, date_parse((SELECT min(billing_period) FROM bill) || '-01', '%Y-%m-%d')), '%Y-%m')
