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
			Command:  "aws bedrock create-inference-profile --inference-profile-name NAME --model-source copyFrom=MODEL_ARN --tags key=department,value=NAME",
		},
	}
}
