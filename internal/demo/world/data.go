package world

import (
	"fmt"
	"time"
)

// data builds the account Athene-Data: a Kubernetes cluster with split costs, a lake in S3, queries, and what came later.
func (b *builder) data() {
	r := Virginia()
	v := b.vpc(b.lake, r, "data", "10.40.0.0/16", "team", "data")
	b.lakeVPC = v
	t := tags("app", "lake", "env", "prod", "team", "data", "owner", "noa.levi", "cost-center", "4500")
	var subnets []*Subnet
	hub := b.attachment(v)
	tables := make([]*RouteTable, 3)
	for i := range tables {
		tables[i] = b.table(v, fmt.Sprintf("data-%d", i+1), false)
		tables[i].Routes = append(tables[i].Routes, Route{Always(), "0.0.0.0/0", hub.Gateway})
		subnets = append(subnets, b.subnet(tables[i], fmt.Sprintf("data-%d", i+1), 1+i, 1+i, false))
		hub.Interfaces = append(hub.Interfaces, b.nic(Interface{Span: Always(), Subnet: subnets[i], Kind: "transit_gateway", Owner: hub.ID, Description: "Network Interface for Transit Gateway Attachment " + hub.ID}, "tgw", ""))
	}
	gateway := &Endpoint{Span: Always(), ID: b.id("vpce-", short, v.ID, "s3"), Name: "data-s3", VPC: v, Service: "com.amazonaws.us-east-1.s3", Gateway: true, Tables: tables, Tags: t}
	for _, table := range tables {
		table.Routes = append(table.Routes, Route{Always(), b.prefixList(), gateway.ID})
	}
	b.Endpoints = append(b.Endpoints, gateway)
	logs := b.interfaceEndpoint("data-logs", "logs", t, subnets[:2]...)
	nodes := b.kubernetes(t, subnets)
	for i, n := range nodes {
		busy := func(base int64) Shape { return Shape{Base: base, Rhythm: Office, Noise: 100_000, Growth: 10_000} }
		b.flow(Flow{
			Name: n.Name + " reads the lake through the gateway endpoint", Src: End{Interface: n.Interface}, Dst: End{Address: fmt.Sprintf("52.217.%d.%d", 20+i, 40+i), Service: "S3", Host: "s3.us-east-1.amazonaws.com", Port: 443},
			Endpoint: gateway, Path: 7, Out: busy(70 << 20), Back: busy(2 << 30), Connections: 80,
		})
		b.toEndpoint(Flow{Name: n.Name + " sends its logs", Dst: End{Host: "logs.us-east-1.amazonaws.com"}, Out: busy(90 << 20), Back: busy(2 << 20)}, n, logs)
		other := nodes[(i+1)%len(nodes)]
		b.within(Flow{Name: n.Name + " shuffles with " + other.Name, Dst: End{Port: 7337}, Out: busy(260 << 20), Back: busy(60 << 20), Connections: 12}, n, other.Interface, other)
		b.throughHub(Flow{Name: n.Name + " asks a partner through the hub", Dst: End{Address: "198.51.100.60", Host: "sftp.partner.example", Port: 22}, Out: busy(3 << 20), Back: busy(40 << 20)}, n, hub)
	}
	b.peer(nodes[0])
	b.lakeStorage(t)
	b.queries(t)
	b.newService(t)
	b.ranking(subnets[1])
}

// kubernetes builds a cluster of three nodes and what runs on it.
func (b *builder) kubernetes(t Tags, subnets []*Subnet) []*Instance {
	r := Virginia()
	c := &Cluster{Span: Always(), ARN: arn("eks", r, b.lake, "cluster/insight"), Name: "insight", Account: b.lake, VPC: subnets[0].VPC, Tags: t}
	hours := b.sku(listing{service: eks, region: r, usageType: r.Prefix + "-AmazonEKS-Hours:perCluster", operation: "CreateOperation", unit: "Hours", family: "Compute", text: "Amazon EKS cluster usage", price: 0.10 * Scale})
	b.series(Series{Account: b.lake, SKU: hours, Resource: c.ARN, Tags: t, Shape: Shape{Base: Scale}})
	for i, s := range subnets {
		n := b.instance(node{account: b.lake, name: fmt.Sprintf("insight-%d", i+1), kind: "m7g.xlarge", subnet: s, span: Always(), disk: 120, tags: t})
		n.Cluster = c
		c.Nodes = append(c.Nodes, n)
		b.pod(c, n, "ingest", "pipeline", 1200, 4096, 700_000)
		b.pod(c, n, "serve", "insight-api", 800, 3072, 1_100_000)
	}
	b.pod(c, c.Nodes[0], "notebook", "analysts", 600, 4096, 300_000)
	b.Clusters = append(b.Clusters, c)
	return c.Nodes
}

// pod adds a pod that reserves thousandths of a vCPU and MB, and uses a part, in parts per million, of what it reserved.
func (b *builder) pod(c *Cluster, n *Instance, workload, namespace string, cpu, memory, part int64) *Pod {
	name := workload + "-" + b.id("", 10, n.ID, workload) + "-" + b.id("", 5, n.ID, workload, "pod")
	p := &Pod{Span: n.Span, Name: name, Namespace: namespace, Workload: workload, Node: n, Address: fmt.Sprintf("100.64.%d.%d", len(c.Nodes), 10+len(b.Pods))}
	p.ARN = arn("eks", n.Subnet.VPC.Region, c.Account, "pod/"+c.Name+"/"+namespace+"/"+name+"/"+b.id("", 8, name)+"-0000-4000-8000-"+b.id("", 12, name, "uid"))
	used := func(reserved, salt int64) Usage {
		return Usage{Reserved: reserved, Used: Shape{Span: n.Span, Base: MulDiv(reserved, part, Million), Rhythm: Office, Noise: 150_000, thing: 1<<42 + uint64(len(b.Pods))*2 + uint64(salt)}} //nolint:gosec // few
	}
	p.CPU, p.Memory = used(cpu, 0), used(memory, 1)
	p.Memory.Used.Rhythm = Flat
	p.Tags = tags("aws:eks:cluster-name", c.Name, "aws:eks:namespace", namespace, "aws:eks:node", n.ID, "aws:eks:workload-name", workload, "aws:eks:workload-type", "ReplicaSet", "aws:eks:deployment", workload)
	b.Pods = append(b.Pods, p)
	return p
}

// peer lets the click application send its events to the first node: over peering, between zones, each account paying its half.
func (b *builder) peer(to *Instance) {
	click := b.VPCs[0]
	for _, v := range b.VPCs {
		if v.Account == b.click {
			click = v
		}
	}
	p := &Peering{Span: Always(), ID: b.id("pcx-", short, click.ID, b.lakeVPC.ID), Requester: click, Accepter: b.lakeVPC}
	b.Peerings = append(b.Peerings, p)
	for _, table := range b.RouteTables {
		switch table.VPC {
		case click:
			table.Routes = append(table.Routes, Route{Always(), b.lakeVPC.CIDR, p.ID})
		case b.lakeVPC:
			table.Routes = append(table.Routes, Route{Always(), click.CIDR, p.ID})
		}
	}
	for _, i := range b.Instances {
		if i.Account != b.click || i.Name != "click-web-2" && i.Name != "click-web-3" {
			continue
		}
		flow := b.flow(Flow{
			Name: i.Name + " sends events to the data account over peering", Src: End{Interface: i.Interface}, Dst: End{Interface: to.Interface, Port: 9092}, Peering: p, Path: 4,
			Out: Shape{Base: 210 << 20, Rhythm: Consumer, Noise: 80_000, Growth: 20_000}, Back: Shape{Base: 8 << 20, Rhythm: Consumer, Noise: 80_000}, Connections: 10,
		})
		b.crossing(flow, ec2, b.click, i.ID, i.Subnet.ZoneID, i.Tags, false)
		b.crossing(flow, ec2, to.Account, to.ID, to.Subnet.ZoneID, to.Tags, true)
	}
}

// lakeStorage builds the lake: its raw part grows without end, as nobody sets a lifecycle.
func (b *builder) lakeStorage(t Tags) {
	const id = "lake-grows"
	r := Virginia()
	from := on(2025, time.January, 6, 0)
	b.bucket(b.lake, r, "lake-raw", Shape{Base: 6_000 * Scale, Effects: []Effect{{Span: Span{from, on(2026, time.January, 1, 0)}, Factor: 5 * Million, Ramp: true, Incident: id}}},
		Shape{Base: 9_000 * Scale, Rhythm: Office, Noise: 80_000}, Shape{Base: 40_000 * Scale, Rhythm: Office, Noise: 80_000}, t)
	b.bucket(b.lake, r, "lake-curated", Shape{Base: 3_300 * Scale, Growth: 12_000}, Shape{Base: 2_000 * Scale, Rhythm: Nightly, Noise: 50_000}, Shape{Base: 80_000 * Scale, Rhythm: Office, Noise: 80_000}, t)
	b.incident(Incident{
		ID: id, Kind: "drift", Span: Since(from), Title: "The raw part of the lake grows without end",
		Cause: "versioning was switched on on 2025-01-06 without a lifecycle for old versions", Remedy: "a lifecycle rule for noncurrent versions",
	}, b.lake)
	who := b.person(b.lake, "DataEngineer", "noa.levi", "team", "data")
	b.change(from.Time().Add(9*time.Hour), who, r, "s3:PutBucketVersioning", map[string]any{"bucketName": "lake-raw-" + b.lake.ID, "VersioningConfiguration": map[string]any{"Status": "Enabled"}}, id, "lake-raw-"+b.lake.ID)
}

// queries builds what Athena scans: for three days one dashboard reads everything.
func (b *builder) queries(t Tags) {
	const id = "full-scan"
	r := Virginia()
	from, to := on(2025, time.February, 11, 9), on(2025, time.February, 13, 16)
	scanned := b.sku(listing{service: athena, region: r, usageType: r.Prefix + "-DataScannedInTB", operation: "RunQuery", unit: "Terabytes", family: "Athena Queries", text: "per Terabyte for DataScannedInTB", price: 5 * Scale})
	b.series(Series{
		Account: b.lake, SKU: scanned, Resource: arn("athena", r, b.lake, "workgroup/primary"), Tags: t,
		Shape: Shape{Base: 0.03 * Scale, Rhythm: Office, Noise: 200_000, MonthStart: 700_000, Effects: []Effect{{Span: Span{from, to}, Factor: 30 * Million, Incident: id}}},
	})
	b.incident(Incident{
		ID: id, Kind: "spike", Span: Span{from, to}, Title: "Athena scans thirty times as much for three days",
		Cause: "a dashboard without a filter on partitions refreshes every few minutes", Remedy: "filter by date; a limit on bytes scanned",
	}, b.lake)
}

// newService builds a search domain in a service that nobody used before.
func (b *builder) newService(t Tags) {
	const id = "search-begins"
	r := Virginia()
	from := on(2025, time.August, 5, 11)
	k := b.sku(listing{service: search, region: r, usageType: r.Old() + "ESInstance:r6g.large", operation: "ESDomain", unit: "Hrs", family: "Amazon OpenSearch Service Instance", text: "per r6g.large.search instance hour (or partial hour)", price: 0.167 * Scale, instance: "r6g.large.search"})
	for i := range 3 {
		b.series(Series{Account: b.lake, SKU: k, Resource: arn("es", r, b.lake, "domain/insight"), ZoneID: r.ZoneID(1 + i), Tags: t, Incident: id, Shape: Shape{Span: Since(from), Base: Scale}})
	}
	b.incident(Incident{
		ID: id, Kind: "new-service", Span: Since(from), Title: "A search domain of three nodes appears",
		Cause: "the team tries OpenSearch from 2025-08-05 on", Remedy: "ask whether the trial is over",
	}, b.lake)
}

// ranking is the batch that moved here from the catalogue.
func (b *builder) ranking(s *Subnet) {
	for i := range 3 {
		b.instance(node{
			account: b.lake, name: fmt.Sprintf("ranking-%d", i+1), kind: "c7g.xlarge", subnet: s, span: Since(on(2025, time.April, 7, 0)), disk: 200,
			tags: tags("app", "ranking", "env", "prod", "team", "data", "cost-center", "4500"),
		})
	}
}
