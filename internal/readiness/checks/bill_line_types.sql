SELECT CASE WHEN count(*) > 0 THEN 'advice' ELSE 'good' END AS state, count(*) AS types, array_join(array_agg(kind ORDER BY kind), ', ') AS names
FROM (
  SELECT DISTINCT line_item_line_item_type AS kind
  FROM bill
  WHERE line_item_line_item_type NOT IN (
    'Usage', 'DiscountedUsage', 'SavingsPlanCoveredUsage', 'SavingsPlanNegation', 'SavingsPlanRecurringFee', 'SavingsPlanUpfrontFee',
    'RIFee', 'Fee', 'FlatRateSubscription', 'Tax', 'Credit', 'Refund', 'BundledDiscount', 'Discount', 'EdpDiscount', 'PrivateRateDiscount',
    'RiVolumeDiscount', 'SppDiscount')
)
