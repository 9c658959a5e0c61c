package readiness

// modelChecks returns the checks of what allocating the cost of models needs.
func modelChecks() []Check {
	return []Check{
		{
			Code: "bill_iam_principal", Area: Models, Each: true,
			Good: "{named} % of the Bedrock cost names its caller.", Lacks: "Bedrock cost {cost}; {named} % of it names its caller.",
			Prevents: "Bedrock cost by caller",
			Console:  exportsPage + " › Create › Include IAM principal data (a new export; data from 2026-04-08)",
			Command:  createExport + `  # "INCLUDE_IAM_PRINCIPAL_DATA": "TRUE"`,
		},
		{
			Code: "bedrock_profiles", Area: Models, Each: true,
			Good: "{share} % of the Bedrock cost goes through inference profiles.", Lacks: "Bedrock cost {cost}; {share} % of it goes through inference profiles.",
			Prevents: "Bedrock cost by tag: a foundation model itself cannot be tagged",
			Console:  "Amazon Bedrock › Cross-region inference and application inference profiles",
			Command:  "aws bedrock create-inference-profile --inference-profile-name NAME --model-source copyFrom=MODEL_ARN --tags key=department,value=NAME",
		},
	}
}
