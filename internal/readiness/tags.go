package readiness

// The console page of cost allocation tags.
const tagsPage = "Billing and Cost Management › Cost allocation tags"

// activate is the command that activates tags.
const activate = "aws ce update-cost-allocation-tags-status --cost-allocation-tags-status TagKey=KEY,Status=Active"

// tagChecks returns the checks of cost allocation tags and cost categories.
func tagChecks() []Check {
	return []Check{
		{
			Code: "tags_active", Area: Tags, Of: Bills,
			Good: "{keys} cost allocation tag(s) are active: {names}.", Lacks: "No user-defined cost allocation tag is active.",
			Prevents: "cost by team, application or environment", Console: tagsPage + " › User-defined › Activate (in the management account)", Command: activate,
		},
		{
			Code: "tags_coverage", Area: Tags, Of: Bills,
			Good: "{share} % of the usage cost carries {tag}.", Lacks: "{share} % of the usage cost carries {tag}.",
			Prevents: "allocating the rest by this tag", Console: "AWS Organizations › Policies › Tag policies; Tag Editor for what exists",
			Command: "aws resourcegroupstaggingapi tag-resources --resource-arn-list ARN --tags KEY=VALUE",
		},
		{
			Code: "tags_owner", Area: Tags, Of: Bills,
			Good: "A tag names the owner: {names}.", Lacks: "No active tag names a team, an owner or a cost center.",
			Prevents: "sending a cost to who can change it", Console: tagsPage + " › User-defined › Activate", Command: activate,
		},
		{
			Code: "tags_application", Area: Tags, Of: Bills,
			Good: "A tag names the application: {names}.", Lacks: "No active tag names an application.",
			Prevents: "unit cost of an application across services", Console: "myApplications › Create application (awsApplication is active by itself), or " + tagsPage,
			Command: "aws servicecatalog-appregistry create-application --name NAME",
		},
		{
			Code: "tags_environment", Area: Tags, Of: Bills,
			Good: "A tag names the environment: {names}.", Lacks: "No active tag names the environment.",
			Prevents: "telling production from test", Console: tagsPage + " › User-defined › Activate", Command: activate,
		},
		{
			Code: "tags_spelling", Area: Tags, Of: Bills,
			Good: "No tag value is spelt in two ways.", Lacks: "{variants} tag value(s) are spelt in more than one way, for example {example}.",
			Prevents: "one row for one team", Console: "AWS Organizations › Policies › Tag policies", Command: "aws organizations create-policy --type TAG_POLICY --name tags --description spelling --content file://tags.json",
		},
		{
			Code: "tags_recent", Area: Tags, Of: Bills,
			Good: "Every tag reaches back as far as the bill.", Lacks: "{tags} tag(s) are younger than the bill, for example {example} (since {since}).",
			Prevents: "cost by tag in the months before", Console: tagsPage + " › Backfill tags (up to 12 months)",
			Command: "aws ce start-cost-allocation-tag-backfill --backfill-from {first_month}-01T00:00:00Z",
		},
		{
			Code: "tags_untagged", Area: Tags, Of: Bills,
			Good: "Of {service}, {share} % of the cost has no tag.", Lacks: "{service} leads in resources without any tag: {cost}, {share} % of its cost.",
			Prevents: "allocating these resources", Console: "Tag Editor › Find resources › untagged",
			Command: "aws resourcegroupstaggingapi get-resources --resource-type-filters TYPE",
		},
		{
			Code: "bill_tags_map", Area: Tags, Of: Bills,
			Good: "The column tags is there, with keys as they are spelt.", Lacks: "The column tags is empty: only normalised keys are known.",
			Prevents: "telling Env from env, and account tags and IAM principal tags",
			Console:  exportsPage + " › Create: include the column tags", Command: createExport,
		},
		{
			Code: "cost_categories", Area: Tags, Of: Bills,
			Good: "Cost categories stand in {filled} row(s).", Lacks: "There is no cost category.",
			Prevents: "groups of accounts and services that everybody names alike", Console: "Billing and Cost Management › Cost Categories › Create",
			Command: "aws ce create-cost-category-definition --name NAME --rule-version CostCategoryExpression.v1 --rules file://rules.json",
		},
	}
}
