package world

import "strings"

// crossing adds, for a flow that leaves the zone of its source, the charge of either direction at the source. Operations are
// InterZone-Out and InterZone-In as seen from there.
func (b *builder) crossing(f *Flow, s *Service, a *Account, resource, zone string, t Tags, back bool) {
	r := b.regionOf(zone)
	out, in := "InterZone-Out", "InterZone-In"
	if f.Peering != nil {
		out, in = "VPCPeering-Out", "VPCPeering-In"
	}
	if back { // seen from the other end, what goes out of the source comes in
		out, in = in, out
	}
	b.bill(f, b.transfer(s, r, out, a, resource, zone, t), false)
	b.bill(f, b.transfer(s, r, in, a, resource, zone, t), true)
}

// transfer returns the series of regional traffic of a resource, making it when it is new.
func (b *builder) transfer(s *Service, r Region, operation string, a *Account, resource, zone string, t Tags) *Series {
	return b.metered(b.regional(s, r, operation), a, resource, zone, t)
}

// metered returns the series of a SKU at a resource that bills flows, making it when it is new.
func (b *builder) metered(k *SKU, a *Account, resource, zone string, t Tags) *Series {
	for _, s := range b.Series {
		if s.SKU == k && s.Resource == resource && s.Account == a && s.Legs != nil {
			return s
		}
	}
	return b.meter(Series{Account: a, SKU: k, Resource: resource, ZoneID: zone, Tags: t})
}

// regionOf returns the region of a zone id.
func (b *builder) regionOf(zone string) Region {
	for _, r := range []Region{Tokyo(), Frankfurt(), Ireland()} {
		if strings.HasPrefix(zone, r.Zones+"-") {
			return r
		}
	}
	return Virginia()
}

// throughNAT adds a flow of an instance that a NAT gateway translates: the gateway bills both directions; if it stands in another
// zone, both ends pay for the way there; and what leaves for the internet is charged at the gateway. Traffic to services of the same
// region is free beyond that.
func (b *builder) throughNAT(f Flow, from *Instance, nat *NATGateway) {
	f.from(from)
	f.NAT, f.Path = nat, 1
	flow := b.flow(f)
	r := nat.Subnet.VPC.Region
	zone := nat.Subnet.ZoneID
	b.bill(flow, b.metered(b.natBytes(r), nat.Account, nat.ARN(), zone, nat.Tags), false, true)
	if zone != from.Subnet.ZoneID {
		b.crossing(flow, ec2, from.Account, from.ID, from.Subnet.ZoneID, from.Tags, false)
		b.crossing(flow, ec2, nat.Account, nat.ARN(), zone, nat.Tags, true)
	}
	if flow.Dst.Service == "" {
		b.bill(flow, b.metered(b.out(ec2, r, "NatGateway"), nat.Account, nat.ARN(), zone, nat.Tags), false)
		b.bill(flow, b.metered(b.in(ec2, r, "NatGateway"), nat.Account, nat.ARN(), zone, nat.Tags), true)
	}
}

// within adds a flow between two interfaces of one VPC. Between zones the source pays for both directions; the target too, if it is
// an instance: databases do not.
func (b *builder) within(f Flow, from *Instance, to *Interface, other *Instance) *Flow {
	f.from(from)
	f.Dst.Interface, f.Path = to, 1
	flow := b.flow(f)
	if to.Subnet.ZoneID != from.Subnet.ZoneID {
		b.crossing(flow, ec2, from.Account, from.ID, from.Subnet.ZoneID, from.Tags, false)
		if other != nil {
			b.crossing(flow, ec2, other.Account, other.ID, other.Subnet.ZoneID, other.Tags, true)
		}
	}
	return flow
}

// visitors adds the flow of the world's browsers to one of the interfaces of a load balancer: answers leave for the internet.
func (b *builder) visitors(f Flow, l *LoadBalancer, i *Interface) {
	f.Dst.Interface = i
	f.Dst.Port = 443
	flow := b.flow(f)
	r := l.VPC.Region
	b.bill(flow, b.metered(b.in(balancing, r, "LoadBalancing"), l.Account, l.ARN, "", l.Tags), false)
	b.bill(flow, b.metered(b.out(balancing, r, "LoadBalancing"), l.Account, l.ARN, "", l.Tags), true)
}

// nat adds a NAT gateway with its interface, hours and address. Until an hour it is there because of an incident, if that is not "".
func (b *builder) nat(s *Subnet, name string, span Span, t Tags, incident string, until Hour) *NATGateway {
	a := s.VPC.Account
	n := &NATGateway{Span: span, ID: b.id("nat-", short, s.ID, name), Name: name, Account: a, Subnet: s, Tags: t.with("Name", name)}
	n.Interface = b.nic(Interface{
		Span: span, Subnet: s, Kind: "nat_gateway", Owner: n.ID, Public: b.public(), PublicID: b.id("eipalloc-", short, s.ID, name),
		Description: "Interface for NAT Gateway " + n.ID,
	}, name, "")
	b.NATs = append(b.NATs, n)
	r := s.VPC.Region
	hold := func(span Span, incident string) {
		if span.From >= span.To {
			return
		}
		b.series(Series{Account: a, SKU: b.natHours(r), Resource: n.ARN(), ZoneID: s.ZoneID, Tags: t, Incident: incident, Shape: Shape{Span: span, Base: Scale}})
		b.series(Series{
			Account: a, SKU: b.publicIPv4(r, "DescribeNetworkInterfaces"), Resource: arn("ec2", r, a, "elastic-ip/"+n.Interface.PublicID), Tags: t, Incident: incident,
			Every: Daily, Shape: Shape{Span: span, Base: Scale},
		})
	}
	hold(Span{span.From, min(until, span.To)}, incident)
	hold(Span{max(until, span.From), span.To}, "")
	return n
}

// balancer adds an application load balancer in some subnets, with its hours and capacity units.
func (b *builder) balancer(name string, t Tags, lcu Shape, subnets ...*Subnet) *LoadBalancer {
	v := subnets[0].VPC
	l := &LoadBalancer{Span: Always(), Name: name, Type: "application", Account: v.Account, VPC: v, Tags: t}
	l.ARN = arn("elasticloadbalancing", v.Region, v.Account, "loadbalancer/app/"+name+"/"+b.id("", 16, v.ID, name))
	for _, s := range subnets {
		l.Interfaces = append(l.Interfaces, b.nic(Interface{
			Span: Always(), Subnet: s, Kind: "load_balancer", Owner: l.ARN, Public: b.public(), Description: "ELB app/" + name,
		}, name, ""))
	}
	b.Balancers = append(b.Balancers, l)
	r := v.Region
	hours := b.sku(listing{service: balancing, region: r, usageType: r.Old() + "LoadBalancerUsage", operation: "LoadBalancing:Application", unit: "Hrs", family: "Load Balancer-Application", text: "Application LoadBalancer-hour (or partial hour)", price: 0.0225 * Scale})
	units := b.sku(listing{service: balancing, region: r, usageType: r.Old() + "LCUUsage", operation: "LoadBalancing:Application", unit: "LCU-Hrs", family: "Load Balancer-Application", text: "Application load balancer capacity unit-hour (or partial hour)", price: 0.008 * Scale})
	b.series(Series{Account: v.Account, SKU: hours, Resource: l.ARN, Tags: t, Shape: Shape{Base: Scale}})
	b.series(Series{Account: v.Account, SKU: units, Resource: l.ARN, Tags: t, Shape: lcu})
	return l
}

// interfaceEndpoint adds an interface endpoint with an interface in each subnet.
func (b *builder) interfaceEndpoint(name, service string, t Tags, subnets ...*Subnet) *Endpoint {
	v := subnets[0].VPC
	e := &Endpoint{Span: Always(), ID: b.id("vpce-", short, v.ID, name), Name: name, VPC: v, Service: "com.amazonaws." + v.Region.Code + "." + service, Tags: t}
	r := v.Region
	hours := b.sku(listing{service: vpcs, region: r, usageType: r.Prefix + "-VpcEndpoint-Hours", operation: "VpcEndpoint", unit: "Hrs", family: "VpcEndpoint", text: "VPC Endpoint Hour", price: endpointPrice(r)})
	for _, s := range subnets {
		e.Interfaces = append(e.Interfaces, b.nic(Interface{Span: Always(), Subnet: s, Kind: "vpc_endpoint", Owner: e.ID, Description: "VPC Endpoint Interface " + e.ID}, name, ""))
	}
	b.series(Series{
		Account: v.Account, SKU: hours, Resource: arn("ec2", r, v.Account, "vpc-endpoint/"+e.ID), Tags: t, Shape: Shape{Base: Scale * int64(len(subnets))},
	})
	b.Endpoints = append(b.Endpoints, e)
	return e
}

// toEndpoint adds a flow of an instance to an interface endpoint, to the interface in its own zone where there is one.
func (b *builder) toEndpoint(f Flow, from *Instance, e *Endpoint) {
	target := e.Interfaces[0]
	for _, i := range e.Interfaces {
		if i.Subnet.ZoneID == from.Subnet.ZoneID {
			target = i
		}
	}
	f.Endpoint, f.Dst.Port = e, 443
	flow := b.within(f, from, target, nil)
	r := e.VPC.Region
	bytes := b.sku(listing{service: vpcs, region: r, usageType: r.Prefix + "-VpcEndpoint-Bytes", operation: "VpcEndpoint", unit: "GB", family: "VpcEndpoint", text: "GB Data Processed by VPC Endpoints", price: endpointBytesPrice})
	b.bill(flow, b.metered(bytes, e.VPC.Account, arn("ec2", r, e.VPC.Account, "vpc-endpoint/"+e.ID), "", e.Tags), false, true)
}
