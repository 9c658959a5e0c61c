package world

import (
	"fmt"
	"time"
)

// The hours of the click application's story.
func launched() Hour { return on(2025, time.June, 9, 14) }    // enrichment begins, behind one NAT gateway
func repaired() Hour { return on(2025, time.November, 1, 3) } // endpoint and routes are right
func renewed() Hour  { return on(2025, time.August, 19, 6) }  // the workers are replaced, and some addresses change hands

// clickApp builds the click application: a web tier, functions, an Aurora cluster, a model; and, from June 2025, workers that enrich
// clicks with pictures from S3, in three zones, behind a NAT gateway in a fourth.
func (b *builder) clickApp() {
	r := Virginia()
	app := tags("app", "click", "env", "prod", "team", "click", "owner", "mika.tanaka", "cost-center", "4410")
	v := b.vpc(b.click, r, "click-prod", "10.20.0.0/16", "app", "click")
	edge := b.table(v, "click-public", true)
	var public [5]*Subnet
	for _, zone := range []int{1, 2, 3, 4} {
		public[zone] = b.subnet(edge, fmt.Sprintf("click-public-%d", zone), zone, zone, true)
	}
	inner := b.table(v, "click-data", false)
	stores := map[int]*Subnet{1: b.subnet(inner, "click-data-1", 31, 1, false), 4: b.subnet(inner, "click-data-4", 34, 4, false)}
	writer, reader := b.clickDatabase(app, stores)
	b.clickWeb(app, public[1:4], writer, reader)
	b.clickFunctions(app, inner, writer)
	b.clickStorage(app)
	b.detour(v, app, public, writer)
	b.clickModel()
}

// aurora is an hour of an Aurora instance.
func (b *builder) aurora(r Region, class string) *SKU {
	return b.sku(listing{
		service: rds, region: r, usageType: r.Old() + "InstanceUsage:" + class, operation: "CreateDBInstance:0021", unit: "Hrs", family: "Database Instance",
		text: class + " Single-AZ instance hour (or partial hour) running Aurora PostgreSQL", price: 0.26 * Scale, instance: class, vcpu: 2, memory: 16384, factor_: 400,
		attributes: []string{"database_engine", "Aurora PostgreSQL", "engine_code", "21", "deployment_option", "Single-AZ", "license_model", "No license required", "instance_type_family", "r6g"},
	})
}

// clickDatabase builds the cluster: its writer stands in zone 4, a reader in zone 1.
func (b *builder) clickDatabase(t Tags, subnets map[int]*Subnet) (writer, reader *Database) {
	r := Virginia()
	member := func(name string, zone int, writes bool) *Database {
		d := &Database{Span: Always(), ID: name, ARN: arn("rds", r, b.click, "db:"+name), Class: "db.r6g.large", Engine: "aurora-postgresql", Cluster: "click", Writer: writes, Account: b.click, Tags: t}
		d.Interface = b.nic(Interface{Span: Always(), Subnet: subnets[zone], Kind: "rds", Owner: d.ARN, Description: "RDSNetworkInterface"}, name, "")
		b.Databases = append(b.Databases, d)
		b.series(Series{Account: b.click, SKU: b.aurora(r, d.Class), Resource: d.ARN, ZoneID: subnets[zone].ZoneID, Tags: t, Shape: Shape{Base: Scale}})
		return d
	}
	writer, reader = member("click-1", 4, true), member("click-2", 1, false)
	cluster := arn("rds", r, b.click, "cluster:"+b.id("cluster-", 26, "click"))
	storage := b.sku(listing{service: rds, region: r, usageType: r.Old() + "Aurora:StorageUsage", operation: "CreateDBInstance:0021", unit: "GB-Mo", family: "Database Storage", text: "GB-month of consumed storage (Aurora)", price: 0.10 * Scale})
	requests := b.sku(listing{service: rds, region: r, usageType: r.Old() + "Aurora:StorageIOUsage", operation: "CreateDBInstance:0021", unit: "IOs", family: "System Operation", text: "I/O requests (Aurora)", price: 0.0000002 * Scale})
	b.series(Series{Account: b.click, SKU: storage, Resource: cluster, Tags: t, Every: Daily, Shape: Shape{Base: 410 * Scale / hoursOfMonth, Growth: 24_000}})
	b.series(Series{Account: b.click, SKU: requests, Resource: cluster, Tags: t, Shape: Shape{Base: 240_000 * Scale, Rhythm: Consumer, Noise: 60_000, Growth: 15_000, Whole: true}})
	return writer, reader
}

// clickWeb builds three web servers behind a load balancer.
func (b *builder) clickWeb(t Tags, subnets []*Subnet, writer, reader *Database) {
	l := b.balancer("click", t, Shape{Base: 3 * Scale, Rhythm: Consumer, Noise: 80_000, Growth: 20_000}, subnets...)
	for i, s := range subnets {
		one := b.instance(node{account: b.click, name: fmt.Sprintf("click-web-%d", i+1), kind: "c7g.large", subnet: s, span: Always(), disk: 30, public: true, tags: t})
		busy := func(base int64) Shape { return Shape{Base: base, Rhythm: Consumer, Noise: 120_000, Growth: 20_000} }
		b.visitors(Flow{
			Name: fmt.Sprintf("browsers reach the click application in %s", s.ZoneID), Src: End{Address: fmt.Sprintf("203.0.113.%d", 10+i), Host: "browsers"},
			Path: 8, Out: busy(60 << 20), Back: busy(340 << 20), Connections: 400,
		}, l, l.Interfaces[i])
		b.flow(Flow{ // a load balancer's traffic to its targets is free, between zones too
			Name: "load balancer to " + one.Name, Src: End{Interface: l.Interfaces[i]}, Dst: End{Interface: one.Interface, Port: 8080}, Path: 1,
			Out: busy(62 << 20), Back: busy(345 << 20), Connections: 60,
		})
		b.within(Flow{Name: one.Name + " reads from the reader", Dst: End{Port: 5432}, Out: busy(6 << 20), Back: busy(55 << 20)}, one, reader.Interface, nil)
		b.within(Flow{Name: one.Name + " writes to the writer", Dst: End{Port: 5432}, Out: busy(9 << 20), Back: busy(4 << 20)}, one, writer.Interface, nil)
	}
	b.flow(Flow{
		Name: "a scanner knocks at the web servers", Src: End{Address: "198.51.100.77", Host: "scanner"}, Dst: End{Interface: b.Instances[0].Interface, Port: 22},
		Path: 8, Out: Shape{Base: 24 << 10, Noise: 600_000}, Rejected: true, Connections: 30,
	})
}

// function adds a function with its requests, a number an hour, and its gigabyte-seconds.
func (b *builder) function(a *Account, r Region, name string, memory, milliseconds int64, requests Shape, t Tags) *Function {
	f := &Function{Span: requests.Span, ARN: arn("lambda", r, a, "function:"+name), Name: name, Account: a, Region: r, Memory: memory, Tags: t}
	if f.To == 0 {
		f.Span = Always()
	}
	calls := b.sku(listing{service: lambda, region: r, usageType: r.Old() + "Request-ARM", operation: "Invoke", unit: "Requests", family: "Serverless", text: "AWS Lambda - Total Requests - ARM", price: 0.0000002 * Scale, attributes: []string{"group", "AWS-Lambda-Requests-ARM"}})
	seconds := b.sku(listing{service: lambda, region: r, usageType: r.Old() + "Lambda-GB-Second-ARM", operation: "Invoke", unit: "Lambda-GB-Second", family: "Serverless", text: "AWS Lambda - Compute - ARM", price: 0.0000133334 * Scale, attributes: []string{"group", "AWS-Lambda-Duration-ARM"}})
	duration := requests
	duration.Base = MulDiv(requests.Base, memory*milliseconds, 1024*1000)
	duration.Noise += 20_000
	requests.Whole = true
	f.Requests = b.series(Series{Account: a, SKU: calls, Resource: f.ARN, Tags: t, Shape: requests})
	b.series(Series{Account: a, SKU: seconds, Resource: f.ARN, Tags: t, Shape: duration})
	b.Functions = append(b.Functions, f)
	return f
}

// clickFunctions builds the functions: the one that takes clicks is the measure of the application's work.
func (b *builder) clickFunctions(t Tags, table *RouteTable, writer *Database) {
	r := Virginia()
	subnets := []*Subnet{b.subnet(table, "click-lambda-1", 41, 1, false), b.subnet(table, "click-lambda-2", 42, 2, false)}
	busy := func(base int64) Shape { return Shape{Base: base, Rhythm: Consumer, Noise: 50_000, Growth: 35_000} }
	take := b.function(b.click, r, "click-take", 256, 110, busy(170_000*Scale), t)
	b.function(b.click, r, "click-report", 1024, 900, Shape{Base: 1_800 * Scale, Rhythm: Office, Noise: 90_000, MonthStart: 400_000}, t)
	for i, s := range subnets {
		nic := b.nic(Interface{Span: Always(), Subnet: s, Kind: "lambda", Owner: take.ARN, Description: "AWS Lambda VPC ENI-click-take"}, "click-take", "")
		take.Interfaces = append(take.Interfaces, nic)
		flow := b.flow(Flow{
			Name: fmt.Sprintf("click-take in %s writes clicks", s.ZoneID), Src: End{Interface: nic}, Dst: End{Interface: writer.Interface, Port: 5432}, Path: 1,
			Out: busy((70 - 10*int64(i)) << 20), Back: busy(24 << 20), Connections: 240,
		})
		b.crossing(flow, lambda, b.click, take.ARN, "", t, false)
	}
	logs := b.logs(r)
	b.series(Series{Account: b.click, SKU: logs, Resource: arn("logs", r, b.click, "log-group:/aws/lambda/click-take"), Tags: t, Shape: Shape{Base: 0.12 * Scale, Rhythm: Consumer, Noise: 50_000, Growth: 35_000}})
}

// logs is a gigabyte of logs taken in. It is named like traffic, and is none.
func (b *builder) logs(r Region) *SKU {
	return b.sku(listing{service: watch, region: r, usageType: r.Prefix + "-DataProcessing-Bytes", operation: "PutLogEvents", unit: "GB", family: "Data Payload", text: "GB log data ingested", price: 0.50 * Scale, attributes: []string{"group", "Ingested Logs"}})
}

// bucket adds a bucket with what it holds, in GB, and its requests an hour.
func (b *builder) bucket(a *Account, r Region, name string, held, puts, gets Shape, t Tags) {
	k := &Bucket{Name: fmt.Sprintf("%s-%s", name, a.ID), Account: a, Region: r, Tags: t}
	b.Buckets = append(b.Buckets, k)
	const tera = 1024 * Scale
	storage := b.sku(listing{
		service: s3, region: r, usageType: r.Old() + "TimedStorage-ByteHrs", operation: "StandardStorage", unit: "GB-Mo", family: "Storage", text: "GB-Month of storage used, Amazon S3 Standard",
		prices: []Price{{0, []Tier{{0, 0.023 * Scale}, {50 * tera, 0.022 * Scale}, {500 * tera, 0.021 * Scale}}}}, attributes: []string{"storage_class", "General Purpose", "volume_type", "Standard", "durability", "99.999999999%", "availability", "99.99%"},
	})
	one := b.sku(listing{service: s3, region: r, usageType: r.Old() + "Requests-Tier1", operation: "PutObject", unit: "Requests", family: "API Request", text: "PUT, COPY, POST, or LIST requests", price: 0.000005 * Scale, attributes: []string{"group", "S3-API-Tier1"}})
	two := b.sku(listing{service: s3, region: r, usageType: r.Old() + "Requests-Tier2", operation: "GetObject", unit: "Requests", family: "API Request", text: "GET and all other requests", price: 0.0000004 * Scale, attributes: []string{"group", "S3-API-Tier2"}})
	held.Base = MulDiv(held.Base, 1, hoursOfMonth)
	puts.Whole, gets.Whole = true, true
	b.series(Series{Account: a, SKU: storage, Resource: k.Name, Tags: t, Every: Daily, Shape: held})
	if puts.Base > 0 {
		b.series(Series{Account: a, SKU: one, Resource: k.Name, Tags: t, Shape: puts})
	}
	if gets.Base > 0 {
		b.series(Series{Account: a, SKU: two, Resource: k.Name, Tags: t, Shape: gets})
	}
}

func (b *builder) clickStorage(t Tags) {
	b.bucket(b.click, Virginia(), "click-pictures", Shape{Base: 5_200 * Scale, Growth: 30_000},
		Shape{Base: 2_100 * Scale, Rhythm: Consumer, Noise: 70_000}, Shape{Base: 61_000 * Scale, Rhythm: Consumer, Noise: 70_000}, t)
}

// clickModel builds what summarises clicks: a small model, then a large one with the enrichment, and since November 2025 one that
// does as well for less.
func (b *builder) clickModel() {
	caller := b.person(b.click, "click-enrich", "worker", "team", "click")
	haiku := b.model(Model{Name: "Claude 3 Haiku", ID: "anthropic.claude-3-haiku-20240307-v1:0", Word: "Claude3Haiku", Provider: "Anthropic", Service: bedrock}, 0.25*Scale, 1.25*Scale)
	sonnet := b.model(Model{Name: "Claude Sonnet 4", ID: "anthropic.claude-sonnet-4-20250514-v1:0", Word: "Claude4Sonnet", Provider: "Anthropic", Service: bedrockTwo}, 3*Scale, 15*Scale)
	lite := b.model(Model{Name: "Nova Lite", ID: "amazon.nova-lite-v1:0", Word: "NovaLite", Provider: "Amazon", Service: bedrock}, 0.06*Scale, 0.24*Scale)
	rate := func(from, to Hour) Shape {
		return Shape{Span: Span{from, to}, Base: 48_000, Rhythm: Consumer, Noise: 100_000, Growth: 35_000}
	}
	swap := on(2025, time.November, 4, 9)
	for _, s := range []struct {
		model *Model
		span  Span
		name  string
	}{{haiku, Span{0, launched()}, "click-summary"}, {sonnet, Span{launched(), swap}, "click-summary-2"}, {lite, Since(swap), "click-summary-3"}} {
		p := b.profile(b.click, s.model, s.name, "app", "click", "env", "prod", "team", "click", "Department", "Product")
		p.Created = max(p.Created, s.span.From-20)
		b.stream(Stream{
			Name: s.name, Department: "Product", Account: b.click, Region: Virginia(), Model: s.model, Profile: p, Principal: caller, Operation: "InvokeModel",
			Rate: rate(s.span.From, s.span.To), Tokens: [tokenKinds]int64{1_150, 240},
		})
	}
}
