SELECT CASE WHEN accepted > 0 AND rejected > 0 THEN 'good' ELSE 'advice' END AS state, accepted, rejected
FROM (SELECT count_if(action = 'ACCEPT') AS accepted, count_if(action = 'REJECT') AS rejected FROM flow)
WHERE accepted > 0 OR rejected > 0
