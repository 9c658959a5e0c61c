package world

import (
	"fmt"
	"time"
)

// worker is a machine of the enrichment: two in each of three zones; the second generation takes the first one's addresses over, in
// another order.
type worker struct {
	zone, slot int
	span       Span
	address    string
	name       string
}

func workers() []worker {
	var list []worker
	for zone := 1; zone <= 3; zone++ {
		for slot := range 2 {
			first, second := Span{launched(), renewed()}, Since(renewed()+1)
			list = append(list,
				worker{zone, slot, first, fmt.Sprintf("10.20.%d.%d", 10+zone, 20+slot), fmt.Sprintf("click-enrich-%d%c", zone, 'a'+slot)},
				worker{zone, slot, second, fmt.Sprintf("10.20.%d.%d", 10+zone, 21-slot), fmt.Sprintf("click-enrich-%d%c-2", zone, 'a'+slot)})
		}
	}
	return list
}

// detour builds the enrichment and what was wrong with its network. From 2025-06-09 to 2025-11-01 all workers go through one NAT
// gateway in zone 4, for S3 too, as there is no gateway endpoint; and they talk to a database writer in zone 4. Between August and
// October three more NAT gateways are made, one in each zone of the workers, but no route ever leads to them. On 2025-11-01 the
// endpoint is made, the routes are set, and the first gateway is deleted.
func (b *builder) detour(v *VPC, t Tags, public [5]*Subnet, writer *Database) {
	const id = "nat-detour"
	first := b.nat(public[4], "click-nat-4", Span{launched() - 3, repaired() + 1}, t, "", 0)
	starts := [4]Hour{1: on(2025, time.August, 12, 15), 2: on(2025, time.September, 9, 13), 3: on(2025, time.October, 14, 14)}
	var near [4]*NATGateway
	tables := make([]*RouteTable, 0, 3)
	var private [4]*Subnet
	list := b.prefixList()
	gateway := &Endpoint{Span: Since(repaired()), ID: b.id("vpce-", short, v.ID, "s3"), Name: "click-s3", VPC: v, Service: "com.amazonaws.us-east-1.s3", Gateway: true, Tags: t}
	for zone := 1; zone <= 3; zone++ {
		near[zone] = b.nat(public[zone], fmt.Sprintf("click-nat-%d", zone), Since(starts[zone]), t, id, repaired())
		table := b.table(v, fmt.Sprintf("click-private-%d", zone), false)
		table.Routes = append(table.Routes,
			Route{Span{launched() - 3, repaired()}, "0.0.0.0/0", first.ID},
			Route{Since(repaired()), "0.0.0.0/0", near[zone].ID},
			Route{Since(repaired()), list, gateway.ID})
		private[zone] = b.subnet(table, fmt.Sprintf("click-private-%d", zone), 10+zone, zone, false)
		tables = append(tables, table)
	}
	gateway.Tables = tables
	b.Endpoints = append(b.Endpoints, gateway)
	for _, w := range workers() {
		i := b.instance(node{account: b.click, name: w.name, kind: "m7g.large", subnet: private[w.zone], span: w.span, disk: 60, address: w.address, tags: t})
		b.workerFlows(i, w, first, near[w.zone], gateway, writer)
	}
	b.incident(Incident{
		ID: id, Kind: "detour", Span: Span{launched(), repaired()},
		Title:  "Pictures from S3 travel through one NAT gateway in another zone",
		Cause:  "the route tables of click-private-1 to -3 lead to the NAT gateway in use1-az4, there is no gateway endpoint for S3, and NAT gateways made later in each zone get no routes",
		Remedy: "a gateway endpoint for S3 and routes to the NAT gateway of the own zone, made on 2025-11-01",
	}, b.click)
	b.detourChanges(v, first, near, gateway, tables, private)
}

// prefixList is the id of S3's prefix list in Virginia.
func (b *builder) prefixList() string { return "pl-63a5400a" }

// workerFlows adds what a worker says to whom: pictures from S3 and facts from a partner, by the way of the time, and the database.
func (b *builder) workerFlows(i *Instance, w worker, far, near *NATGateway, gateway *Endpoint, writer *Database) {
	const id = "nat-detour"
	shape := func(base, grown int64, from, to Hour) Shape {
		return Shape{
			Span: Span{max(from, w.span.From), min(to, w.span.To)}, Base: base, Rhythm: Consumer, Noise: 90_000,
			Effects: []Effect{{Span: Span{launched(), repaired()}, Factor: grown, Ramp: true}},
		}
	}
	address := fmt.Sprintf("52.216.%d.%d", 40+w.zone, 112+8*w.slot)
	if w.span.From < repaired() {
		// Growth itself is no fault; that it costs is. Without the incident the bytes go through the gateway endpoint.
		b.throughNAT(Flow{
			Name: i.Name + " pulls pictures from S3 through the NAT gateway", Incident: id, Dst: End{Address: address, Service: "S3", Host: "s3.us-east-1.amazonaws.com", Port: 443},
			Out: shape(9<<20, 8*Million, w.span.From, repaired()), Back: shape(400<<20, 8*Million, w.span.From, repaired()), Connections: 90,
		}, i, far)
		b.throughNAT(Flow{
			Name: i.Name + " asks the partner through the far NAT gateway", Dst: End{Address: "198.51.100.20", Host: "api.partner.example", Port: 443},
			Out: shape(3<<20, 3*Million, w.span.From, repaired()), Back: shape(28<<20, 3*Million, w.span.From, repaired()), Connections: 40,
		}, i, far)
	}
	if w.span.To > repaired() {
		b.flow(Flow{
			Name: i.Name + " pulls pictures from S3 through the gateway endpoint", Src: End{Interface: i.Interface}, Dst: End{Address: address, Service: "S3", Host: "s3.us-east-1.amazonaws.com", Port: 443},
			Endpoint: gateway, Path: 7, Out: shape(9<<20, 8*Million, repaired(), Forever), Back: shape(400<<20, 8*Million, repaired(), Forever), Connections: 90,
		})
		b.throughNAT(Flow{
			Name: i.Name + " asks the partner through the NAT gateway of its zone", Dst: End{Address: "198.51.100.20", Host: "api.partner.example", Port: 443},
			Out: shape(3<<20, 3*Million, repaired(), Forever), Back: shape(28<<20, 3*Million, repaired(), Forever), Connections: 40,
		}, i, near)
	}
	b.within(Flow{
		Name: i.Name + " talks to the database writer", Dst: End{Port: 5432},
		Out: shape(45<<20, 3*Million, w.span.From, Forever), Back: shape(75<<20, 3*Million, w.span.From, Forever), Connections: 30,
	}, i, writer.Interface, nil)
}

// detourChanges tells who made and mended it.
func (b *builder) detourChanges(v *VPC, first *NATGateway, near [4]*NATGateway, gateway *Endpoint, tables []*RouteTable, private [4]*Subnet) {
	const id = "nat-detour"
	r := v.Region
	maker := b.person(b.click, "Developer", "jo.park", "team", "click")
	mender := b.person(b.click, "PlatformEngineer", "mika.tanaka", "team", "click")
	at := func(h Hour, minute int) time.Time { return h.Time().Add(time.Duration(minute) * time.Minute) }
	create := func(n *NATGateway, who *Principal) {
		b.change(at(n.From, 2), who, r, "ec2:CreateNatGateway", map[string]any{"subnetId": n.Subnet.ID, "allocationId": n.Interface.PublicID, "connectivityType": "public"}, id, n.ID)
	}
	create(first, maker)
	for i, t := range tables {
		b.change(at(first.From, 10+i), maker, r, "ec2:CreateRoute", map[string]any{"routeTableId": t.ID, "destinationCidrBlock": "0.0.0.0/0", "natGatewayId": first.ID}, id, t.ID)
		b.change(at(first.From, 20+i), maker, r, "ec2:AssociateRouteTable", map[string]any{"routeTableId": t.ID, "subnetId": private[i+1].ID}, id, t.ID)
		create(near[i+1], maker)
	}
	b.change(at(repaired(), 4), mender, r, "ec2:CreateVpcEndpoint", map[string]any{
		"vpcId": v.ID, "serviceName": gateway.Service, "vpcEndpointType": "Gateway", "routeTableIds": []any{tables[0].ID, tables[1].ID, tables[2].ID},
	}, id, gateway.ID)
	for i, t := range tables {
		b.change(at(repaired(), 7+i), mender, r, "ec2:ReplaceRoute", map[string]any{"routeTableId": t.ID, "destinationCidrBlock": "0.0.0.0/0", "natGatewayId": near[i+1].ID}, id, t.ID)
	}
	b.change(at(repaired(), 31), mender, r, "ec2:DeleteNatGateway", map[string]any{"natGatewayId": first.ID}, id, first.ID)
}
