SELECT CASE kind WHEN 'cur2' THEN 'good' WHEN 'focus' THEN 'advice' ELSE 'gap' END AS state, source, kind, title, location
FROM sources
WHERE kind IN ('cur2', 'cur1', 'focus')
ORDER BY source
