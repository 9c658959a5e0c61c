package world

import (
	"fmt"
	"slices"
	"time"
)

// strixWorld is what the rooms of the build of Strix hand to each other.
type strixWorld struct {
	*builder
	home                                            Region
	hub, shop, stream, lab, field, trial            *VPC
	hubTie, shopTie, streamTie, labTie, fieldTie    *Attachment
	platform, shopping, streaming, labs, iot, trier *Account
	admin                                           *Principal
}

// The hours of Strix's story.
func regionalSince() Hour { return on(2025, time.December, 2, 10) } // the laboratory gets a regional NAT gateway
func endpointLost() Hour  { return on(2026, time.January, 14, 9) }  // the shop loses its endpoint for DynamoDB
func brokersMoved() Hour  { return on(2026, time.January, 27, 13) } // consumers read from brokers in other zones
func routeAstray() Hour   { return on(2026, time.February, 3, 13) } // a route of the stream leads to another zone
func copyBegins() Hour    { return on(2026, time.February, 10, 8) } // the laboratory copies through the transit gateway

// strix builds the world Strix.
func (b *builder) strix() {
	w := &strixWorld{builder: b, home: Frankfurt()}
	b.Home = w.home
	w.accounts()
	w.hubNetwork()
	w.shopNetwork()
	w.streamNetwork()
	w.labNetwork()
	w.fieldNetwork()
	w.trialNetwork()
	w.shared()
	w.Plans = []*SavingsPlan{{ // the nodes of the shop are paid ahead
		Span: Span{on(2025, time.August, 12, 9), on(2026, time.August, 12, 9)}, ARN: w.planARN("m7g"), Owner: w.shopping, Type: "EC2Instance", Family: "m7g", Region: w.home,
		Payment: "No Upfront", Term: "1yr", Hourly: 0.42 * Scale, Recurring: 0.42 * Scale, Discount: 630_000,
	}}
}

func (w *strixWorld) accounts() {
	add := func(key, id, name, unit string, turn int, quiet bool) *Account {
		a := &Account{Key: key, ID: id, Name: name, Tags: tags("business-unit", unit), turn: turn, Quiet: quiet}
		w.Accounts = append(w.Accounts, a)
		return a
	}
	w.payer = add("payer", "116209384751", "Strix-Management", "platform", 0, true)
	w.platform = add("network", "227318495862", "Strix-Network", "platform", 1, true)
	w.shopping = add("shop", "338427506973", "Strix-Shop", "retail", 2, false)
	w.streaming = add("stream", "449536617084", "Strix-Stream", "retail", 0, false)
	w.labs = add("lab", "550645728195", "Strix-Lab", "research", 1, false)
	w.iot = add("field", "661754839206", "Strix-Field", "devices", 2, false)
	w.trier = add("trial", "772863940317", "Strix-Trial", "platform", 1, false)
	w.Payer = w.payer
	w.TagKeys = []TagKey{{"app", 0}, {"env", 0}, {"team", 0}}
	w.admin = w.person(w.platform, "NetworkAdmin", "lena.fuchs", "team", "platform")
}

// steady is traffic that swings with the day, in bytes an hour.
func steady(r Rhythm, base int64) Shape { return Shape{Base: base, Rhythm: r, Noise: 80_000} }

// during bounds a shape.
func (s Shape) during(from, to Hour) Shape {
	s.Span = Span{from, to}
	return s
}

// Sizes of traffic.
const (
	mega = 1 << 20
	giga = 1 << 30
)

// tie ties a VPC to the transit gateway by an interface in each subnet, and leads the private networks of all there.
func (w *strixWorld) tie(v *VPC, subnets ...*Subnet) *Attachment {
	a := w.attachment(v)
	for _, s := range subnets {
		a.Interfaces = append(a.Interfaces, w.nic(Interface{
			Span: Always(), Subnet: s, Kind: "transit_gateway", Owner: a.ID, Description: "Network Interface for Transit Gateway Attachment " + a.ID,
		}, "tgw", ""))
		if out := (Route{Always(), "10.64.0.0/10", a.Gateway}); !slices.Contains(s.Table.Routes, out) {
			s.Table.Routes = append(s.Table.Routes, out)
		}
	}
	return a
}

// across adds a flow through the transit gateway. The account of the sender pays for each direction; zones cost nothing there.
func (w *strixWorld) across(f Flow, from *Instance, near *Attachment, to *Instance, far *Attachment) {
	f.from(from)
	f.Dst.Interface, f.Path, f.Transit = to.Interface, 1, [2]*Attachment{near, far}
	flow := w.flow(f)
	for back, a := range []*Attachment{near, far} {
		r := a.VPC.Region
		k := w.sku(listing{service: vpcs, region: r, usageType: r.Prefix + "-TransitGateway-Bytes", operation: "TransitGatewayVPC", unit: "GB", family: "Transit Gateway", text: "GB Data Processed by Transit Gateway", price: 0.02 * Scale})
		w.bill(flow, w.metered(k, a.VPC.Account, arn("ec2", r, a.VPC.Account, "transit-gateway-attachment/"+a.ID), "", nil), back == 1)
	}
}

// peering joins two VPCs and sets the routes of all their tables that there are.
func (w *strixWorld) peering(a, b *VPC) *Peering {
	p := &Peering{Span: Always(), ID: w.id("pcx-", short, a.ID, b.ID), Requester: a, Accepter: b}
	w.Peerings = append(w.Peerings, p)
	for _, t := range w.RouteTables {
		switch t.VPC {
		case a:
			t.Routes = append(t.Routes, Route{Always(), b.CIDR, p.ID})
		case b:
			t.Routes = append(t.Routes, Route{Always(), a.CIDR, p.ID})
		}
	}
	return p
}

// gateway adds a gateway endpoint with routes in some tables. Prefix lists are those of AWS in the region.
func (w *strixWorld) gateway(v *VPC, service string, span Span, t Tags, tables ...*RouteTable) *Endpoint {
	list := map[string]string{"s3": "pl-6ea54007", "dynamodb": "pl-66a5400f"}[service]
	e := &Endpoint{
		Span: span, ID: w.id("vpce-", short, v.ID, service), Name: v.Name + "-" + service, VPC: v, Service: "com.amazonaws." + v.Region.Code + "." + service, Gateway: true,
		Tables: tables, Tags: t,
	}
	for _, table := range tables {
		table.Routes = append(table.Routes, Route{span, list, e.ID})
	}
	w.Endpoints = append(w.Endpoints, e)
	return e
}

// free adds a flow through a gateway endpoint.
func (w *strixWorld) free(f Flow, from *Instance, e *Endpoint) {
	f.from(from)
	f.Endpoint, f.Path = e, 7
	w.flow(f)
}

// store and tables are ends at S3 and DynamoDB, service one at another service of AWS.
func (w *strixWorld) store(n int) End {
	return End{Address: fmt.Sprintf("3.5.136.%d", n), Service: "S3", Host: "s3." + w.home.Code + ".amazonaws.com", Port: 443}
}

func (w *strixWorld) tables(n int) End {
	return End{Address: fmt.Sprintf("52.119.188.%d", n), Service: "DYNAMODB", Host: "dynamodb." + w.home.Code + ".amazonaws.com", Port: 443}
}

func (w *strixWorld) service(name string, n int) End {
	return End{Address: fmt.Sprintf("18.153.20.%d", n), Service: "AMAZON", Host: name + "." + w.home.Code + ".amazonaws.com", Port: 443}
}

// partner is an end in the world outside.
func partner(host string, n int) End {
	return End{Address: fmt.Sprintf("198.51.100.%d", n), Host: host, Port: 443}
}

// hubNetwork builds the network account: a VPC with a directory that everybody asks a little, behind the transit gateway.
func (w *strixWorld) hubNetwork() {
	t := tags("app", "hub", "env", "prod", "team", "platform")
	w.hub = w.vpc(w.platform, w.home, "strix-hub", "10.90.0.0/16", "team", "platform")
	table := w.table(w.hub, "hub-inner", false)
	subnets := []*Subnet{w.subnet(table, "hub-inner-1", 11, 1, false), w.subnet(table, "hub-inner-2", 12, 2, false)}
	w.hubTie = w.tie(w.hub, subnets...)
	w.Transits = append(w.Transits, &TransitGateway{ID: w.hubTie.Gateway, Name: "strix-hub", Account: w.platform, Region: w.home})
	w.instance(node{account: w.platform, name: "directory-1", kind: "m7g.large", subnet: subnets[0], span: Always(), disk: 60, tags: t})
	w.instance(node{account: w.platform, name: "directory-2", kind: "m7g.large", subnet: subnets[1], span: Always(), disk: 60, tags: t})
}

// named returns the instance of a name, which is there.
func (w *strixWorld) named(name string) *Instance {
	return w.Instances[slices.IndexFunc(w.Instances, func(i *Instance) bool { return i.Name == name })]
}

// shared adds what passes between the networks: a little to the directory, as a transit gateway is good for; what is much goes by peering,
// but for the copy of the laboratory.
func (w *strixWorld) shared() {
	for _, ask := range []struct {
		from string
		tie  *Attachment
	}{{"shop-node-1", w.shopTie}, {"ingest-1", w.streamTie}, {"model-1", w.labTie}, {"field-gate-1", w.fieldTie}} {
		from := w.named(ask.from)
		w.across(Flow{Name: from.Name + " asks the directory", Dst: End{Port: 636}, Out: steady(Office, 6*mega), Back: steady(Office, 22*mega), Connections: 60}, from, ask.tie, w.named("directory-1"), w.hubTie)
	}
	p := w.peering(w.shop, w.stream)
	from, to := w.named("shop-node-1"), w.named("ingest-1") // both in the first zone: such peering costs nothing
	w.flow(Flow{
		Name: "shop-node-1 sends orders to ingest-1 over peering", Src: End{Interface: from.Interface}, Dst: End{Interface: to.Interface, Port: 8443}, Peering: p, Path: 4,
		Out: steady(Consumer, 2*giga), Back: steady(Consumer, 90*mega), Connections: 200,
	})
	const id = "copy-by-transit"
	at := copyBegins()
	w.across(Flow{
		Name: "model-2 copies topics from broker-2 through the transit gateway", Incident: id, Dst: End{Port: 9092},
		Out: Shape{Base: 40 * mega, Noise: 90_000}.during(at, Forever), Back: Shape{Base: 7 * giga, Noise: 90_000}.during(at, Forever), Connections: 12,
	}, w.named("model-2"), w.labTie, w.named("broker-2"), w.streamTie)
	who := w.person(w.labs, "Researcher", "ines.costa", "team", "lab")
	w.change(at.Time().Add(-40*time.Minute), w.admin, w.home, "ec2:CreateTransitGatewayRoute", map[string]any{"destinationCidrBlock": w.stream.CIDR, "transitGatewayAttachmentId": w.streamTie.ID}, id, w.hubTie.Gateway)
	w.change(at.Time().Add(3*time.Minute), who, w.home, "ssm:SendCommand", map[string]any{"documentName": "AWS-RunShellScript", "instanceIds": []any{w.named("model-2").ID}}, id, w.named("model-2").ID)
	w.incident(Incident{
		ID: id, Kind: "step", Span: Since(at), Title: "The laboratory copies all topics through the transit gateway",
		Cause: "model-2 mirrors the brokers from 2026-02-10 on, and the two networks are joined by the transit gateway alone", Remedy: "peering between lab and stream, which costs nothing within a zone",
	}, w.labs, w.streaming)
}
