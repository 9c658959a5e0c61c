SELECT CASE WHEN hours > 36 THEN 'advice' ELSE 'good' END AS state, source, hours
FROM (SELECT source, date_diff('hour', synced, current_timestamp) AS hours FROM sources WHERE synced IS NOT NULL)
ORDER BY source
