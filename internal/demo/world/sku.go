package world

import (
	"fmt"
	"strings"
)

// Service is something that AWS, or somebody in its marketplace, sells.
type Service struct {
	// Code is the product code of the bill, Servicecode the price list's; the latter is empty for the marketplace.
	Code, Servicecode string
	// Name is the product name, Focus the category of FOCUS and Sub its subcategory.
	Name, Focus, Sub string
	// Seller is who sells it in the marketplace, "" for AWS itself.
	Seller string
}

// SKU is one line of a price list.
type SKU struct {
	Service                    *Service
	Region                     Region
	UsageType, Operation, Unit string
	// Family is the product family.
	Family string
	// Code is the id of the SKU, RateID that of its rate.
	Code, RateID string
	// Prices are its prices over time, the first from the beginning of time.
	Prices []Price
	// Planned is what an hour costs under a Compute Savings Plan, zero when no plan covers it.
	Planned int64
	// Instance is the instance type, for hours of instances; VCPU, Memory (in MB) and Factor, the normalization factor in
	// hundredths, describe it.
	Instance             string
	VCPU, Memory, Factor int64
	// To is the other region of a transfer between regions.
	To *Region
	// Attributes are the product's attributes that have no column of their own, keys as in the map of CUR 2.0.
	Attributes Tags
	// Text is what the description of a line says after the price.
	Text string
}

// Price is what a SKU costs from an hour on.
type Price struct {
	From  Hour
	Tiers []Tier
}

// Tier is a price, in 10⁻¹⁰ dollars of a unit, for usage of the organisation in a month above a bound in 10⁻¹⁰ units.
type Tier struct{ Above, Price int64 }

// TiersAt returns the prices of an hour.
func (k *SKU) TiersAt(h Hour) []Tier {
	tiers := k.Prices[0].Tiers
	for _, p := range k.Prices[1:] {
		if h >= p.From {
			tiers = p.Tiers
		}
	}
	return tiers
}

// ListPrice returns the public price of an hour: of several tiers the first that costs something, as AWS has it.
func (k *SKU) ListPrice(h Hour) int64 {
	for _, t := range k.TiersAt(h) {
		if t.Price > 0 {
			return t.Price
		}
	}
	return 0
}

// Flat tells whether the SKU has one price for ever: no tiers and no change.
func (k *SKU) Flat() bool { return len(k.Prices) == 1 && len(k.Prices[0].Tiers) == 1 }

// The services that AWS sells here.
//
//nolint:gochecknoglobals // a table that nobody changes
var (
	ec2        = &Service{"AmazonEC2", "AmazonEC2", "Amazon Elastic Compute Cloud", "Compute", "Virtual Machines", ""}
	vpcs       = &Service{"AmazonVPC", "AmazonVPC", "Amazon Virtual Private Cloud", "Networking", "Other (Networking)", ""}
	s3         = &Service{"AmazonS3", "AmazonS3", "Amazon Simple Storage Service", "Storage", "Object Storage", ""}
	rds        = &Service{"AmazonRDS", "AmazonRDS", "Amazon Relational Database Service", "Databases", "Relational Databases", ""}
	lambda     = &Service{"AWSLambda", "AWSLambda", "AWS Lambda", "Compute", "Serverless Compute", ""}
	dynamo     = &Service{"AmazonDynamoDB", "AmazonDynamoDB", "Amazon DynamoDB", "Databases", "NoSQL Databases", ""}
	balancing  = &Service{"AWSELB", "AWSELB", "Elastic Load Balancing", "Networking", "Content Delivery", ""}
	watch      = &Service{"AmazonCloudWatch", "AmazonCloudWatch", "AmazonCloudWatch", "Management and Governance", "Observability", ""}
	kms        = &Service{"awskms", "awskms", "AWS Key Management Service", "Security", "Other (Security)", ""}
	queues     = &Service{"AWSQueueService", "AWSQueueService", "Amazon Simple Queue Service", "Integration", "Messaging", ""}
	eks        = &Service{"AmazonEKS", "AmazonEKS", "Amazon Elastic Container Service for Kubernetes", "Compute", "Containers", ""}
	athena     = &Service{"AmazonAthena", "AmazonAthena", "Amazon Athena", "Analytics", "Analytics Platforms", ""}
	search     = &Service{"AmazonES", "AmazonES", "Amazon OpenSearch Service", "Analytics", "Analytics Platforms", ""}
	guard      = &Service{"AmazonGuardDuty", "AmazonGuardDuty", "Amazon GuardDuty", "Security", "Threat Detection and Response", ""}
	trail      = &Service{"AWSCloudTrail", "AWSCloudTrail", "AWS CloudTrail", "Management and Governance", "Observability", ""}
	firewall   = &Service{"AWSNetworkFirewall", "AWSNetworkFirewall", "AWS Network Firewall", "Security", "Other (Security)", ""}
	names      = &Service{"AmazonRoute53", "AmazonRoute53", "Amazon Route 53", "Networking", "Other (Networking)", ""}
	registry   = &Service{"AmazonECR", "AmazonECR", "Amazon EC2 Container Registry (ECR)", "Compute", "Containers", ""}
	secrets    = &Service{"AWSSecretsManager", "AWSSecretsManager", "AWS Secrets Manager", "Security", "Other (Security)", ""}
	bedrock    = &Service{"AmazonBedrock", "AmazonBedrock", "Amazon Bedrock", "AI and Machine Learning", "Generative AI", ""}
	bedrockTwo = &Service{"AmazonBedrockService", "AmazonBedrockService", "Amazon Bedrock Service", "AI and Machine Learning", "Generative AI", ""}
	// Support is AWS Support; Savings the Savings Plans for compute.
	Support = &Service{"AWSSupportBusiness", "AWSSupportBusiness", "AWS Support (Business)", "Management and Governance", "Support", ""}
	Savings = &Service{"ComputeSavingsPlans", "ComputeSavingsPlans", "Savings Plans for AWS Compute usage", "Compute", "Virtual Machines", ""}
	hawkeye = &Service{"4x7kq2m9w3ztb6vhd1r8", "", "Hawkeye Observability", "Management and Governance", "Observability", "Hawkeye Systems, Inc."}
)

// listing is how a SKU is asked for.
type listing struct {
	service                        *Service
	region                         Region
	usageType, operation           string
	unit, family, text             string
	price                          int64
	prices                         []Price // instead of price
	planned, vcpu, memory, factor_ int64
	instance                       string
	to                             *Region
	attributes                     []string
}

// sku returns the SKU of a usage type and operation, and makes it where it is new.
func (b *builder) sku(l listing) *SKU {
	key := l.service.Code + "|" + l.usageType + "|" + l.operation
	if k := b.skus[key]; k != nil {
		return k
	}
	k := &SKU{
		Service: l.service, Region: l.region, UsageType: l.usageType, Operation: l.operation, Unit: l.unit, Family: l.family, Text: l.text,
		Prices: l.prices, Planned: l.planned, Instance: l.instance, VCPU: l.vcpu, Memory: l.memory, Factor: l.factor_, To: l.to,
		Attributes: tags(append(l.attributes, "product_name", l.service.Name, "region", l.region.Code)...),
	}
	if k.Prices == nil {
		k.Prices = []Price{{0, []Tier{{0, l.price}}}}
	}
	// The price list is the same for everybody: its ids do not hang on the seed.
	x := mix(text64(key))
	k.Code = strings.ToUpper(strings.NewReplacer("0", "G", "1", "H").Replace(fmt.Sprintf("%016x", x)))
	k.RateID = fmt.Sprint(x % 100_000_000_000)
	b.skus[key] = k
	b.SKUs = append(b.SKUs, k)
	return k
}

// machine is an instance type.
type machine struct {
	price, tokyo         int64
	vcpu, memory, factor int64
	family               string
}

//nolint:gochecknoglobals // a table that nobody changes
var machines = map[string]machine{
	"t4g.medium": {0.0336 * Scale, 0.0432 * Scale, 2, 4096, 200, "General purpose"},
	"m7g.large":  {0.0816 * Scale, 0.1054 * Scale, 2, 8192, 400, "General purpose"},
	"m7g.xlarge": {0.1632 * Scale, 0.2108 * Scale, 4, 16384, 800, "General purpose"},
	"m6i.large":  {0.096 * Scale, 0.124 * Scale, 2, 8192, 400, "General purpose"},
	"m6i.xlarge": {0.192 * Scale, 0.248 * Scale, 4, 16384, 800, "General purpose"},
	"c7g.large":  {0.0725 * Scale, 0.0912 * Scale, 2, 4096, 400, "Compute optimized"},
	"c7g.xlarge": {0.145 * Scale, 0.1824 * Scale, 4, 8192, 800, "Compute optimized"},
	"r7g.large":  {0.1071 * Scale, 0.1292 * Scale, 2, 16384, 400, "Memory optimized"},
}

// boxUsage is an hour of an instance on demand.
func (b *builder) boxUsage(r Region, kind string) *SKU {
	m := machines[kind]
	price := m.price
	switch r.Prefix {
	case "APN1":
		price = m.tokyo
	case "EUC1", "EU":
		price = MulDiv(m.price, 118, 100)
	}
	return b.sku(listing{
		service: ec2, region: r, usageType: r.Old() + "BoxUsage:" + kind, operation: "RunInstances", unit: "Hrs", family: "Compute Instance",
		text: "On Demand Linux " + kind + " Instance Hour", price: price, planned: MulDiv(price, 72, 100),
		vcpu: m.vcpu, memory: m.memory, factor_: m.factor, instance: kind,
		attributes: []string{
			"operating_system", "Linux", "tenancy", "Shared", "instance_type_family", strings.SplitN(kind, ".", 2)[0],
			"vcpu", fmt.Sprint(m.vcpu), "memory", fmt.Sprintf("%d GiB", m.memory/1024), "current_generation", "Yes", "license_model", "No License required", "pre_installed_sw", "NA",
		},
	})
}

// MachineFamily returns the family of an instance type in words, "" for types that this world does not have.
func MachineFamily(kind string) string { return machines[kind].family }

func (b *builder) gp3(r Region) *SKU {
	return b.sku(listing{
		service: ec2, region: r, usageType: r.Old() + "EBS:VolumeUsage.gp3", operation: "CreateVolume-Gp3", unit: "GB-Mo", family: "Storage",
		text: "GB-month of General Purpose (gp3) provisioned storage", price: [2]int64{0.08 * Scale, 0.096 * Scale}[one(r.Prefix == "APN1")],
		attributes: []string{"volume_api_name", "gp3", "volume_type", "General Purpose"},
	})
}

func (b *builder) publicIPv4(r Region, operation string) *SKU {
	return b.sku(listing{
		service: vpcs, region: r, usageType: r.Old() + "PublicIPv4:InUseAddress", operation: operation, unit: "Hrs", family: "VpcPublicIPv4Address",
		text: "In-use public IPv4 address per hour", price: 0.005 * Scale, attributes: []string{"group", "VPCPublicIPv4Address"},
	})
}

// natPrice is what an hour and a gigabyte of a NAT gateway cost.
func natPrice(r Region) int64 {
	switch r.Prefix {
	case "APN1":
		return 0.062 * Scale
	case "EUC1":
		return 0.052 * Scale
	case "EU":
		return 0.048 * Scale
	}
	return 0.045 * Scale
}

// What a gigabyte costs between zones, on each side, and through an interface endpoint.
const (
	regionalPrice      = Scale / 100
	endpointBytesPrice = Scale / 100
)

// endpointPrice is what an hour of an interface endpoint costs in a zone.
func endpointPrice(r Region) int64 {
	switch r.Prefix {
	case "APN1":
		return 0.014 * Scale
	case "EUC1":
		return 0.012 * Scale
	}
	return 0.01 * Scale
}

func (b *builder) natHours(r Region) *SKU {
	return b.sku(listing{
		service: ec2, region: r, usageType: r.Old() + "NatGateway-Hours", operation: "NatGateway", unit: "Hrs", family: "NAT Gateway",
		text: "NAT Gateway Hour", price: natPrice(r), attributes: []string{"group", "NGW:NatGateway", "group_description", "Hourly charge for NAT Gateways"},
	})
}

func (b *builder) natBytes(r Region) *SKU {
	return b.sku(listing{
		service: ec2, region: r, usageType: r.Old() + "NatGateway-Bytes", operation: "NatGateway", unit: "GB", family: "NAT Gateway",
		text: "GB Data Processed by NAT Gateways", price: natPrice(r), attributes: []string{"group", "NGW:NatGateway", "group_description", "Charge for per GB data processed by NatGateways"},
	})
}

// regional is traffic between zones of a region, charged at either end.
func (b *builder) regional(s *Service, r Region, operation string) *SKU {
	return b.sku(listing{
		service: s, region: r, usageType: r.Old() + "DataTransfer-Regional-Bytes", operation: operation, unit: "GB", family: "Data Transfer",
		text: "regional data transfer - in/out/between EC2 AZs or using elastic IPs or ELB", price: regionalPrice, attributes: []string{"transfer_type", "IntraRegion"},
	})
}

// out is traffic to the internet: 100 GB a month are free, and it gets cheaper.
func (b *builder) out(s *Service, r Region, operation string) *SKU {
	const tera = 1024 * Scale
	tiers := []Tier{{0, 0}, {100 * Scale, 0.09 * Scale}, {10 * tera, 0.085 * Scale}, {50 * tera, 0.07 * Scale}, {150 * tera, 0.05 * Scale}}
	if r.Prefix == "APN1" {
		tiers = []Tier{{0, 0.114 * Scale}, {10 * tera, 0.089 * Scale}, {50 * tera, 0.086 * Scale}, {150 * tera, 0.084 * Scale}}
	}
	return b.sku(listing{
		service: s, region: r, usageType: r.Old() + "DataTransfer-Out-Bytes", operation: operation, unit: "GB", family: "Data Transfer",
		text: "data transfer out to the internet", prices: []Price{{0, tiers}}, attributes: []string{"transfer_type", "AWS Outbound"},
	})
}

// in is traffic from the internet, which is free.
func (b *builder) in(s *Service, r Region, operation string) *SKU {
	return b.sku(listing{
		service: s, region: r, usageType: r.Old() + "DataTransfer-In-Bytes", operation: operation, unit: "GB", family: "Data Transfer",
		text: "data transfer in", attributes: []string{"transfer_type", "AWS Inbound"},
	})
}

// between is traffic to another region, charged where it comes from.
func (b *builder) between(s *Service, r, to Region, operation string, price int64) *SKU {
	return b.sku(listing{
		service: s, region: r, usageType: r.Prefix + "-" + to.Prefix + "-AWS-Out-Bytes", operation: operation, unit: "GB", family: "Data Transfer",
		text: r.Name + " data transfer to " + to.Name, price: price, to: &to, attributes: []string{"transfer_type", "InterRegion Outbound"},
	})
}
