SELECT CASE WHEN hours > 36 THEN 'advice' ELSE 'good' END AS state, hours, newest
FROM (
  SELECT date_diff('hour', max(end_time), localtimestamp) AS hours, date_format(max(end_time), '%Y-%m-%d %H:%i') AS newest
  FROM flow
)
WHERE hours IS NOT NULL
