package readiness

// The command that makes a CUR 2.0 export, shortened to the part that a reader completes.
const createExport = "aws bcm-data-exports create-export --export file://cur2-export.json"

// The console page of the exports.
const exportsPage = "Billing and Cost Management › Data Exports"

// billChecks returns the checks of what is registered and delivered.
func billChecks() []Check {
	return []Check{
		{
			Code: "bill_present", Area: Bill,
			Good: "{bills} bill(s) registered: {names}.", Lacks: "No bill is registered.",
			Prevents: "every question about cost",
			Console:  exportsPage + " › Create: Standard data export, CUR 2.0, Parquet, overwrite, with resource IDs and split cost allocation data",
			Command:  "glaux source add bill.cur s3://BUCKET/PREFIX && glaux sync",
		},
		{
			Code: "source_loaded", Area: Bill,
			Good: "{source} is loaded: {row_count} rows.", Lacks: "{source} is registered, and nothing of it is loaded.",
			Prevents: "queries of this source", Console: exportsPage + " › the export: see that a first delivery has arrived (up to 24 hours)",
			Command: "glaux sync {source}",
		},
		{
			Code: "source_faults", Area: Bill,
			Good: "{source}: every file of the last sync was good.", Lacks: "{source}: {faults} fault(s) in the last sync; the first: {first_fault}",
			Prevents: "totals that tie out: what was faulty is not in the lake",
			Console:  exportsPage + " › the export › Refresh history, for deliveries that failed", Command: "glaux sync {source} && glaux status {source}",
		},
		{
			Code: "source_synced", Area: Bill,
			Good: "{source} was looked at {hours} hour(s) ago.", Lacks: "{source} was last looked at {hours} hours ago.",
			Prevents: "seeing yesterday's cost today", Console: "none: this is done on the machine that runs Glaux", Command: "glaux sync --watch",
		},
		{
			Code: "bill_kind", Area: Bill,
			Good: "{source} is {title}, from {location}.", Lacks: "{source} is {title}, not CUR 2.0.",
			Prevents: "account names, whole tag keys, split cost for containers, IAM principals and nested product attributes, as far as it lacks them",
			Console:  exportsPage + " › Create: Standard data export, CUR 2.0", Command: createExport,
		},
		{
			Code: "bill_months", Area: Bill,
			Good: "{source} has every month from {first_month} to {last_month}.", Lacks: "{source} lacks {missing} month(s): {missing_names}.",
			Prevents: "comparisons with the missing months, and forecasts across them",
			Console:  "AWS Support › Create case › Account and billing: ask for a backfill of the export", Command: "aws support create-case --service-code billing",
		},
		{
			Code: "bill_history", Area: Bill,
			Good: "{source} reaches back {months} months.", Lacks: "{source} reaches back only {months} month(s).",
			Prevents: "comparison with the same month last year, and seasonal baselines",
			Console:  "AWS Support › Create case › Account and billing: ask for a backfill of up to 36 months", Command: "aws support create-case --service-code billing",
		},
		{
			Code: "bill_twice", Area: Bill,
			Good: "No period of a payer comes from two bills.", Lacks: "{periods} period(s) of a payer come from two bills at once ({names}).",
			Prevents: "right totals of glaux.bill, which counts both; name one table or filter by the column source",
			Console:  exportsPage + ": keep one export for each payer", Command: "glaux source remove ONE_OF_THEM",
		},
		{
			Code: "bill_fresh", Area: Bill, Of: Bills,
			Good: "The newest usage is {hours} hour(s) old.", Lacks: "The newest usage ended {newest} UTC, {hours} hours ago.",
			Prevents: "catching a rise before the invoice", Console: exportsPage + " › the export: health and last delivery",
			Command: "aws bcm-data-exports list-executions --export-arn ARN",
		},
		{
			Code: "bill_open_month", Area: Bill, Of: Bills,
			Good: "The newest month, {period}, is closed.", Lacks: "The month {period} is not closed: its figures still change.",
			Prevents: "nothing, when you know it: do not compare an open month with a closed one", Console: "Billing and Cost Management › Bills",
			Command: "glaux sync --watch",
		},
		{
			Code: "bill_invoices", Area: Bill, Of: Bills,
			Good: "Every closed month carries invoice ids.", Lacks: "{months} closed month(s) have no invoice id: {names}.",
			Prevents: "tying the bill to an invoice", Console: exportsPage + " › the export: include the column bill_invoice_id", Command: createExport,
		},
		{
			Code: "bill_currency", Area: Bill, Of: Bills,
			Good: "One currency: {names}.", Lacks: "{currencies} currencies in one bill: {names}.",
			Prevents: "adding amounts up without saying in which currency", Console: "Billing and Cost Management › Payment preferences",
			Command: `glaux query "SELECT line_item_currency_code, sum(line_item_unblended_cost) FROM glaux.bill GROUP BY 1"`,
		},
		{
			Code: "bill_organisation", Area: Bill, Of: Bills,
			Good: "{accounts} account(s) below payer {payer}.", Lacks: "Only one member account's cost is here; the payer {payer} has its own export.",
			Prevents: "the view over the organisation, and seeing commitments that other accounts bought",
			Console:  exportsPage + " of the management account › Create", Command: createExport + " --profile MANAGEMENT_ACCOUNT",
		},
	}
}
