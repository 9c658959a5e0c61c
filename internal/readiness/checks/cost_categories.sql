SELECT CASE WHEN filled = 0 THEN 'advice' ELSE 'good' END AS state, filled
FROM (SELECT count_if(cardinality(cost_category) > 0) AS filled, count(*) AS total FROM recent)
WHERE total > 0
