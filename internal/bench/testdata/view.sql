-- A summary of a bill by day, account and service, with amortised cost, savings and shares: the size of a view that teams keep.
WITH
  line AS (
    SELECT
      billing_period,
      bill_payer_account_id,
      line_item_usage_account_id AS account_id,
      line_item_usage_account_name AS account_name,
      line_item_product_code AS product_code,
      line_item_usage_type AS usage_type,
      line_item_operation AS operation,
      line_item_line_item_type AS kind,
      line_item_resource_id AS resource_id,
      product_region_code AS region,
      product_instance_type AS instance_type,
      CAST(date_trunc('day', line_item_usage_start_date) AS date) AS usage_day,
      date_trunc('month', line_item_usage_start_date) AS usage_month,
      line_item_usage_amount AS amount,
      line_item_unblended_cost AS cost,
      pricing_public_on_demand_cost AS public_cost,
      coalesce(nullif(element_at(resource_tags, 'user_team'), ''), 'none') AS tag_team,
      coalesce(nullif(element_at(resource_tags, 'user_stage'), ''), 'none') AS tag_stage,
      coalesce(nullif(element_at(resource_tags, 'user_service'), ''), 'none') AS tag_service,
      coalesce(nullif(element_at(resource_tags, 'user_owner'), ''), 'none') AS tag_owner,
      coalesce(nullif(element_at(resource_tags, 'user_project'), ''), 'none') AS tag_project,
      CASE
        WHEN line_item_usage_type LIKE '%BoxUsage%' THEN 'on-demand instance'
        WHEN line_item_usage_type LIKE '%SpotUsage%' THEN 'spot instance'
        WHEN line_item_usage_type LIKE '%NatGateway-Hours' THEN 'NAT gateway hours'
        WHEN line_item_usage_type LIKE '%NatGateway-Bytes' THEN 'NAT gateway bytes'
        WHEN line_item_usage_type LIKE '%DataTransfer-Regional-Bytes' THEN 'traffic between zones'
        WHEN line_item_usage_type LIKE '%DataTransfer-Out-Bytes' THEN 'traffic to the internet'
        WHEN line_item_usage_type LIKE '%VolumeUsage%' THEN 'volumes'
        WHEN line_item_usage_type LIKE '%SnapshotUsage%' THEN 'snapshots'
        WHEN line_item_usage_type LIKE '%TimedStorage%' THEN 'object storage'
        WHEN line_item_usage_type LIKE '%Requests-Tier1' THEN 'writes'
        WHEN line_item_usage_type LIKE '%Requests-Tier2' THEN 'reads'
        WHEN line_item_usage_type LIKE '%InstanceUsage%' THEN 'database instance'
        WHEN line_item_usage_type LIKE '%Lambda-GB-Second%' THEN 'function time'
        WHEN line_item_usage_type LIKE '%input-tokens%' THEN 'tokens in'
        WHEN line_item_usage_type LIKE '%output-tokens%' THEN 'tokens out'
        ELSE 'other'
      END AS usage_class,
      CASE line_item_line_item_type
        WHEN 'SavingsPlanCoveredUsage' THEN savings_plan_savings_plan_effective_cost
        WHEN 'SavingsPlanRecurringFee' THEN savings_plan_total_commitment_to_date - savings_plan_used_commitment
        WHEN 'SavingsPlanNegation' THEN 0e0
        WHEN 'SavingsPlanUpfrontFee' THEN 0e0
        WHEN 'DiscountedUsage' THEN reservation_effective_cost
        WHEN 'RIFee' THEN reservation_unused_amortized_upfront_fee_for_billing_period + reservation_unused_recurring_fee
        ELSE line_item_unblended_cost
      END AS amortised
    FROM bench.cur
    WHERE billing_period >= '2025-01'
      AND line_item_line_item_type NOT IN ('Tax', 'Refund', 'Credit')
      AND line_item_usage_start_date >= TIMESTAMP '2025-01-01 00:00:00'
  ),
  daily AS (
    SELECT
      usage_day, usage_month, billing_period, account_id, product_code, region, usage_class, tag_team, tag_stage,
      sum(cost) AS cost,
      sum(amortised) AS amortised,
      sum(public_cost) AS public_cost,
      sum(amount) AS amount,
      count(DISTINCT resource_id) AS resources,
      sum(cost) FILTER (WHERE usage_class = 'on-demand instance') AS cost_on_demand_instance,
      sum(amount) FILTER (WHERE usage_class = 'on-demand instance') AS amount_on_demand_instance,
      CASE WHEN sum(amount) FILTER (WHERE usage_class = 'on-demand instance') > 0
        THEN round(sum(cost) FILTER (WHERE usage_class = 'on-demand instance') / sum(amount) FILTER (WHERE usage_class = 'on-demand instance'), 6)
      END AS price_on_demand_instance,
      sum(cost) FILTER (WHERE usage_class = 'spot instance') AS cost_spot_instance,
      sum(amount) FILTER (WHERE usage_class = 'spot instance') AS amount_spot_instance,
      CASE WHEN sum(amount) FILTER (WHERE usage_class = 'spot instance') > 0
        THEN round(sum(cost) FILTER (WHERE usage_class = 'spot instance') / sum(amount) FILTER (WHERE usage_class = 'spot instance'), 6)
      END AS price_spot_instance,
      sum(cost) FILTER (WHERE usage_class = 'NAT gateway hours') AS cost_nat_gateway_hours,
      sum(amount) FILTER (WHERE usage_class = 'NAT gateway hours') AS amount_nat_gateway_hours,
      CASE WHEN sum(amount) FILTER (WHERE usage_class = 'NAT gateway hours') > 0
        THEN round(sum(cost) FILTER (WHERE usage_class = 'NAT gateway hours') / sum(amount) FILTER (WHERE usage_class = 'NAT gateway hours'), 6)
      END AS price_nat_gateway_hours,
      sum(cost) FILTER (WHERE usage_class = 'NAT gateway bytes') AS cost_nat_gateway_bytes,
      sum(amount) FILTER (WHERE usage_class = 'NAT gateway bytes') AS amount_nat_gateway_bytes,
      CASE WHEN sum(amount) FILTER (WHERE usage_class = 'NAT gateway bytes') > 0
        THEN round(sum(cost) FILTER (WHERE usage_class = 'NAT gateway bytes') / sum(amount) FILTER (WHERE usage_class = 'NAT gateway bytes'), 6)
      END AS price_nat_gateway_bytes,
      sum(cost) FILTER (WHERE usage_class = 'traffic between zones') AS cost_traffic_between_zones,
      sum(amount) FILTER (WHERE usage_class = 'traffic between zones') AS amount_traffic_between_zones,
      CASE WHEN sum(amount) FILTER (WHERE usage_class = 'traffic between zones') > 0
        THEN round(sum(cost) FILTER (WHERE usage_class = 'traffic between zones') / sum(amount) FILTER (WHERE usage_class = 'traffic between zones'), 6)
      END AS price_traffic_between_zones,
      sum(cost) FILTER (WHERE usage_class = 'traffic to the internet') AS cost_traffic_to_the_internet,
      sum(amount) FILTER (WHERE usage_class = 'traffic to the internet') AS amount_traffic_to_the_internet,
      CASE WHEN sum(amount) FILTER (WHERE usage_class = 'traffic to the internet') > 0
        THEN round(sum(cost) FILTER (WHERE usage_class = 'traffic to the internet') / sum(amount) FILTER (WHERE usage_class = 'traffic to the internet'), 6)
      END AS price_traffic_to_the_internet,
      sum(cost) FILTER (WHERE usage_class = 'volumes') AS cost_volumes,
      sum(amount) FILTER (WHERE usage_class = 'volumes') AS amount_volumes,
      CASE WHEN sum(amount) FILTER (WHERE usage_class = 'volumes') > 0
        THEN round(sum(cost) FILTER (WHERE usage_class = 'volumes') / sum(amount) FILTER (WHERE usage_class = 'volumes'), 6)
      END AS price_volumes,
      sum(cost) FILTER (WHERE usage_class = 'snapshots') AS cost_snapshots,
      sum(amount) FILTER (WHERE usage_class = 'snapshots') AS amount_snapshots,
      CASE WHEN sum(amount) FILTER (WHERE usage_class = 'snapshots') > 0
        THEN round(sum(cost) FILTER (WHERE usage_class = 'snapshots') / sum(amount) FILTER (WHERE usage_class = 'snapshots'), 6)
      END AS price_snapshots,
      sum(cost) FILTER (WHERE usage_class = 'object storage') AS cost_object_storage,
      sum(amount) FILTER (WHERE usage_class = 'object storage') AS amount_object_storage,
      CASE WHEN sum(amount) FILTER (WHERE usage_class = 'object storage') > 0
        THEN round(sum(cost) FILTER (WHERE usage_class = 'object storage') / sum(amount) FILTER (WHERE usage_class = 'object storage'), 6)
      END AS price_object_storage,
      sum(cost) FILTER (WHERE usage_class = 'writes') AS cost_writes,
      sum(amount) FILTER (WHERE usage_class = 'writes') AS amount_writes,
      CASE WHEN sum(amount) FILTER (WHERE usage_class = 'writes') > 0
        THEN round(sum(cost) FILTER (WHERE usage_class = 'writes') / sum(amount) FILTER (WHERE usage_class = 'writes'), 6)
      END AS price_writes,
      sum(cost) FILTER (WHERE usage_class = 'reads') AS cost_reads,
      sum(amount) FILTER (WHERE usage_class = 'reads') AS amount_reads,
      CASE WHEN sum(amount) FILTER (WHERE usage_class = 'reads') > 0
        THEN round(sum(cost) FILTER (WHERE usage_class = 'reads') / sum(amount) FILTER (WHERE usage_class = 'reads'), 6)
      END AS price_reads,
      sum(cost) FILTER (WHERE usage_class = 'database instance') AS cost_database_instance,
      sum(amount) FILTER (WHERE usage_class = 'database instance') AS amount_database_instance,
      CASE WHEN sum(amount) FILTER (WHERE usage_class = 'database instance') > 0
        THEN round(sum(cost) FILTER (WHERE usage_class = 'database instance') / sum(amount) FILTER (WHERE usage_class = 'database instance'), 6)
      END AS price_database_instance,
      sum(cost) FILTER (WHERE usage_class = 'function time') AS cost_function_time,
      sum(amount) FILTER (WHERE usage_class = 'function time') AS amount_function_time,
      CASE WHEN sum(amount) FILTER (WHERE usage_class = 'function time') > 0
        THEN round(sum(cost) FILTER (WHERE usage_class = 'function time') / sum(amount) FILTER (WHERE usage_class = 'function time'), 6)
      END AS price_function_time,
      sum(cost) FILTER (WHERE usage_class = 'tokens in') AS cost_tokens_in,
      sum(amount) FILTER (WHERE usage_class = 'tokens in') AS amount_tokens_in,
      CASE WHEN sum(amount) FILTER (WHERE usage_class = 'tokens in') > 0
        THEN round(sum(cost) FILTER (WHERE usage_class = 'tokens in') / sum(amount) FILTER (WHERE usage_class = 'tokens in'), 6)
      END AS price_tokens_in,
      sum(cost) FILTER (WHERE usage_class = 'tokens out') AS cost_tokens_out,
      sum(amount) FILTER (WHERE usage_class = 'tokens out') AS amount_tokens_out,
      CASE WHEN sum(amount) FILTER (WHERE usage_class = 'tokens out') > 0
        THEN round(sum(cost) FILTER (WHERE usage_class = 'tokens out') / sum(amount) FILTER (WHERE usage_class = 'tokens out'), 6)
      END AS price_tokens_out,
      max_by(usage_type, cost) AS dearest_usage_type
    FROM line
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
  ),
  by_account AS (
    SELECT
      usage_month, account_id,
      sum(cost) AS cost,
      sum(amortised) AS amortised,
      sum(cost) / nullif(sum(sum(cost)) OVER (PARTITION BY usage_month), 0e0) AS share,
      lag(sum(cost)) OVER (PARTITION BY account_id ORDER BY usage_month) AS cost_before,
      sum(cost) - lag(sum(cost)) OVER (PARTITION BY account_id ORDER BY usage_month) AS rise,
      avg(sum(cost)) OVER (PARTITION BY account_id ORDER BY usage_month ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS mean_of_three,
      rank() OVER (PARTITION BY usage_month ORDER BY sum(cost) DESC) AS place,
      CASE
        WHEN sum(cost) < 10 THEN 'below 10'
        WHEN sum(cost) < 100 THEN 'below 100'
        WHEN sum(cost) < 1000 THEN 'below 1000'
        WHEN sum(cost) < 10000 THEN 'below 10000'
        WHEN sum(cost) < 100000 THEN 'below 100000'
        ELSE 'large'
      END AS size_class
    FROM daily
    GROUP BY usage_month, account_id
    HAVING sum(cost) > 0.005
  ),
  by_product AS (
    SELECT
      usage_month, product_code,
      sum(cost) AS cost,
      sum(amortised) AS amortised,
      sum(cost) / nullif(sum(sum(cost)) OVER (PARTITION BY usage_month), 0e0) AS share,
      lag(sum(cost)) OVER (PARTITION BY product_code ORDER BY usage_month) AS cost_before,
      sum(cost) - lag(sum(cost)) OVER (PARTITION BY product_code ORDER BY usage_month) AS rise,
      avg(sum(cost)) OVER (PARTITION BY product_code ORDER BY usage_month ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS mean_of_three,
      rank() OVER (PARTITION BY usage_month ORDER BY sum(cost) DESC) AS place,
      CASE
        WHEN sum(cost) < 10 THEN 'below 10'
        WHEN sum(cost) < 100 THEN 'below 100'
        WHEN sum(cost) < 1000 THEN 'below 1000'
        WHEN sum(cost) < 10000 THEN 'below 10000'
        WHEN sum(cost) < 100000 THEN 'below 100000'
        ELSE 'large'
      END AS size_class
    FROM daily
    GROUP BY usage_month, product_code
    HAVING sum(cost) > 0.005
  ),
  by_region AS (
    SELECT
      usage_month, region,
      sum(cost) AS cost,
      sum(amortised) AS amortised,
      sum(cost) / nullif(sum(sum(cost)) OVER (PARTITION BY usage_month), 0e0) AS share,
      lag(sum(cost)) OVER (PARTITION BY region ORDER BY usage_month) AS cost_before,
      sum(cost) - lag(sum(cost)) OVER (PARTITION BY region ORDER BY usage_month) AS rise,
      avg(sum(cost)) OVER (PARTITION BY region ORDER BY usage_month ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS mean_of_three,
      rank() OVER (PARTITION BY usage_month ORDER BY sum(cost) DESC) AS place,
      CASE
        WHEN sum(cost) < 10 THEN 'below 10'
        WHEN sum(cost) < 100 THEN 'below 100'
        WHEN sum(cost) < 1000 THEN 'below 1000'
        WHEN sum(cost) < 10000 THEN 'below 10000'
        WHEN sum(cost) < 100000 THEN 'below 100000'
        ELSE 'large'
      END AS size_class
    FROM daily
    GROUP BY usage_month, region
    HAVING sum(cost) > 0.005
  ),
  by_team AS (
    SELECT
      usage_month, tag_team,
      sum(cost) AS cost,
      sum(amortised) AS amortised,
      sum(cost) / nullif(sum(sum(cost)) OVER (PARTITION BY usage_month), 0e0) AS share,
      lag(sum(cost)) OVER (PARTITION BY tag_team ORDER BY usage_month) AS cost_before,
      sum(cost) - lag(sum(cost)) OVER (PARTITION BY tag_team ORDER BY usage_month) AS rise,
      avg(sum(cost)) OVER (PARTITION BY tag_team ORDER BY usage_month ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS mean_of_three,
      rank() OVER (PARTITION BY usage_month ORDER BY sum(cost) DESC) AS place,
      CASE
        WHEN sum(cost) < 10 THEN 'below 10'
        WHEN sum(cost) < 100 THEN 'below 100'
        WHEN sum(cost) < 1000 THEN 'below 1000'
        WHEN sum(cost) < 10000 THEN 'below 10000'
        WHEN sum(cost) < 100000 THEN 'below 100000'
        ELSE 'large'
      END AS size_class
    FROM daily
    GROUP BY usage_month, tag_team
    HAVING sum(cost) > 0.005
  ),
  by_stage AS (
    SELECT
      usage_month, tag_stage,
      sum(cost) AS cost,
      sum(amortised) AS amortised,
      sum(cost) / nullif(sum(sum(cost)) OVER (PARTITION BY usage_month), 0e0) AS share,
      lag(sum(cost)) OVER (PARTITION BY tag_stage ORDER BY usage_month) AS cost_before,
      sum(cost) - lag(sum(cost)) OVER (PARTITION BY tag_stage ORDER BY usage_month) AS rise,
      avg(sum(cost)) OVER (PARTITION BY tag_stage ORDER BY usage_month ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS mean_of_three,
      rank() OVER (PARTITION BY usage_month ORDER BY sum(cost) DESC) AS place,
      CASE
        WHEN sum(cost) < 10 THEN 'below 10'
        WHEN sum(cost) < 100 THEN 'below 100'
        WHEN sum(cost) < 1000 THEN 'below 1000'
        WHEN sum(cost) < 10000 THEN 'below 10000'
        WHEN sum(cost) < 100000 THEN 'below 100000'
        ELSE 'large'
      END AS size_class
    FROM daily
    GROUP BY usage_month, tag_stage
    HAVING sum(cost) > 0.005
  ),
  by_class AS (
    SELECT
      usage_month, usage_class,
      sum(cost) AS cost,
      sum(amortised) AS amortised,
      sum(cost) / nullif(sum(sum(cost)) OVER (PARTITION BY usage_month), 0e0) AS share,
      lag(sum(cost)) OVER (PARTITION BY usage_class ORDER BY usage_month) AS cost_before,
      sum(cost) - lag(sum(cost)) OVER (PARTITION BY usage_class ORDER BY usage_month) AS rise,
      avg(sum(cost)) OVER (PARTITION BY usage_class ORDER BY usage_month ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS mean_of_three,
      rank() OVER (PARTITION BY usage_month ORDER BY sum(cost) DESC) AS place,
      CASE
        WHEN sum(cost) < 10 THEN 'below 10'
        WHEN sum(cost) < 100 THEN 'below 100'
        WHEN sum(cost) < 1000 THEN 'below 1000'
        WHEN sum(cost) < 10000 THEN 'below 10000'
        WHEN sum(cost) < 100000 THEN 'below 100000'
        ELSE 'large'
      END AS size_class
    FROM daily
    GROUP BY usage_month, usage_class
    HAVING sum(cost) > 0.005
  ),
  anomalies AS (
    SELECT
      d.usage_day, d.account_id, d.product_code, d.usage_class, d.cost,
      avg(d.cost) OVER (PARTITION BY d.account_id, d.product_code, d.usage_class ORDER BY d.usage_day ROWS BETWEEN 14 PRECEDING AND 1 PRECEDING) AS usual,
      stddev_samp(d.cost) OVER (PARTITION BY d.account_id, d.product_code, d.usage_class ORDER BY d.usage_day ROWS BETWEEN 14 PRECEDING AND 1 PRECEDING) AS spread
    FROM daily AS d
    WHERE EXISTS (SELECT 1 FROM by_account AS a WHERE a.account_id = d.account_id AND a.place <= 20)
  ),
  account AS (
    SELECT * FROM (VALUES
      ('100000000001', 'shop', 1),
      ('100000000002', 'search', 2),
      ('100000000003', 'data', 3),
      ('100000000004', 'sales', 1),
      ('100000000005', 'platform', 2),
      ('100000000006', 'security', 3),
      ('100000000007', 'shop', 1),
      ('100000000008', 'search', 2),
      ('100000000009', 'data', 3),
      ('100000000010', 'sales', 1),
      ('100000000011', 'platform', 2),
      ('100000000012', 'security', 3),
      ('100000000013', 'shop', 1),
      ('100000000014', 'search', 2),
      ('100000000015', 'data', 3),
      ('100000000016', 'sales', 1),
      ('100000000017', 'platform', 2),
      ('100000000018', 'security', 3),
      ('100000000019', 'shop', 1),
      ('100000000020', 'search', 2),
      ('100000000021', 'data', 3),
      ('100000000022', 'sales', 1),
      ('100000000023', 'platform', 2),
      ('100000000024', 'security', 3),
      ('100000000025', 'shop', 1),
      ('100000000026', 'search', 2),
      ('100000000027', 'data', 3),
      ('100000000028', 'sales', 1),
      ('100000000029', 'platform', 2),
      ('100000000030', 'security', 3),
      ('100000000031', 'shop', 1),
      ('100000000032', 'search', 2),
      ('100000000033', 'data', 3),
      ('100000000034', 'sales', 1),
      ('100000000035', 'platform', 2),
      ('100000000036', 'security', 3),
      ('100000000037', 'shop', 1),
      ('100000000038', 'search', 2),
      ('100000000039', 'data', 3),
      ('100000000040', 'sales', 1),
      ('100000000041', 'platform', 2),
      ('100000000042', 'security', 3),
      ('100000000043', 'shop', 1),
      ('100000000044', 'search', 2),
      ('100000000045', 'data', 3),
      ('100000000046', 'sales', 1),
      ('100000000047', 'platform', 2),
      ('100000000048', 'security', 3),
      ('100000000049', 'shop', 1),
      ('100000000050', 'search', 2),
      ('100000000051', 'data', 3),
      ('100000000052', 'sales', 1),
      ('100000000053', 'platform', 2)
    ) AS t (account_id, unit, priority)
  )
SELECT
  d.usage_day,
  d.billing_period,
  d.account_id,
  coalesce(n.unit, 'unknown') AS unit,
  d.product_code,
  d.region,
  d.usage_class,
  d.tag_team,
  d.tag_stage,
  round(d.cost, 4) AS cost,
  round(d.amortised, 4) AS amortised,
  round(d.public_cost - d.amortised, 4) AS saved,
  CASE WHEN d.public_cost > 0 THEN round(1 - d.amortised / d.public_cost, 4) END AS saved_share,
  a.share AS share_of_account,
  p.share AS share_of_product,
  r.share AS share_of_region,
  t.share AS share_of_team,
  s.share AS share_of_stage,
  c.share AS share_of_class,
  a.rise AS rise_of_account,
  p.rise AS rise_of_product,
  coalesce(a.size_class, 'none') AS size_a,
  CASE WHEN a.place <= 3 THEN 'top' WHEN a.place <= 10 THEN 'high' ELSE 'low' END AS place_a,
  coalesce(p.size_class, 'none') AS size_p,
  CASE WHEN p.place <= 3 THEN 'top' WHEN p.place <= 10 THEN 'high' ELSE 'low' END AS place_p,
  coalesce(r.size_class, 'none') AS size_r,
  CASE WHEN r.place <= 3 THEN 'top' WHEN r.place <= 10 THEN 'high' ELSE 'low' END AS place_r,
  coalesce(t.size_class, 'none') AS size_t,
  CASE WHEN t.place <= 3 THEN 'top' WHEN t.place <= 10 THEN 'high' ELSE 'low' END AS place_t,
  coalesce(s.size_class, 'none') AS size_s,
  CASE WHEN s.place <= 3 THEN 'top' WHEN s.place <= 10 THEN 'high' ELSE 'low' END AS place_s,
  coalesce(c.size_class, 'none') AS size_c,
  CASE WHEN c.place <= 3 THEN 'top' WHEN c.place <= 10 THEN 'high' ELSE 'low' END AS place_c,
  x.usual,
  CASE WHEN x.spread > 0 AND (x.cost - x.usual) / x.spread > 3 THEN 'anomaly' ELSE 'usual' END AS judgement,
  date_format(d.usage_day, '%Y-%m-%d') AS day_text,
  upper(substr(d.product_code, 1, 6)) || '/' || lower(d.usage_class) AS label
FROM daily AS d
LEFT JOIN by_account AS a ON a.usage_month = d.usage_month AND a.account_id = d.account_id
LEFT JOIN by_product AS p ON p.usage_month = d.usage_month AND p.product_code = d.product_code
LEFT JOIN by_region AS r ON r.usage_month = d.usage_month AND r.region = d.region
LEFT JOIN by_team AS t ON t.usage_month = d.usage_month AND t.tag_team = d.tag_team
LEFT JOIN by_stage AS s ON s.usage_month = d.usage_month AND s.tag_stage = d.tag_stage
LEFT JOIN by_class AS c ON c.usage_month = d.usage_month AND c.usage_class = d.usage_class
LEFT JOIN account AS n ON n.account_id = d.account_id
LEFT JOIN anomalies AS x
  ON x.usage_day = d.usage_day AND x.account_id = d.account_id AND x.product_code = d.product_code AND x.usage_class = d.usage_class
WHERE d.cost <> 0
UNION ALL
SELECT
  CAST(NULL AS date), max(billing_period), 'all', 'all', product_code, region, 'all', 'all', 'all',
  round(sum(cost), 4), round(sum(amortised), 4), round(sum(public_cost) - sum(amortised), 4), NULL,
  NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  'none', 'low', 'none', 'low', 'none', 'low', 'none', 'low', 'none', 'low', 'none', 'low',
  NULL, 'usual', NULL, product_code
FROM daily
GROUP BY GROUPING SETS ((product_code, region), (product_code), ())
ORDER BY 1 DESC, 10 DESC
