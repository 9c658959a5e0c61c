SELECT CASE WHEN lines > 0 THEN 'advice' ELSE 'good' END AS state, lines, cost, names
FROM (
  SELECT count(*) AS all_lines, count_if(class = 'unclassified') AS lines, CAST(coalesce(sum(CASE WHEN class = 'unclassified' THEN cost END), 0) AS decimal(18, 2)) AS cost,
         coalesce(array_join(slice(array_sort(array_agg(DISTINCT unknown) FILTER (WHERE unknown <> '')), 1, 3), '; '), '') AS names
  FROM models
)
WHERE all_lines > 0
