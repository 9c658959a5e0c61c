WITH kinds (kind, title) AS (VALUES ('cur2', 'CUR 2.0'), ('cur1', 'legacy CUR'), ('focus', 'FOCUS'))
SELECT kinds.title AS choice, about.source
FROM kinds CROSS JOIN about
ORDER BY kinds.kind = about.kind DESC, kinds.title
