package world

import (
	"fmt"
	"time"
)

// catalog builds the account App-Team-Catalog: a shop window on reserved machines, with a NAT gateway in each zone as it should be; a
// platform of tenants; a batch that moves to another account; and four incidents.
func (b *builder) catalog() {
	r := Virginia()
	app := tags("app", "catalog", "env", "prod", "team", "catalog", "owner", "sam.ortiz", "cost-center", "4420")
	v := b.vpc(b.catalogue, r, "catalog-prod", "10.30.0.0/16", "app", "catalog")
	edge := b.table(v, "catalog-public", true)
	var public, private []*Subnet
	for zone := 1; zone <= 2; zone++ {
		public = append(public, b.subnet(edge, fmt.Sprintf("catalog-public-%d", zone), zone, zone, true))
		nat := b.nat(public[zone-1], fmt.Sprintf("catalog-nat-%d", zone), Always(), app, "", 0)
		table := b.table(v, fmt.Sprintf("catalog-private-%d", zone), false)
		table.Routes = append(table.Routes, Route{Always(), "0.0.0.0/0", nat.ID})
		private = append(private, b.subnet(table, fmt.Sprintf("catalog-private-%d", zone), 10+zone, zone, false))
		b.catalogMachines(app, private[zone-1], nat, zone)
	}
	l := b.balancer("catalog", app, Shape{Base: 2 * Scale, Rhythm: Consumer, Noise: 70_000, Growth: 8_000}, public...)
	for i, nic := range l.Interfaces {
		busy := func(base int64) Shape { return Shape{Base: base, Rhythm: Consumer, Noise: 110_000, Growth: 8_000} }
		b.visitors(Flow{
			Name: "browsers reach the catalogue in " + nic.Subnet.ZoneID, Src: End{Address: fmt.Sprintf("203.0.113.%d", 60+i), Host: "browsers"},
			Path: 8, Out: busy(25 << 20), Back: busy(190 << 20), Connections: 250,
		}, l, nic)
	}
	b.catalogTables(app)
	b.tenantPlatform(tags("app", "tenants", "env", "prod", "team", "catalog", "cost-center", "4421"))
	b.express(app)
	b.logLoop(app)
	b.movedBatch(private[0])
}

// catalogMachines builds the machines of a zone: what is reserved covers all of them, until August 2025.
func (b *builder) catalogMachines(t Tags, s *Subnet, nat *NATGateway, zone int) {
	for i, kind := range []string{"m6i.large", "m6i.large", "m6i.xlarge"} {
		one := b.instance(node{account: b.catalogue, name: fmt.Sprintf("catalog-%d%c", zone, 'a'+i), kind: kind, subnet: s, span: Always(), disk: 80, tags: t})
		b.throughNAT(Flow{
			Name: one.Name + " asks suppliers", Dst: End{Address: "198.51.100.40", Host: "feeds.supplier.example", Port: 443},
			Out: Shape{Base: 2 << 20, Rhythm: Office, Noise: 90_000}, Back: Shape{Base: 21 << 20, Rhythm: Office, Noise: 90_000}, Connections: 25,
		}, one, nat)
	}
	if zone > 1 {
		return
	}
	b.incident(Incident{
		ID: "reservation-ends", Kind: "commitment-expiry", Span: Since(on(2025, time.August, 18, 0)), Title: "Eight reserved m6i.large end and nobody renews them",
		Cause: "the one-year reservation, all paid upfront, ends on 2025-08-18; the same machines are then paid by the hour", Remedy: "a Savings Plan or new reservations",
	}, b.catalogue)
}

// dynamoUnits are the request units of DynamoDB on demand.
func (b *builder) dynamoUnits(r Region, write bool) *SKU {
	if write {
		return b.sku(listing{service: dynamo, region: r, usageType: r.Old() + "WriteRequestUnits", operation: "PayPerRequestThroughput", unit: "WriteRequestUnits", family: "Amazon DynamoDB PayPerRequest Throughput", text: "write request unit", price: 0.000000625 * Scale, attributes: []string{"group", "DDB-WriteUnits"}})
	}
	return b.sku(listing{service: dynamo, region: r, usageType: r.Old() + "ReadRequestUnits", operation: "PayPerRequestThroughput", unit: "ReadRequestUnits", family: "Amazon DynamoDB PayPerRequest Throughput", text: "read request unit", price: 0.000000125 * Scale, attributes: []string{"group", "DDB-ReadUnits"}})
}

// catalogTables builds the table of products, whose reads step up when a cache is switched off.
func (b *builder) catalogTables(t Tags) {
	const id = "cache-off"
	r := Virginia()
	table := arn("dynamodb", r, b.catalogue, "table/products")
	from := on(2025, time.March, 18, 10)
	b.series(Series{Account: b.catalogue, SKU: b.dynamoUnits(r, false), Resource: table, Tags: t, Shape: Shape{
		Base: 900_000 * Scale, Rhythm: Consumer, Noise: 60_000, Growth: 6_000, Whole: true,
		Effects: []Effect{{Span: Since(from), Factor: 2_600_000, Incident: id}},
	}})
	b.series(Series{Account: b.catalogue, SKU: b.dynamoUnits(r, true), Resource: table, Tags: t, Shape: Shape{Base: 60_000 * Scale, Rhythm: Office, Noise: 60_000, MonthStart: 900_000, Whole: true}})
	who := b.person(b.catalogue, "Deployer", "sam.ortiz", "team", "catalog")
	b.change(from.Time().Add(3*time.Minute), who, r, "lambda:UpdateFunctionConfiguration20150331v2", map[string]any{"functionName": "catalog-read", "environment": map[string]any{}}, id, "catalog-read")
	b.incident(Incident{
		ID: id, Kind: "step", Span: Since(from), Title: "Reads of the products table step up to 2.6 times",
		Cause: "a release of 2025-03-18 switched the cache of products off", Remedy: "switch the cache on again",
	}, b.catalogue)
}

// tenantPlatform builds what tenants share: the same total work for any number of them.
func (b *builder) tenantPlatform(t Tags) {
	r := Virginia()
	n := int64(b.tenants)
	queue := b.sku(listing{service: queues, region: r, usageType: r.Prefix + "-Requests-Tier1", operation: "SendMessage", unit: "Requests", family: "API Request", text: "Amazon SQS Requests", price: 0.0000004 * Scale})
	keys := b.sku(listing{service: kms, region: r, usageType: r.Code + "-KMS-Requests", operation: "Decrypt", unit: "Requests", family: "API Request", text: "KMS requests", price: 0.000003 * Scale})
	for i := range b.tenants {
		name := fmt.Sprintf("tenant-%05d", i+1)
		own := t.with("Name", name)
		share := func(total int64) Shape {
			weight := 600_000 + b.Chance(uint64(i), 0, 21, 800_001)                                                                           //nolint:gosec // few
			return Shape{Base: MulDiv(total/n, weight, Million) * Scale, Rhythm: Rhythm(1 + i%2), Noise: 150_000, Growth: 5_000, Whole: true} //nolint:gosec // two rhythms
		}
		b.function(b.catalogue, r, name+"-sync", 512, 260, share(96_000), own)
		table := arn("dynamodb", r, b.catalogue, "table/"+name)
		b.series(Series{Account: b.catalogue, SKU: b.dynamoUnits(r, false), Resource: table, Tags: own, Shape: share(600_000)})
		b.series(Series{Account: b.catalogue, SKU: b.dynamoUnits(r, true), Resource: table, Tags: own, Shape: share(150_000)})
		b.series(Series{Account: b.catalogue, SKU: queue, Resource: arn("sqs", r, b.catalogue, name), Tags: own, Shape: share(240_000)})
		b.series(Series{Account: b.catalogue, SKU: keys, Resource: arn("kms", r, b.catalogue, "key/"+b.id("", 32, "key", name)), Tags: own, Shape: share(70_000)})
	}
}

// express builds storage whose list price falls on 2025-04-10.
func (b *builder) express(t Tags) {
	const id = "express-price"
	r := Virginia()
	from := on(2025, time.April, 10, 0)
	k := b.sku(listing{
		service: s3, region: r, usageType: r.Old() + "TimedStorage-XZ-ByteHrs", operation: "ExpressOneZoneStorage", unit: "GB-Mo", family: "Storage", text: "GB-Month of storage used in S3 Express One Zone",
		prices: []Price{{0, []Tier{{0, 0.16 * Scale}}}, {from, []Tier{{0, 0.11 * Scale}}}}, attributes: []string{"storage_class", "High Performance", "volume_type", "Express One Zone"},
	})
	b.series(Series{Account: b.catalogue, SKU: k, Resource: "catalog-hot--use1-az1--x-s3", Tags: t, Every: Daily, Shape: Shape{Base: 2_400 * Scale / hoursOfMonth, Growth: 9_000, Noise: 4_000}})
	b.incident(Incident{
		ID: id, Kind: "price-change", Span: Since(from), Price: k, Title: "Storage of S3 Express One Zone gets cheaper by 31 %",
		Cause: "AWS lowers the list price on 2025-04-10; use does not change", Remedy: "none needed",
	}, b.catalogue)
}

// logLoop builds logs that an error fills for three days.
func (b *builder) logLoop(t Tags) {
	const id = "log-loop"
	r := Virginia()
	from, to := on(2025, time.September, 23, 15), on(2025, time.September, 26, 10)
	b.series(Series{
		Account: b.catalogue, SKU: b.logs(r), Resource: arn("logs", r, b.catalogue, "log-group:/catalog/import"), Tags: t,
		Shape: Shape{Base: 0.4 * Scale, Rhythm: Office, Noise: 80_000, Effects: []Effect{{Span: Span{from, to}, Factor: 42 * Million, Incident: id}}},
	})
	b.incident(Incident{
		ID: id, Kind: "log-loop", Span: Span{from, to}, Title: "An import logs its own error messages in a circle",
		Cause: "the import reads the log group that it writes to, from the release of 2025-09-23 to that of 2025-09-26", Remedy: "filter own messages",
	}, b.catalogue)
}

// movedBatch builds a batch that moves from this account to the data account: one falls as the other rises.
func (b *builder) movedBatch(s *Subnet) {
	const id = "batch-moves"
	from := on(2025, time.April, 7, 0)
	for i := range 3 {
		b.instance(node{
			account: b.catalogue, name: fmt.Sprintf("ranking-batch-%d", i+1), kind: "c7g.xlarge", subnet: s, span: Span{0, from}, disk: 200,
			tags: tags("app", "ranking", "env", "prod", "team", "catalog", "cost-center", "4420"),
		})
	}
	b.incident(Incident{
		ID: id, Kind: "netting", Span: Since(from), Title: "The ranking batch moves to another account",
		Cause: "three c7g.xlarge stop in App-Team-Catalog and three start in Athene-Data on 2025-04-07: each account changes, the organisation does not", Remedy: "none needed",
	}, b.catalogue, b.lake)
}
