SELECT CASE WHEN count(*) > 0 THEN 'advice' ELSE 'good' END AS state, count(*) AS variants, max(tag || ': ' || spellings) AS example
FROM (
  SELECT tag, array_join(array_agg(DISTINCT content ORDER BY content), ' / ') AS spellings
  FROM (
    SELECT DISTINCT tag, content
    FROM recent CROSS JOIN UNNEST(resource_tags) AS t (tag, content)
    WHERE tag LIKE 'user%'
  )
  GROUP BY tag, lower(replace(replace(trim(content), '-', ''), '_', ''))
  HAVING count(DISTINCT content) > 1
)
