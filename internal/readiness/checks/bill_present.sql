SELECT CASE WHEN count(*) = 0 THEN 'blocked' ELSE 'good' END AS state, count(*) AS bills, array_join(array_agg(source ORDER BY source), ', ') AS names
FROM sources
WHERE kind IN ('cur2', 'cur1', 'focus')
