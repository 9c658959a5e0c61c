SELECT CASE WHEN trails > 0 THEN 'good' ELSE 'advice' END AS state, trails
FROM (SELECT count_if(kind = 'cloudtrail') AS trails, count(*) AS known FROM sources)
WHERE known > 0
