package readiness

// lineChecks returns the checks of what the lines of a bill carry.
func lineChecks() []Check { //nolint:funlen // a table
	return []Check{
		{
			Code: "bill_hourly", Area: Bill, Of: Bills,
			Good: "{share} % of the usage lines are hourly.", Lacks: "Only {share} % of the usage lines are hourly.",
			Prevents: "finding the hour in which a rise began, and matching the bill with flow logs",
			Console:  exportsPage + " › Create › Time granularity: Hourly", Command: createExport + `  # "TIME_GRANULARITY": "HOURLY"`,
		},
		{
			Code: "bill_resource_ids", Area: Bill, Of: Bills,
			Good: "{share} % of the usage cost names its resource.", Lacks: "Only {share} % of the usage cost names its resource.",
			Prevents: "naming the gateway, instance or function behind a cost",
			Console:  exportsPage + " › Create › Include resource IDs", Command: createExport + `  # "INCLUDE_RESOURCES": "TRUE"`,
		},
		{
			Code: "bill_account_names", Area: Bill, Of: Bills,
			Good: "All {accounts} accounts have names.", Lacks: "{named} of {accounts} account(s) have a name.",
			Prevents: "reading a table of accounts without a list of numbers beside it",
			Console:  exportsPage + " › Create: CUR 2.0 with the columns bill_payer_account_name and line_item_usage_account_name", Command: createExport,
		},
		{
			Code: "bill_account_renamed", Area: Bill, Of: Bills,
			Good: "No account has changed its name.", Lacks: "{accounts} account(s) bear more than one name, for example {example}.",
			Prevents: "grouping by name without splitting an account in two: group by the account's id",
			Console:  "AWS Organizations › AWS accounts", Command: "aws organizations list-accounts",
		},
		{
			Code: "bill_split_cost", Area: Bill, Of: Bills,
			Good: "Containers' cost is split to tasks and pods ({split} rows).", Lacks: "ECS or EKS cost {cost} and no row is split to tasks or pods.",
			Prevents: "cost by pod, namespace or ECS task",
			Console:  "Billing and Cost Management › Cost Management preferences › Split cost allocation data, and in the export: Include split cost allocation data",
			Command:  createExport + `  # "INCLUDE_SPLIT_COST_ALLOCATION_DATA": "TRUE"`,
		},
		{
			Code: "bill_net_cost", Area: Bill, Of: Bills,
			Good: "Net cost is there beside {discounts} discounted row(s).", Lacks: "{discounts} row(s) are discounted, and the columns of net cost are empty.",
			Prevents: "cost after private discounts, line by line", Console: exportsPage + " › Create: include the line_item_net_* columns", Command: createExport,
		},
		{
			Code: "bill_amortized", Area: Bill, Of: Bills,
			Good: "All {covered} row(s) under commitments have an effective cost.", Lacks: "{priced} of {covered} row(s) under commitments have an effective cost.",
			Prevents: "amortized cost",
			Console:  exportsPage + " › Create: include savings_plan_savings_plan_effective_cost and reservation_effective_cost", Command: createExport,
		},
		{
			Code: "bill_list_price", Area: Bill, Of: Bills,
			Good: "Every usage line has its list price.", Lacks: "{priced} of {rows_of_usage} usage lines have a list price.",
			Prevents: "saying what commitments and discounts save",
			Console:  exportsPage + " › Create: include pricing_public_on_demand_cost", Command: createExport,
		},
		{
			Code: "bill_units", Area: Bill, Of: Bills,
			Good: "Every usage line has its unit.", Lacks: "{units} of {rows_of_usage} usage lines have a unit.",
			Prevents: "quantities and prices for a unit", Console: exportsPage + " › Create: include pricing_unit and line_item_usage_amount", Command: createExport,
		},
		{
			Code: "bill_regions", Area: Bill, Of: Bills,
			Good: "{share} % of the usage cost names its region.", Lacks: "Only {share} % of the usage cost names its region.",
			Prevents: "cost by region other than by reading usage types", Console: exportsPage + " › Create: include product_region_code", Command: createExport,
		},
		{
			Code: "bill_services", Area: Bill, Of: Bills,
			Good: "{share} % of the usage lines name their service.", Lacks: "Only {share} % of the usage lines have product_servicecode.",
			Prevents: "service names as the console shows them", Console: exportsPage + " › Create: include product_servicecode and product", Command: createExport,
		},
		{
			Code: "bill_credits", Area: Bill, Of: Bills,
			Good: "Credits are {share} % of the cost.", Lacks: "Credits of {credits} hide {share} % of the cost.",
			Prevents: "seeing usage grow while credits last: choose a metric without credits",
			Console:  "Billing and Cost Management › Credits", Command: `glaux query "SELECT billing_period, sum(line_item_unblended_cost) FROM glaux.bill WHERE line_item_line_item_type = 'Credit' GROUP BY 1"`,
		},
		{
			Code: "bill_line_types", Area: Bill, Of: Bills,
			Good: "Every type of line is known.", Lacks: "{types} type(s) of lines are not known: {names}.",
			Prevents: "amortized cost that is right for these lines; they count with their unblended cost",
			Console:  "none: please tell the authors of Glaux", Command: "glaux version",
		},
		{
			Code: "bill_commitment_ends", Area: Bill, Of: Bills,
			Good: "The next Savings Plan ends in {days} days.", Lacks: "A Savings Plan ends in {days} days, at {ends}: {arn}.",
			Prevents: "a forecast that only looks at the past", Console: "Billing and Cost Management › Savings Plans › Inventory",
			Command: "aws savingsplans describe-savings-plans --states active",
		},
	}
}
