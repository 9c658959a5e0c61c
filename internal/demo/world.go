package demo

// payer is the account that pays, and owns the export.
const payer = "100000000000"

// account is a member of the organisation.
type account struct {
	id, name, team, stage string
}

func accounts() []account {
	return []account{
		{"100000000001", "shop-prod", "shop", "prod"},
		{"100000000002", "shop-dev", "shop", "dev"},
		{"100000000003", "search-prod", "search", "prod"},
		{"100000000004", "search-dev", "search", "dev"},
		{"100000000005", "data-prod", "data", "prod"},
		{"100000000006", "ai-lab", "sales", "prod"},
		{"100000000007", "network", "platform", "prod"},
		{"100000000008", "security", "platform", "prod"},
	}
}

// product is something that AWS sells.
type product struct {
	code, name, family string
}

// use is a thing that accounts pay for every day: how much of it a day, at what price, and by which factor it is more in
// the second month.
type use struct {
	product   product
	usageType string
	operation string
	unit      string
	region    string
	price     float64
	daily     float64
	growth    float64
	teams     []string // empty: all
	resource  string   // what the resource's name begins with, "" for none
	instance  string   // the instance type
}

//nolint:gochecknoglobals // constant tables; Go has no constant structs
var (
	compute  = product{"AmazonEC2", "Amazon Elastic Compute Cloud", "Compute Instance"}
	gateway  = product{"AmazonEC2", "Amazon Elastic Compute Cloud", "NAT Gateway"}
	transfer = product{"AmazonEC2", "Amazon Elastic Compute Cloud", "Data Transfer"}
	volume   = product{"AmazonEC2", "Amazon Elastic Compute Cloud", "Storage"}
	store    = product{"AmazonS3", "Amazon Simple Storage Service", "Storage"}
	database = product{"AmazonRDS", "Amazon Relational Database Service", "Database Instance"}
	lambda   = product{"AWSLambda", "AWS Lambda", "Serverless"}
	bedrock  = product{"AmazonBedrock", "Amazon Bedrock", "Amazon Bedrock"}
	logs     = product{"AmazonCloudWatch", "AmazonCloudWatch", "Data Payload"}
	keys     = product{"awskms", "AWS Key Management Service", "Encryption Key"}
)

// uses returns everything that is used. Prices are those of no price list.
func uses() []use {
	const home, away = "eu-central-1", "us-east-1"
	return []use{
		{compute, "EUC1-BoxUsage:m7g.large", "RunInstances", "Hrs", home, 0.0979, 72, 1, nil, "i-0a", "m7g.large"},
		{compute, "EUC1-BoxUsage:c7g.xlarge", "RunInstances", "Hrs", home, 0.1664, 48, 1.02, []string{"search", "shop"}, "i-0b", "c7g.xlarge"},
		{compute, "BoxUsage:g5.xlarge", "RunInstances", "Hrs", away, 1.006, 12, 1, []string{"sales"}, "i-0c", "g5.xlarge"},
		{gateway, "EUC1-NatGateway-Hours", "NatGateway", "Hrs", home, 0.052, 48, 1.5, []string{"platform", "search"}, "nat-0", ""},
		{gateway, "EUC1-NatGateway-Bytes", "NatGateway", "GB", home, 0.052, 900, 3.4, []string{"platform", "search"}, "nat-0", ""},
		{transfer, "EUC1-DataTransfer-Regional-Bytes", "InterZone-In", "GB", home, 0.01, 1400, 3.1, []string{"search", "platform"}, "i-0b", ""},
		{transfer, "EUC1-DataTransfer-Out-Bytes", "RunInstances", "GB", home, 0.09, 120, 1.05, []string{"shop"}, "i-0a", ""},
		{volume, "EUC1-EBS:VolumeUsage.gp3", "CreateVolume-Gp3", "GB-Mo", home, 0.0952, 33, 1, nil, "vol-0", ""},
		{store, "EUC1-TimedStorage-ByteHrs", "StandardStorage", "GB-Mo", home, 0.0245, 140, 1.03, nil, "bucket-", ""},
		{store, "EUC1-Requests-Tier1", "PutObject", "Requests", home, 0.0000054, 900_000, 1, []string{"data", "shop"}, "bucket-", ""},
		{database, "EUC1-InstanceUsage:db.r7g.large", "CreateDBInstance:0021", "Hrs", home, 0.286, 48, 1, []string{"shop", "data"}, "db-", "db.r7g.large"},
		{lambda, "EUC1-Lambda-GB-Second-ARM", "Invoke", "Lambda-GB-Second", home, 0.0000133334, 210_000, 1.1, []string{"shop", "search"}, "function-", ""},
		{lambda, "EUC1-Request-ARM", "Invoke", "Request", home, 0.0000002, 4_000_000, 1.1, []string{"shop", "search"}, "function-", ""},
		{bedrock, "USE1-Claude-input-tokens", "InvokeModelInference", "1K tokens", away, 0.003, 5200, 1.6, []string{"sales"}, "", ""},
		{bedrock, "USE1-Nova-input-tokens", "InvokeModelInference", "1K tokens", away, 0.0008, 9100, 1.2, []string{"search", "data"}, "", ""},
		{logs, "EUC1-DataProcessing-Bytes", "PutLogEvents", "GB", home, 0.63, 9, 1.04, nil, "log-", ""},
		{keys, "eu-central-1-KMS-Requests", "Decrypt", "Requests", home, 0.000003, 60_000, 1, nil, "", ""},
	}
}
