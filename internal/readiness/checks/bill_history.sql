SELECT CASE WHEN months < 3 THEN 'gap' WHEN months < 13 THEN 'advice' ELSE 'good' END AS state, source, months
FROM sources
WHERE kind IN ('cur2', 'cur1', 'focus') AND months > 0
ORDER BY source
