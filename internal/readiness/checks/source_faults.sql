SELECT CASE WHEN faults > 0 THEN 'gap' ELSE 'good' END AS state, source, faults, first_fault
FROM sources
ORDER BY source
