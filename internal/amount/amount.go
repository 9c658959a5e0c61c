// Package amount says what a line of a bill costs, as SQL over the columns of CUR 2.0, and when it lies. It promises that all who add up lines
// mean the same by a metric and by a time: there is no second writing of these formulas.
package amount

// Exact is how money is added up, as decimal(38, 10): a bill writes at most ten digits after the point, and sums of decimals do not depend on an order.
const Exact = "CAST(%s AS decimal(38, 10))"

// Time is the moment at which a line lies: that of its usage, in the billing period that it is billed in. Usage outside of the billing period,
// such as what came late or is refunded, lies at the first moment of it. So the sum over a month is its bill to the last digit, and a
// period reads the files of its months and no others.
const Time = `IF(starts_with(CAST(line_item_usage_start_date AS varchar), billing_period), line_item_usage_start_date, CAST(billing_period || '-01' AS timestamp))`

// The amounts of a line.
const (
	Unblended    = `line_item_unblended_cost`
	NetUnblended = `coalesce(line_item_net_unblended_cost, line_item_unblended_cost)`
	Amortized    = `CASE line_item_line_item_type
		WHEN 'SavingsPlanCoveredUsage' THEN coalesce(savings_plan_savings_plan_effective_cost, line_item_unblended_cost)
		WHEN 'SavingsPlanRecurringFee' THEN coalesce(savings_plan_total_commitment_to_date - savings_plan_used_commitment, 0)
		WHEN 'SavingsPlanNegation' THEN 0
		WHEN 'SavingsPlanUpfrontFee' THEN 0
		WHEN 'DiscountedUsage' THEN coalesce(reservation_effective_cost, line_item_unblended_cost)
		WHEN 'RIFee' THEN coalesce(reservation_unused_amortized_upfront_fee_for_billing_period, 0) + coalesce(reservation_unused_recurring_fee, 0)
		WHEN 'Fee' THEN IF(reservation_reservation_a_r_n <> '', 0, line_item_unblended_cost)
		ELSE line_item_unblended_cost END`
	NetAmortized = `CASE line_item_line_item_type
		WHEN 'SavingsPlanCoveredUsage' THEN coalesce(savings_plan_net_savings_plan_effective_cost, savings_plan_savings_plan_effective_cost, line_item_unblended_cost)
		WHEN 'SavingsPlanRecurringFee' THEN coalesce((savings_plan_total_commitment_to_date - savings_plan_used_commitment) * coalesce(
			(savings_plan_net_amortized_upfront_commitment_for_billing_period + savings_plan_net_recurring_commitment_for_billing_period)
			/ nullif(savings_plan_amortized_upfront_commitment_for_billing_period + savings_plan_recurring_commitment_for_billing_period, 0), 1), 0)
		WHEN 'SavingsPlanNegation' THEN 0
		WHEN 'SavingsPlanUpfrontFee' THEN 0
		WHEN 'DiscountedUsage' THEN coalesce(reservation_net_effective_cost, reservation_effective_cost, line_item_unblended_cost)
		WHEN 'RIFee' THEN coalesce(reservation_net_unused_amortized_upfront_fee_for_billing_period, reservation_unused_amortized_upfront_fee_for_billing_period, 0)
			+ coalesce(reservation_net_unused_recurring_fee, reservation_unused_recurring_fee, 0)
		WHEN 'Fee' THEN IF(reservation_reservation_a_r_n <> '', 0, coalesce(line_item_net_unblended_cost, line_item_unblended_cost))
		ELSE coalesce(line_item_net_unblended_cost, line_item_unblended_cost) END`
)

// UsageTypes are the types of lines that carry usage, as a list of SQL; quantities of other lines count nothing.
const UsageTypes = `'Usage', 'DiscountedUsage', 'SavingsPlanCoveredUsage', 'FlatRateSubscription'`

// SplitRows are rows of split cost allocation, which tell again what rows of instances told.
const SplitRows = `coalesce(line_item_operation, '') IN ('ECSTask-EC2', 'EKSPod-EC2')`

// Counted are the lines whose usage counts.
const Counted = `line_item_line_item_type IN (` + UsageTypes + `) AND NOT ` + SplitRows
