SELECT CASE WHEN priced < covered THEN 'gap' ELSE 'good' END AS state, covered, priced
FROM (
  SELECT count(*) AS covered,
         count_if(savings_plan_savings_plan_effective_cost IS NOT NULL AND line_item_line_item_type = 'SavingsPlanCoveredUsage'
                  OR reservation_effective_cost IS NOT NULL AND line_item_line_item_type = 'DiscountedUsage') AS priced
  FROM recent
  WHERE line_item_line_item_type IN ('SavingsPlanCoveredUsage', 'DiscountedUsage')
)
WHERE covered > 0
