SELECT CASE WHEN named = 0 THEN 'advice' ELSE 'good' END AS state, named, records
FROM (
  SELECT count_if(pkt_src_aws_service IS NOT NULL OR pkt_dst_aws_service IS NOT NULL) AS named, count(*) AS records
  FROM flow
)
WHERE records > 0
