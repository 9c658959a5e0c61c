package world

import "fmt"

// fieldNetwork builds the devices' network, of IPv4 and IPv6: most leaves over IPv6 without any gateway that costs, the rest through one NAT
// gateway for both zones, which is right for so little, but for what goes to S3; and a copy to another region over peering.
func (w *strixWorld) fieldNetwork() {
	t := tags("app", "field", "env", "prod", "team", "field")
	v := w.vpc(w.iot, w.home, "strix-field", "10.84.0.0/16", "app", "field")
	v.IPv6, v.Egress = "2a05:d014:7a1:3b00::/56", w.id("eigw-", short, w.iot.ID, "field")
	w.field = v
	edge := w.table(v, "field-public", true)
	n := w.nat(w.subnet(edge, "field-public-1", 1, 1, true), "field-nat", Always(), t, "", 0)
	var private []*Subnet
	var gates []*Instance
	for z := 1; z <= 2; z++ {
		table := w.table(v, fmt.Sprintf("field-private-%d", z), false)
		table.Routes = append(table.Routes, Route{Always(), v.IPv6, "local"}, Route{Always(), "0.0.0.0/0", n.ID}, Route{Always(), "::/0", v.Egress})
		private = append(private, w.subnet(table, fmt.Sprintf("field-private-%d", z), 10+z, z, false))
	}
	w.fieldTie = w.tie(v, private...)
	for z, s := range private {
		g := w.instance(node{account: w.iot, name: fmt.Sprintf("field-gate-%d", z+1), kind: "m7g.large", subnet: s, span: Always(), disk: 80, tags: t})
		gates = append(gates, g)
		w.throughNAT(Flow{Name: g.Name + " keeps readings in S3 through NAT", Dst: w.store(120 + z), Out: steady(Office, 600*mega), Back: steady(Office, 20*mega), Connections: 60}, g, n)
		w.throughNAT(Flow{Name: g.Name + " asks for maps", Dst: partner("maps.example", 90), Out: steady(Office, 4*mega), Back: steady(Office, 60*mega), Connections: 20}, g, n)
		w.overSix(Flow{
			Name: g.Name + " talks to devices over IPv6", Dst: End{Address: fmt.Sprintf("2001:db8:40::%d", 20+z), Host: "devices", Port: 8883}, Out: steady(Consumer, 90*mega), Back: steady(Consumer, 1500*mega), Connections: 300,
		}, g)
	}
	w.within(Flow{
		Name: "field-gate-1 hands readings to field-gate-2 over IPv6", Src: End{Interface: gates[0].Interface, Six: true}, Dst: End{Port: 7400, Six: true}, Out: steady(Consumer, 1400*mega), Back: steady(Consumer, 30*mega), Connections: 16,
	}, gates[0], gates[1].Interface, gates[1])
	w.far(t, gates[1])
}

// overSix adds a flow that leaves by the egress-only internet gateway: what goes out is charged as any traffic to the internet.
func (w *strixWorld) overSix(f Flow, from *Instance) {
	f.Src, f.Path = End{Interface: from.Interface, Six: true}, 8
	flow := w.flow(f)
	r := w.home
	w.bill(flow, w.metered(w.out(ec2, r, "RunInstances"), from.Account, from.ID, from.Subnet.ZoneID, from.Tags), false)
	w.bill(flow, w.metered(w.in(ec2, r, "RunInstances"), from.Account, from.ID, from.Subnet.ZoneID, from.Tags), true)
}

// far builds the copy in another region, over peering between regions.
func (w *strixWorld) far(t Tags, from *Instance) {
	r := Ireland()
	v := w.vpc(w.iot, r, "strix-field-copy", "10.85.0.0/16", "app", "field")
	s := w.subnet(w.table(v, "copy-private-1", false), "copy-private-1", 11, 1, false)
	to := w.instance(node{account: w.iot, name: "field-copy", kind: "t4g.medium", subnet: s, span: Always(), disk: 500, tags: t})
	p := w.peering(w.field, v)
	flow := w.flow(Flow{
		Name: "field-gate-2 copies readings to Ireland over peering", Src: End{Interface: from.Interface}, Dst: End{Interface: to.Interface, Port: 22}, Peering: p, Path: 5,
		Out: steady(Nightly, 900*mega), Back: steady(Nightly, 12*mega), Connections: 4,
	})
	w.bill(flow, w.metered(w.between(ec2, w.home, r, "VPCPeering", 0.02*Scale), w.iot, from.ID, from.Subnet.ZoneID, t), false)
	w.bill(flow, w.metered(w.between(ec2, r, w.home, "VPCPeering", 0.02*Scale), w.iot, to.ID, s.ZoneID, t), true)
}

// trialNetwork builds what trials left behind: a NAT gateway, an interface endpoint and addresses that nothing uses; and a machine with a public
// address that is used.
func (w *strixWorld) trialNetwork() {
	t := tags("app", "trial", "env", "dev", "team", "platform")
	v := w.vpc(w.trier, w.home, "strix-trial", "10.86.0.0/16", "app", "trial")
	w.trial = v
	edge := w.table(v, "trial-public", true)
	out := []*Subnet{w.subnet(edge, "trial-public-1", 1, 1, true), w.subnet(edge, "trial-public-2", 2, 2, true)}
	n := w.nat(out[0], "trial-nat", Always(), t, "", 0)
	table := w.table(v, "trial-private", false)
	table.Routes = append(table.Routes, Route{Always(), "0.0.0.0/0", n.ID})
	private := []*Subnet{w.subnet(table, "trial-private-1", 11, 1, false), w.subnet(table, "trial-private-2", 12, 2, false)}
	w.interfaceEndpoint("trial-ssm", "ssm", t, private...)
	logs := w.interfaceEndpoint("trial-logs", "logs", t, private[0])
	box := w.instance(node{account: w.trier, name: "trial-box", kind: "t4g.medium", subnet: private[0], span: Always(), disk: 30, tags: t})
	w.toEndpoint(Flow{Name: "trial-box sends its logs", Dst: End{Host: "logs." + w.home.Code + ".amazonaws.com"}, Out: steady(Office, 700*mega), Back: steady(Office, 8*mega)}, box, logs)
	jump := w.instance(node{account: w.trier, name: "trial-jump", kind: "t4g.medium", subnet: out[1], span: Always(), disk: 30, public: true, tags: t})
	w.flow(Flow{
		Name: "somebody works on trial-jump", Src: End{Address: "203.0.113.200", Host: "an office"}, Dst: End{Interface: jump.Interface, Port: 22}, Path: 8, Out: steady(Office, 3*mega), Back: steady(Office, 9*mega), Connections: 6,
	})
	idle := w.sku(listing{
		service: vpcs, region: w.home, usageType: w.home.Old() + "PublicIPv4:IdleAddress", operation: "AllocateAddressVPC", unit: "Hrs", family: "VpcPublicIPv4Address",
		text: "Idle public IPv4 address per hour", price: 0.005 * Scale, attributes: []string{"group", "VPCPublicIPv4Address"},
	})
	for i := range 3 {
		a := &Elastic{
			Span: Always(), ID: w.id("eipalloc-", short, v.ID, fmt.Sprint("idle", i)), Name: fmt.Sprintf("trial-address-%d", i+1), Address: w.public(), Account: w.trier, Region: w.home, Idle: true,
			Tags: t.with("Name", fmt.Sprintf("trial-address-%d", i+1)),
		}
		w.Elastic = append(w.Elastic, a)
		w.series(Series{Account: w.trier, SKU: idle, Resource: a.ARN(), Tags: t, Every: Daily, Shape: Shape{Base: Scale}})
	}
}
