package world

import (
	"fmt"
	"time"
)

// streamNetwork builds the stream: brokers and consumers in three zones, a network load balancer that crosses zones, and a NAT gateway in each
// zone, of which one zone's route goes astray.
func (w *strixWorld) streamNetwork() {
	t := tags("app", "stream", "env", "prod", "team", "stream")
	v := w.vpc(w.streaming, w.home, "strix-stream", "10.81.0.0/16", "app", "stream")
	w.stream = v
	edge := w.table(v, "stream-public", true)
	var nats []*NATGateway
	var public, private []*Subnet
	var all []*RouteTable
	for z := 1; z <= 3; z++ {
		public = append(public, w.subnet(edge, fmt.Sprintf("stream-public-%d", z), z, z, true))
		n := w.nat(public[z-1], fmt.Sprintf("stream-nat-%d", z), Always(), t, "", 0)
		table := w.table(v, fmt.Sprintf("stream-private-%d", z), false)
		private = append(private, w.subnet(table, fmt.Sprintf("stream-private-%d", z), 10+z, z, false))
		nats, all = append(nats, n), append(all, table)
		if z < 3 {
			table.Routes = append(table.Routes, Route{Always(), "0.0.0.0/0", n.ID})
		}
	}
	all[2].Routes = append(all[2].Routes, Route{Span{0, routeAstray()}, "0.0.0.0/0", nats[2].ID}, Route{Since(routeAstray()), "0.0.0.0/0", nats[0].ID})
	store := w.gateway(v, "s3", Always(), t, all...)
	w.streamTie = w.tie(v, private...)
	var brokers, takers []*Instance
	for z, s := range private {
		brokers = append(brokers, w.instance(node{account: w.streaming, name: fmt.Sprintf("broker-%d", z+1), kind: "m7g.large", subnet: s, span: Always(), disk: 400, tags: t}))
		takers = append(takers, w.instance(node{account: w.streaming, name: fmt.Sprintf("consumer-%d", z+1), kind: "c7g.large", subnet: s, span: Always(), disk: 40, tags: t}))
		w.instance(node{account: w.streaming, name: fmt.Sprintf("ingest-%d", z+1), kind: "c7g.large", subnet: s, span: Always(), disk: 40, tags: t})
		w.free(Flow{Name: brokers[z].Name + " keeps old segments in S3", Dst: w.store(60 + z), Out: steady(Consumer, 3*giga), Back: steady(Consumer, 40*mega), Connections: 40}, brokers[z], store)
	}
	w.topics(brokers, takers)
	w.enrichment(takers, nats)
	w.front(t, public, private)
	logs := w.logs(w.home)
	w.series(Series{Account: w.streaming, SKU: logs, Resource: arn("logs", w.home, w.streaming, "log-group:/stream/ingest"), Tags: t, Shape: Shape{Base: 0.3 * Scale, Rhythm: Consumer, Noise: 50_000}})
}

// topics lets each consumer read from the broker of its zone, until the new client reads from leaders alone.
func (w *strixWorld) topics(brokers, takers []*Instance) {
	const id = "leaders-only"
	for z, c := range takers {
		w.within(Flow{Name: c.Name + " reads from the broker of its zone", Dst: End{Port: 9092}, Out: steady(Consumer, 60*mega), Back: steady(Consumer, 5*giga), Connections: 12}, c, brokers[z].Interface, brokers[z])
		leader := brokers[(z+1)%len(brokers)]
		w.within(Flow{
			Name: c.Name + " reads from " + leader.Name + " in another zone", Incident: id, Dst: End{Port: 9092}, Out: steady(Consumer, 50*mega).during(brokersMoved(), Forever),
			Back: steady(Consumer, 4*giga).during(brokersMoved(), Forever), Connections: 12,
		}, c, leader.Interface, leader)
	}
	who := w.person(w.streaming, "Deployer", "omar.haddad", "team", "stream")
	w.change(brokersMoved().Time().Add(5*time.Minute), who, w.home, "ssm:PutParameter", map[string]any{"name": "/stream/consumer/client.rack", "value": "", "overwrite": true}, id, "/stream/consumer/client.rack")
	w.incident(Incident{
		ID: id, Kind: "step", Span: Since(brokersMoved()), Title: "Consumers read from brokers in other zones",
		Cause: "the release of 2026-01-27 empties client.rack, so that consumers fetch from leaders and not from the broker of their zone", Remedy: "client.rack is the zone's id again",
	}, w.streaming)
}

// enrichment lets consumers ask a provider through the NAT gateway of their zone, much enough for each; until one zone's route leads to another
// zone's gateway.
func (w *strixWorld) enrichment(takers []*Instance, nats []*NATGateway) {
	const id = "route-astray"
	ask := func(c *Instance, n *NATGateway, name, incident string, from, to Hour) {
		w.throughNAT(Flow{
			Name: c.Name + name, Incident: incident, Dst: partner("geo.partner.example", 50), Out: steady(Consumer, 250*mega).during(from, to), Back: steady(Consumer, 3800*mega).during(from, to), Connections: 90,
		}, c, n)
	}
	for z, c := range takers[:2] {
		ask(c, nats[z], " asks for places", "", 0, Forever)
	}
	ask(takers[2], nats[2], " asks for places", "", 0, routeAstray())
	ask(takers[2], nats[0], " asks for places through another zone", id, routeAstray(), Forever)
	// Without it the same bytes would go through the gateway of the own zone.
	astray, own := w.Flows[len(w.Flows)-1], nats[2]
	instead := []*Series{
		{Account: w.streaming, SKU: w.natBytes(w.home), Resource: own.ARN(), ZoneID: own.Subnet.ZoneID, Legs: []Leg{{astray, false}, {astray, true}}},
		{Account: w.streaming, SKU: w.out(ec2, w.home, "NatGateway"), Resource: own.ARN(), ZoneID: own.Subnet.ZoneID, Legs: []Leg{{astray, false}}},
	}
	table := takers[2].Subnet.Table
	who := w.person(w.streaming, "PlatformEngineer", "nils.berg", "team", "stream")
	w.change(routeAstray().Time().Add(2*time.Minute), who, w.home, "ec2:ReplaceRoute", map[string]any{"routeTableId": table.ID, "destinationCidrBlock": "0.0.0.0/0", "natGatewayId": nats[0].ID}, id, table.ID, nats[0].ID)
	w.incident(Incident{
		ID: id, Kind: "detour", Span: Since(routeAstray()), Title: "A zone's traffic leaves by the NAT gateway of another zone",
		Cause: "nils.berg sets the route of stream-private-3 to stream-nat-1 on 2026-02-03 while its own gateway is looked at, and does not set it back", Remedy: "the route to stream-nat-3 again", Instead: instead,
	}, w.streaming)
}

// front builds a network load balancer over two zones that hands connections to machines in both, as cross-zone balancing is on.
func (w *strixWorld) front(t Tags, public, private []*Subnet) {
	r := w.home
	l := &LoadBalancer{Span: Always(), Name: "stream-front", Type: "network", Account: w.streaming, VPC: w.stream, Tags: t}
	tail := "net/" + l.Name + "/" + w.id("", 16, w.stream.ID, l.Name)
	l.ARN = arn("elasticloadbalancing", r, w.streaming, "loadbalancer/"+tail)
	for _, s := range public[:2] {
		l.Interfaces = append(l.Interfaces, w.nic(Interface{Span: Always(), Subnet: s, Kind: "network_load_balancer", Owner: l.ARN, Public: w.public(), Description: "ELB " + tail}, l.Name, ""))
	}
	w.Balancers = append(w.Balancers, l)
	hours := w.sku(listing{service: balancing, region: r, usageType: r.Old() + "LoadBalancerUsage", operation: "LoadBalancing:Network", unit: "Hrs", family: "Load Balancer-Network", text: "Network LoadBalancer-hour (or partial hour)", price: 0.027 * Scale})
	units := w.sku(listing{service: balancing, region: r, usageType: r.Old() + "LCUUsage", operation: "LoadBalancing:Network", unit: "LCU-Hrs", family: "Load Balancer-Network", text: "Network load balancer capacity unit-hour (or partial hour)", price: 0.006 * Scale})
	w.series(Series{Account: w.streaming, SKU: hours, Resource: l.ARN, Tags: t, Shape: Shape{Base: Scale}})
	w.series(Series{Account: w.streaming, SKU: units, Resource: l.ARN, Tags: t, Shape: Shape{Base: 2 * Scale, Rhythm: Consumer, Noise: 60_000}})
	for z, nic := range l.Interfaces {
		w.visitors(Flow{
			Name: "devices reach the stream in " + nic.Subnet.ZoneID, Src: End{Address: fmt.Sprintf("203.0.113.%d", 120+z), Host: "devices"}, Path: 8,
			Out: steady(Consumer, 2100*mega), Back: steady(Consumer, 60*mega), Connections: 500,
		}, l, nic)
		for _, s := range private[:2] {
			to := w.named("ingest-" + s.ZoneID[len(s.ZoneID)-1:])
			flow := w.flow(Flow{
				Name: "load balancer in " + nic.Subnet.ZoneID + " to " + to.Name, Src: End{Interface: nic}, Dst: End{Interface: to.Interface, Port: 8443}, Path: 1,
				Out: steady(Consumer, 1040*mega), Back: steady(Consumer, 30*mega), Connections: 80,
			})
			if s.ZoneID != nic.Subnet.ZoneID {
				w.crossing(flow, balancing, w.streaming, l.ARN, nic.Subnet.ZoneID, t, false)
				w.crossing(flow, ec2, w.streaming, to.ID, s.ZoneID, to.Tags, true)
			}
		}
	}
}
