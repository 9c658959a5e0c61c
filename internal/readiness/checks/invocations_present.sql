SELECT CASE WHEN logs > 0 THEN 'good' ELSE 'advice' END AS state, logs, cost
FROM (SELECT count_if(kind = 'bedrock-invocation') AS logs FROM sources)
CROSS JOIN (SELECT CAST(coalesce(sum(cost), 0) AS decimal(18, 2)) AS cost FROM glaux.genai)
WHERE logs > 0 OR cost > 0
