SELECT CASE WHEN missing > 0 THEN 'gap' ELSE 'good' END AS state, source, months, first_month, last_month, missing, missing_names
FROM sources
WHERE kind IN ('cur2', 'cur1', 'focus') AND months > 0
ORDER BY source
