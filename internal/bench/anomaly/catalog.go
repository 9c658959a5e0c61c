package anomaly

import detect "github.com/glauxhq/glaux/internal/anomaly"

// shape is how an item is used over time.
type shape uint8

// The shapes. Traffic follows the customers, office the staff, flat nobody; growing things are never deleted; batches run on some days.
const (
	traffic shape = iota
	office
	flat
	growing
	weekly
	monthly
	first // a fee on the first of a month
)

// arrival is how soon a day is delivered, as shares by age in days.
type arrival [5]float64

// item is something that is sold.
type item struct {
	service, usage string
	price          float64
	shape          shape
	arrival        arrival
	// share is what part of an account's spend it is, by role: production, data, shared, staging and development, small.
	share [5]float64
	// noise is the deviation of a day from the expected, at a level of 100 dollars a day.
	noise float64
	// things is the most resources that an account has of it, prefix what their ids begin with.
	things int
	prefix string
	kind   detect.Kind
	// monthly tells that the price is for a month: a day of February costs more.
	monthly bool
	// zoned tells that resources stand in zones.
	zoned bool
	tiers []tier
}

// tier is a price from an amount used in a month on.
type tier struct{ from, price float64 }

// The roles of accounts, in the order of item.share.
const (
	production = iota
	data
	shared
	development
	small
)

// The arrivals, as seen in bills: hours of machines soon, transfer and requests later, what is measured daily in one piece, the Marketplace last.
//
//nolint:gochecknoglobals // a table
var (
	soon   = arrival{0.42, 0.95, 0.997, 1, 1}
	later  = arrival{0.30, 0.88, 0.985, 0.998, 1}
	slow   = arrival{0.14, 0.72, 0.96, 0.992, 1}
	daily  = arrival{0, 0.90, 1, 1, 1}
	seller = arrival{0.05, 0.60, 0.94, 0.99, 1}
	atOnce = arrival{1, 1, 1, 1, 1}
)

// internet is the price list of transfer to the internet in gigabytes a month: the first hundred are free.
func internet() []tier {
	return []tier{{0, 0}, {100, 0.09}, {10_240, 0.085}, {51_200, 0.07}, {153_600, 0.05}}
}

// catalog returns what accounts use from their first day. Shares need not add up to one.
func catalog() []item {
	return []item{
		{service: "AmazonEC2", usage: "BoxUsage:m6i.xlarge", price: 0.192, shape: traffic, arrival: soon, share: [5]float64{22, 6, 2, 9, 0}, noise: 0.035, things: 6, prefix: "i", zoned: true},
		{service: "AmazonEC2", usage: "BoxUsage:c7g.2xlarge", price: 0.29, shape: traffic, arrival: soon, share: [5]float64{11, 4, 0, 0, 0}, noise: 0.04, things: 4, prefix: "i", zoned: true},
		{service: "AmazonEC2", usage: "BoxUsage:t3.medium", price: 0.0416, shape: office, arrival: soon, share: [5]float64{0, 0, 1, 8, 1}, noise: 0.06, things: 5, prefix: "i", zoned: true},
		{service: "AmazonEC2", usage: "EBS:VolumeUsage.gp3", price: 0.08, shape: flat, arrival: later, share: [5]float64{5, 4, 1, 4, 1}, noise: 0.012, things: 5, prefix: "vol", monthly: true, zoned: true},
		{service: "AmazonEC2", usage: "EBS:SnapshotUsage", price: 0.05, shape: growing, arrival: daily, share: [5]float64{2, 2, 0, 1, 0}, noise: 0.012, things: 4, prefix: "snap", monthly: true},
		{service: "AmazonEC2", usage: "NatGateway-Hours", price: 0.045, shape: flat, arrival: soon, share: [5]float64{0.8, 0.5, 2, 1, 0}, noise: 0.0004, things: 3, prefix: "nat", zoned: true},
		{service: "AmazonEC2", usage: "NatGateway-Bytes", price: 0.045, shape: traffic, arrival: later, share: [5]float64{3, 2.5, 8, 1, 0}, noise: 0.05, things: 3, prefix: "nat", zoned: true},
		{service: "AmazonEC2", usage: "DataTransfer-Regional-Bytes", price: 0.01, shape: traffic, arrival: later, share: [5]float64{2.2, 2, 2, 0.4, 0}, noise: 0.045, things: 4, prefix: "i", zoned: true},
		{service: "AmazonEC2", usage: "DataTransfer-Out-Bytes", price: 0.09, shape: traffic, arrival: slow, share: [5]float64{5, 0.8, 3, 0.3, 0}, noise: 0.05, things: 3, prefix: "i", zoned: true, tiers: internet()},
		{service: "AmazonRDS", usage: "InstanceUsage:db.r6g.xlarge", price: 0.43, shape: flat, arrival: soon, share: [5]float64{12, 5, 0, 6, 0}, noise: 0.008, things: 4, prefix: "db", zoned: true},
		{service: "AmazonRDS", usage: "Aurora:StorageIOUsage", price: 0.0000002, shape: traffic, arrival: later, share: [5]float64{3, 2, 0, 0, 0}, noise: 0.06, things: 3, prefix: "cluster"},
		{service: "AmazonRDS", usage: "RDS:ChargedBackupUsage", price: 0.095, shape: growing, arrival: daily, share: [5]float64{1, 1, 0, 0.6, 0}, noise: 0.015, things: 2, prefix: "db", monthly: true},
		{service: "AmazonS3", usage: "TimedStorage-ByteHrs", price: 0.023, shape: growing, arrival: daily, share: [5]float64{5, 18, 3, 2, 2}, noise: 0.006, things: 5, prefix: "bucket", monthly: true},
		{service: "AmazonS3", usage: "Requests-Tier1", price: 0.000005, shape: traffic, arrival: later, share: [5]float64{1.4, 4, 1, 0.3, 0.5}, noise: 0.07, things: 4, prefix: "bucket"},
		{service: "AmazonCloudWatch", usage: "DataProcessing-Bytes", price: 0.5, shape: traffic, arrival: slow, share: [5]float64{3, 1.4, 3, 1, 1}, noise: 0.06, things: 5, prefix: "log"},
		{service: "AmazonCloudWatch", usage: "CW:MetricMonitorUsage", price: 0.3, shape: flat, arrival: later, share: [5]float64{1, 0.6, 0.6, 0.6, 0.5}, noise: 0.012, things: 1, prefix: "metrics", monthly: true},
		{service: "AWSLambda", usage: "Lambda-GB-Second", price: 0.0000166667, shape: traffic, arrival: later, share: [5]float64{2.4, 2, 1, 0.8, 0}, noise: 0.06, things: 5, prefix: "fn"},
		{service: "AmazonDynamoDB", usage: "WriteRequestUnits", price: 0.00000125, shape: traffic, arrival: later, share: [5]float64{2.5, 1, 0, 0.3, 0}, noise: 0.05, things: 4, prefix: "table"},
		{service: "AWSELB", usage: "LoadBalancerUsage", price: 0.0225, shape: flat, arrival: soon, share: [5]float64{0.8, 0, 0.5, 0.8, 0}, noise: 0.001, things: 3, prefix: "app"},
		{service: "AWSELB", usage: "LCUUsage", price: 0.008, shape: traffic, arrival: soon, share: [5]float64{1.2, 0, 0.8, 0.2, 0}, noise: 0.05, things: 3, prefix: "app"},
		{service: "AmazonVPC", usage: "PublicIPv4:InUseAddress", price: 0.005, shape: flat, arrival: later, share: [5]float64{0.5, 0.3, 0.6, 0.5, 0.3}, noise: 0.01, things: 2, prefix: "eni"},
		{service: "AmazonVPC", usage: "VpcEndpoint-Hours", price: 0.01, shape: flat, arrival: soon, share: [5]float64{0.6, 0.6, 2, 0.4, 0}, noise: 0.001, things: 3, prefix: "vpce", zoned: true},
		{service: "AWSGlue", usage: "ETL-DPU-Hour", price: 0.44, shape: weekly, arrival: later, share: [5]float64{0, 9, 0, 0, 0}, noise: 0.09, things: 4, prefix: "job"},
		{service: "ElasticMapReduce", usage: "BoxUsage:r5.2xlarge", price: 0.126, shape: monthly, arrival: soon, share: [5]float64{0, 7, 0, 0, 0}, noise: 0.10, things: 2, prefix: "j"},
		{service: "AmazonAthena", usage: "DataScannedInTB", price: 5, shape: office, arrival: later, share: [5]float64{0, 4, 0, 0.5, 0}, noise: 0.14, things: 3, prefix: "wg"},
		{service: "AmazonBedrock", usage: "NovaPro-input-tokens", price: 0.0008, shape: office, arrival: slow, share: [5]float64{1.5, 1, 0, 1, 0}, noise: 0.09, things: 3, prefix: "profile"},
		{service: "Claude Sonnet 4.6 (Amazon Bedrock Edition)", usage: "MP:InputTokenCount-Units", price: 3, shape: office, arrival: seller, share: [5]float64{3, 1, 0, 1, 0}, noise: 0.09, things: 3, prefix: "profile", kind: detect.Marketplace},
		{service: "Claude Sonnet 4.6 (Amazon Bedrock Edition)", usage: "MP:OutputTokenCount-Units", price: 15, shape: office, arrival: seller, share: [5]float64{2.4, 0.8, 0, 0.8, 0}, noise: 0.09, things: 3, prefix: "profile", kind: detect.Marketplace},
		{service: "awskms", usage: "KMS-Requests", price: 0.000003, shape: traffic, arrival: later, share: [5]float64{0.1, 0.1, 0.1, 0.1, 0.2}, noise: 0.08, things: 1, prefix: "key"},
		{service: "AWSSecretsManager", usage: "AWSSecretsManager-Secrets", price: 0.4, shape: flat, arrival: later, share: [5]float64{0.1, 0.1, 0.2, 0.2, 0.3}, noise: 0.01, things: 1, prefix: "secret", monthly: true},
		{service: "AWSQueueService", usage: "Requests-RBP", price: 0.0000004, shape: traffic, arrival: later, share: [5]float64{0.2, 0.2, 0, 0.05, 0.1}, noise: 0.1, things: 2, prefix: "queue"},
		{service: "AWSConfig", usage: "ConfigurationItemRecorded", price: 0.003, shape: office, arrival: later, share: [5]float64{0.2, 0.2, 0.4, 0.3, 2}, noise: 0.12, things: 1, prefix: "recorder"},
		{service: "AmazonGuardDuty", usage: "PaidEventsAnalyzed", price: 0.000004, shape: traffic, arrival: slow, share: [5]float64{0.3, 0.3, 0.4, 0.2, 3}, noise: 0.05, things: 1, prefix: "detector"},
		{service: "AmazonRoute53", usage: "HostedZone", price: 0.5, shape: first, arrival: atOnce, share: [5]float64{0.3, 0, 1, 0.1, 0.3}, noise: 0.001, things: 1, prefix: "zone"},
		{service: "awswaf", usage: "WebACLV2", price: 5, shape: first, arrival: atOnce, share: [5]float64{0.5, 0, 0.3, 0, 0}, noise: 0.001, things: 1, prefix: "acl"},
		{service: "Datadog Pro", usage: "MP:SaaS-contract", price: 1, shape: first, arrival: seller, share: [5]float64{0, 0, 9, 0, 0}, noise: 0.004, things: 1, prefix: "agreement", kind: detect.Marketplace},
		{service: "AWSSupportBusiness", usage: "Dollar", price: 1, shape: first, arrival: atOnce, share: [5]float64{0, 0, 6, 0, 0}, noise: 0.02, things: 1, prefix: "support", kind: detect.Other},
	}
}

// strangers returns what accounts do not use from their first day: what may come anew.
func strangers() []item {
	return []item{
		{service: "AmazonSageMaker", usage: "Host:ml.g5.2xlarge", price: 1.515, shape: flat, arrival: later, noise: 0.02, things: 2, prefix: "endpoint"},
		{service: "AmazonES", usage: "ESInstance:r6g.large", price: 0.167, shape: flat, arrival: soon, noise: 0.01, things: 2, prefix: "domain"},
		{service: "AmazonRedshift", usage: "Redshift:ServerlessUsage", price: 0.375, shape: office, arrival: later, noise: 0.12, things: 1, prefix: "workgroup"},
		{service: "AmazonMSK", usage: "Kafka.m5.large", price: 0.21, shape: flat, arrival: soon, noise: 0.01, things: 3, prefix: "broker"},
		{service: "AWSELB", usage: "GatewayLoadBalancerUsage", price: 0.0125, shape: flat, arrival: soon, noise: 0.01, things: 1, prefix: "gwlb"},
		{service: "AmazonKendra", usage: "DeveloperEditionUsage", price: 1.125, shape: flat, arrival: later, noise: 0.005, things: 1, prefix: "index"},
		{service: "AmazonEFS", usage: "TimedStorage-ByteHrs", price: 0.3, shape: growing, arrival: daily, noise: 0.01, things: 1, prefix: "fs", monthly: true},
	}
}

// newUsage returns usage types of services that an account has already, which it has not used.
func newUsage() []item {
	return []item{
		{service: "AmazonEC2", usage: "BoxUsage:p4d.24xlarge", price: 32.77, shape: flat, arrival: soon, noise: 0.02, things: 1, prefix: "i", zoned: true},
		{service: "AmazonEC2", usage: "BoxUsage:x2idn.16xlarge", price: 6.669, shape: flat, arrival: soon, noise: 0.02, things: 2, prefix: "i", zoned: true},
		{service: "AmazonEC2", usage: "EBS:VolumeP-IOPS.io2", price: 0.065, shape: flat, arrival: later, noise: 0.01, things: 2, prefix: "vol", monthly: true, zoned: true},
		{service: "AmazonRDS", usage: "ExtendedSupport:Yr1-Yr2:PostgreSQL12", price: 0.1, shape: flat, arrival: soon, noise: 0.005, things: 2, prefix: "db"},
		{service: "AmazonS3", usage: "EarlyDelete-GDA", price: 0.0036, shape: flat, arrival: daily, noise: 0.05, things: 1, prefix: "bucket"},
		{service: "AmazonCloudWatch", usage: "DataScanned-Bytes", price: 0.005, shape: flat, arrival: slow, noise: 0.08, things: 1, prefix: "query"},
		{service: "AmazonDynamoDB", usage: "ReplicatedWriteRequestUnits", price: 0.000001875, shape: traffic, arrival: later, noise: 0.06, things: 1, prefix: "table"},
		{service: "AWSLambda", usage: "Lambda-Provisioned-Concurrency", price: 0.0000041667, shape: flat, arrival: later, noise: 0.01, things: 1, prefix: "fn"},
	}
}
