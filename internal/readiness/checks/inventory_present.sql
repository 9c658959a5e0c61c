SELECT CASE WHEN inventories > 0 THEN 'good' ELSE 'gap' END AS state, inventories, logs
FROM (SELECT count_if(kind = 'inventory') AS inventories, count_if(kind = 'flowlog') AS logs FROM sources)
WHERE inventories > 0 OR logs > 0
