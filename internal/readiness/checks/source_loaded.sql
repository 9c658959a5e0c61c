SELECT CASE WHEN months = 0 THEN 'blocked' ELSE 'good' END AS state, source, months, row_count
FROM sources
ORDER BY source
