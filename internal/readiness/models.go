package readiness

// modelChecks returns the checks of what allocating the cost of models needs.
func modelChecks() []Check {
	return []Check{
		{
			Code: "invocations_present", Area: Models,
			Good: "{logs} source(s) of model-invocation logs.", Lacks: "Models cost {cost}, and there are no invocation logs.",
			Prevents: "cost by request, and by metadata of the request", Console: "Amazon Bedrock › Settings › Model invocation logging: S3",
			Command: "aws bedrock put-model-invocation-logging-configuration --logging-config file://logging.json && glaux source add ai.invocations s3://BUCKET/PREFIX",
		},
		{
			Code: "bill_iam_principal", Area: Models, Of: Bills,
			Good: "{named} % of the Bedrock cost names its caller.", Lacks: "Bedrock cost {cost}; {named} % of it names its caller.",
			Prevents: "Bedrock cost by caller",
			Console:  exportsPage + " › Create › Include IAM principal data (a new export; data from 2026-04-08)",
			Command:  createExport + `  # "INCLUDE_IAM_PRINCIPAL_DATA": "TRUE"`,
		},
		{
			Code: "bedrock_profiles", Area: Models, Of: Bills,
			Good: "{share} % of the Bedrock cost goes through inference profiles.", Lacks: "Bedrock cost {cost}; {share} % of it goes through inference profiles.",
			Prevents: "Bedrock cost by tag: a foundation model itself cannot be tagged",
			Console:  "Amazon Bedrock › Cross-region inference and application inference profiles",
			Command:  "glaux genai profile --name NAME --model MODEL --tag Department=NAME --format cli",
		},
		{
			Code: "bedrock_profile_tags", Area: Models, Of: Bills,
			Good: "All {profiles} inference profiles carry active tags.", Lacks: "{bare} of {profiles} inference profiles carry no active tag, with a cost of {cost}: {names}.",
			Prevents: "allocating the cost of these profiles by tag",
			Console:  "Amazon Bedrock › Inference profiles › Tags; then " + tagsPage + " › User-defined › Activate (in the management account)",
			Command:  "aws bedrock tag-resource --resource-arn PROFILE_ARN --tags key=Department,value=NAME && " + activate,
		},
		{
			Code: "bedrock_known", Area: Models, Of: Bills,
			Good: "Every line of models is classified.", Lacks: "{lines} line(s) of models, with a cost of {cost}, are not classified: {names}.",
			Prevents: "cost by model and kind of token for these lines", Console: "none: a newer version of Glaux may know them",
			Command: `glaux query "SELECT unknown, sum(cost) FROM glaux.genai WHERE class = 'unclassified' GROUP BY 1"`,
		},
	}
}
