package world

import (
	"fmt"
	"time"
)

// labNetwork builds the laboratory: until December 2025 a NAT gateway in one zone, then a regional one, through which logs go that an interface
// endpoint would carry for less, and secrets that are too few for one.
func (w *strixWorld) labNetwork() {
	t := tags("app", "lab", "env", "prod", "team", "lab")
	v := w.vpc(w.labs, w.home, "strix-lab", "10.82.0.0/16", "app", "lab")
	w.lab = v
	edge := w.table(v, "lab-public", true)
	old := w.nat(w.subnet(edge, "lab-public-1", 1, 1, true), "lab-nat-1", Span{0, regionalSince() + 2}, t, "", 0)
	n := w.regional(v, "lab-nat", Since(regionalSince()), t, 1, 2)
	var private []*Subnet
	var all []*RouteTable
	for z := 1; z <= 2; z++ {
		table := w.table(v, fmt.Sprintf("lab-private-%d", z), false)
		table.Routes = append(table.Routes, Route{Span{0, regionalSince()}, "0.0.0.0/0", old.ID}, Route{Since(regionalSince()), "0.0.0.0/0", n.ID})
		private, all = append(private, w.subnet(table, fmt.Sprintf("lab-private-%d", z), 10+z, z, false)), append(all, table)
	}
	store := w.gateway(v, "s3", Always(), t, all...)
	w.labTie = w.tie(v, private...)
	for z, s := range private {
		m := w.instance(node{account: w.labs, name: fmt.Sprintf("model-%d", z+1), kind: "c7g.xlarge", subnet: s, span: Always(), disk: 300, tags: t})
		w.free(Flow{Name: m.Name + " reads images of containers, which are in S3", Dst: w.store(90 + z), Out: steady(Office, 40*mega), Back: steady(Office, 3*giga), Connections: 30}, m, store)
		for _, f := range []struct {
			name      string
			dst       End
			out, back int64
		}{
			{" sends logs", w.service("logs", 10+z), 1200 * mega, 20 * mega},
			{" asks for secrets", w.service("secretsmanager", 20+z), mega, 3 * mega},
			{" loads packages", partner("packages.example", 70), 20 * mega, 900 * mega},
		} {
			shape := func(base int64, from, to Hour) Shape { return steady(Office, base).during(from, to) }
			at := regionalSince()
			w.throughNAT(Flow{Name: m.Name + f.name + " through the gateway in one zone", Dst: f.dst, Out: shape(f.out, 0, at), Back: shape(f.back, 0, at), Connections: 40}, m, old)
			w.throughRegional(Flow{Name: m.Name + f.name, Dst: f.dst, Out: shape(f.out, at, Forever), Back: shape(f.back, at, Forever), Connections: 40}, m, n)
		}
	}
	who := w.person(w.labs, "PlatformEngineer", "yuki.mori", "team", "lab")
	at := regionalSince().Time()
	w.change(at.Add(-9*time.Minute), who, w.home, "ec2:CreateNatGateway", map[string]any{"vpcId": v.ID, "availabilityMode": "regional", "connectivityType": "public"}, "", n.ID)
	for i, table := range all {
		w.change(at.Add(time.Duration(2+i)*time.Minute), who, w.home, "ec2:ReplaceRoute", map[string]any{"routeTableId": table.ID, "destinationCidrBlock": "0.0.0.0/0", "natGatewayId": n.ID}, "", table.ID)
	}
	w.change(at.Add(118*time.Minute), who, w.home, "ec2:DeleteNatGateway", map[string]any{"natGatewayId": old.ID}, "", old.ID)
}

// regional adds a regional NAT gateway that is active in some zones, with its hours, one for each zone, and addresses.
func (w *strixWorld) regional(v *VPC, name string, span Span, t Tags, zones ...int) *NATGateway {
	n := &NATGateway{Span: span, ID: w.id("nat-", short, v.ID, name), Name: name, Account: v.Account, Regional: &Regional{VPC: v}, Tags: t.with("Name", name)}
	r := v.Region
	hours := w.sku(listing{
		service: ec2, region: r, usageType: r.Old() + "RegionalNatGateway-Hours", operation: "NatGateway", unit: "Hrs", family: "NAT Gateway",
		text: "Regional NAT Gateway Hour per Availability Zone", price: natPrice(r), attributes: []string{"group", "NGW:NatGateway", "group_description", "Hourly charge for NAT Gateways"},
	})
	w.series(Series{Account: v.Account, SKU: hours, Resource: n.ARN(), Tags: t, Shape: Shape{Span: span, Base: Scale * int64(len(zones))}})
	for _, z := range zones {
		zone := r.ZoneID(z)
		a := &Elastic{Span: span, ID: w.id("eipalloc-", short, n.ID, zone), Name: name + "-" + zone, Address: w.public(), Account: v.Account, Region: r, ZoneID: zone, Tags: t}
		w.Elastic = append(w.Elastic, a)
		n.Regional.Addresses = append(n.Regional.Addresses, a)
		n.Regional.Faces = append(n.Regional.Faces, &Interface{
			Span: span, Account: v.Account, Subnet: &Subnet{VPC: v, ZoneID: zone}, Kind: "regional_nat_gateway", Owner: n.ID, Public: a.Address, PublicID: a.ID, Tags: n.Tags,
		})
		w.series(Series{Account: v.Account, SKU: w.publicIPv4(r, "DescribeNetworkInterfaces"), Resource: a.ARN(), Tags: t, Every: Daily, Shape: Shape{Span: span, Base: Scale}})
	}
	w.NATs = append(w.NATs, n)
	return n
}

// throughRegional adds a flow that a regional NAT gateway translates, in the zone of the source: nothing crosses zones.
func (w *strixWorld) throughRegional(f Flow, from *Instance, n *NATGateway) {
	f.from(from)
	f.NAT, f.Path = n, 1
	flow := w.flow(f)
	r := n.Network().Region
	bytes := w.sku(listing{
		service: ec2, region: r, usageType: r.Old() + "RegionalNatGateway-Bytes", operation: "NatGateway", unit: "GB", family: "NAT Gateway",
		text: "GB Data Processed by Regional NAT Gateways", price: natPrice(r), attributes: []string{"group", "NGW:NatGateway", "group_description", "Charge for per GB data processed by NatGateways"},
	})
	w.bill(flow, w.metered(bytes, n.Account, n.ARN(), "", n.Tags), false, true)
	if flow.Dst.Service == "" {
		w.bill(flow, w.metered(w.out(ec2, r, "NatGateway"), n.Account, n.ARN(), "", n.Tags), false)
		w.bill(flow, w.metered(w.in(ec2, r, "NatGateway"), n.Account, n.ARN(), "", n.Tags), true)
	}
}
