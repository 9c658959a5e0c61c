package world

// networkAccount builds the account Athene-Network: the way out for other accounts, behind a firewall that waives the NAT gateway's
// charges. Nothing unusual happens here.
func (b *builder) networkAccount() {
	r := Virginia()
	t := tags("app", "hub", "env", "prod", "team", "platform", "cost-center", "4900")
	b.hub = b.vpc(b.network, r, "hub", "10.10.0.0/16", "team", "platform")
	edge := b.table(b.hub, "hub-public", true)
	public := b.subnet(edge, "hub-public-1", 1, 1, true)
	inner := b.table(b.hub, "hub-firewall", false)
	walled := b.subnet(inner, "hub-firewall-1", 11, 1, false)
	nat := b.nat(public, "hub-nat", Always(), t, "", 0)
	inner.Routes = append(inner.Routes, Route{Always(), "0.0.0.0/0", nat.ID})
	for _, s := range b.Series {
		s.Bundled = s.SKU.UsageType == "NatGateway-Hours" && s.Account == b.network
	}
	hours := b.sku(listing{service: firewall, region: r, usageType: r.Prefix + "-Endpoint-Hour", operation: "", unit: "Hours", family: "AWS Firewall", text: "AWS Network Firewall Endpoint Hours", price: 0.395 * Scale})
	b.series(Series{Account: b.network, SKU: hours, Resource: arn("network-firewall", r, b.network, "firewall/hub"), ZoneID: walled.ZoneID, Tags: t, Shape: Shape{Base: Scale}})
	own := b.attachment(b.hub)
	own.Interfaces = append(own.Interfaces, b.nic(Interface{Span: Always(), Subnet: walled, Kind: "transit_gateway", Owner: own.ID, Description: "Network Interface for Transit Gateway Attachment " + own.ID}, "tgw", ""))
	zones := b.sku(listing{service: names, region: r, usageType: "HostedZone", operation: "HostedZone", unit: "HostedZone", family: "DNS Zone", text: "per Hosted Zone for the first 25 Hosted Zones", price: 0.50 * Scale})
	asked := b.sku(listing{service: names, region: r, usageType: "DNS-Queries", operation: "A", unit: "Queries", family: "DNS Query", text: "DNS queries", price: 0.0000004 * Scale})
	b.series(Series{Account: b.network, SKU: zones, Resource: "arn:aws:route53:::hostedzone/Z0ATHENE", Tags: t, Every: Monthly, Shape: Shape{Base: 7 * Scale}})
	b.series(Series{Account: b.network, SKU: asked, Resource: "arn:aws:route53:::hostedzone/Z0ATHENE", Tags: t, Every: Daily, Shape: Shape{Base: 31_000 * Scale, Rhythm: Consumer, Noise: 60_000, Growth: 10_000, Whole: true}})
}

// attachment ties a VPC to the hub's transit gateway. The owner of the VPC pays for it.
func (b *builder) attachment(v *VPC) *Attachment {
	a := &Attachment{Span: Always(), ID: b.id("tgw-attach-", short, v.ID), Gateway: b.id("tgw-", short, "hub"), VPC: v}
	r := v.Region
	hours := b.sku(listing{service: vpcs, region: r, usageType: r.Prefix + "-TransitGateway-Hours", operation: "TransitGatewayVPC", unit: "hour", family: "Transit Gateway", text: "Transit Gateway VPC attachment hour", price: 0.05 * Scale})
	b.series(Series{Account: v.Account, SKU: hours, Resource: arn("ec2", r, v.Account, "transit-gateway-attachment/"+a.ID), Shape: Shape{Base: Scale}})
	b.Attachments = append(b.Attachments, a)
	return a
}

// throughHub adds a flow of an instance that leaves through the transit gateway and the hub's NAT gateway.
func (b *builder) throughHub(f Flow, from *Instance, way *Attachment) *Flow {
	r := from.Subnet.VPC.Region
	nat, hub := b.NATs[0], b.Attachments[0]
	f.Src, f.NAT, f.Path, f.Transit = End{Interface: from.Interface}, nat, 1, [2]*Attachment{way, hub}
	flow := b.flow(f)
	carried := b.sku(listing{service: vpcs, region: r, usageType: r.Prefix + "-TransitGateway-Bytes", operation: "TransitGatewayVPC", unit: "GB", family: "Transit Gateway", text: "GB Data Processed by Transit Gateway", price: 0.02 * Scale})
	b.bill(flow, b.metered(carried, from.Account, arn("ec2", r, from.Account, "transit-gateway-attachment/"+way.ID), "", nil), false)
	b.bill(flow, b.metered(carried, b.network, arn("ec2", r, b.network, "transit-gateway-attachment/"+hub.ID), "", nil), true)
	bytes := b.metered(b.natBytes(r), b.network, nat.ARN(), nat.Subnet.ZoneID, nat.Tags)
	bytes.Bundled = true
	b.bill(flow, bytes, false, true)
	b.bill(flow, b.metered(b.out(ec2, r, "NatGateway"), b.network, nat.ARN(), nat.Subnet.ZoneID, nat.Tags), false)
	b.bill(flow, b.metered(b.in(ec2, r, "NatGateway"), b.network, nat.ARN(), nat.Subnet.ZoneID, nat.Tags), true)
	return flow
}

// security builds the account Athene-Security: what watches, and the archive of logs. Nothing unusual happens here. The management
// account pays for a product of the marketplace.
func (b *builder) security() {
	r := Virginia()
	t := tags("app", "guard", "env", "prod", "team", "security", "cost-center", "4910")
	events := b.sku(listing{service: guard, region: r, usageType: r.Prefix + "-PaidEventsAnalyzed", operation: "CloudTrailEvents", unit: "Events", family: "Security Services", text: "per million events analyzed", price: 0.000004 * Scale})
	bytes := b.sku(listing{service: guard, region: r, usageType: r.Prefix + "-PaidEventsAnalyzed-Bytes", operation: "FlowLogs", unit: "GB", family: "Security Services", text: "GB of logs analyzed", price: 1 * Scale})
	recorded := b.sku(listing{service: trail, region: r, usageType: r.Prefix + "-DataEventsRecorded", operation: "None", unit: "Events", family: "Management Tools - AWS CloudTrail Data Events Recorded", text: "per event for data events recorded", price: 0.000001 * Scale})
	b.series(Series{Account: b.secure, SKU: events, Tags: t, Shape: Shape{Base: 9_000 * Scale, Rhythm: Office, Noise: 70_000, Whole: true}})
	b.series(Series{Account: b.secure, SKU: bytes, Tags: t, Shape: Shape{Base: 0.08 * Scale, Rhythm: Consumer, Noise: 70_000}})
	b.series(Series{Account: b.secure, SKU: recorded, Tags: t, Shape: Shape{Base: 52_000 * Scale, Rhythm: Office, Noise: 70_000, Whole: true}})
	b.bucket(b.secure, r, "org-logs", Shape{Base: 7_400 * Scale, Growth: 18_000}, Shape{Base: 6_000 * Scale, Noise: 40_000}, Shape{}, t)
	secret := b.sku(listing{service: secrets, region: r, usageType: r.Prefix + "-AWSSecretsManager-Secrets", operation: "", unit: "Secrets", family: "Secret", text: "per Secret", price: 0.40 * Scale})
	b.series(Series{Account: b.secure, SKU: secret, Tags: t, Every: Daily, Shape: Shape{Base: 24 * Scale / hoursOfMonth}})
	images := b.sku(listing{service: registry, region: r, usageType: r.Old() + "TimedStorage-ByteHrs", operation: "", unit: "GB-Mo", family: "EC2 Container Registry", text: "per GB-month of data storage", price: 0.10 * Scale})
	b.series(Series{Account: b.payer, SKU: images, Resource: arn("ecr", r, b.payer, "repository/base"), Every: Daily, Shape: Shape{Base: 90 * Scale / hoursOfMonth, Growth: 4_000}})
	watched := b.sku(listing{service: hawkeye, region: r, usageType: r.Prefix + "-MP:" + r.Prefix + "_HostHours-Units", operation: "MeteredUsage", unit: "Units", family: "", text: "AWS Marketplace software usage|us-east-1|Host hour", price: 0.021 * Scale})
	b.series(Series{Account: b.payer, SKU: watched, Shape: Shape{Base: 24 * Scale}})
}
