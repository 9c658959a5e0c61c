package world

import (
	"fmt"
	"net/netip"
	"strings"
)

// VPC is a network of an account.
type VPC struct {
	ID, Name, CIDR string
	Account        *Account
	Region         Region
	Tags           Tags
	// Gateway is the internet gateway, Egress the egress-only one for IPv6, "" without one.
	Gateway, Egress string
	// IPv6 is the IPv6 block, "" without one.
	IPv6 string
}

// Subnet is a part of a VPC in one zone.
type Subnet struct {
	ID, Name, CIDR string
	VPC            *VPC
	// ZoneID is the zone's id (use1-az1); its name differs from account to account: Account.ZoneName.
	ZoneID string
	Public bool
	Table  *RouteTable
	// IPv6 is the IPv6 block, "" without one.
	IPv6 string
}

// RouteTable is a table of routes, some of which exist for a time only.
type RouteTable struct {
	ID, Name string
	VPC      *VPC
	Routes   []Route
}

// Route is where packets to a destination go.
type Route struct {
	Span
	// Destination is a CIDR, of IPv4 or IPv6, or the id of a prefix list (pl-…).
	Destination string
	// Target is the id of a gateway, interface, peering or attachment, or "local".
	Target string
}

// Interface is a network interface: what has an address.
type Interface struct {
	Span
	ID      string
	Account *Account
	Subnet  *Subnet
	// Address is the primary private address.
	Address string
	// Public is the public address, "" without one. PublicID is the allocation (eipalloc-…), "" where AWS lends it.
	Public, PublicID string
	// IPv6 is the IPv6 address, and Prefixes are the blocks (/28) that pods have their addresses from; each may be missing.
	IPv6     string
	Prefixes []string
	// Kind is interface, branch, nat_gateway, load_balancer, network_load_balancer, lambda, vpc_endpoint, transit_gateway, or rds, as
	// describe-network-interfaces and flow logs name it.
	Kind string
	// Instance is the id of the own instance that holds it (i-…), "" for interfaces of services.
	Instance string
	// Owner is the id or ARN of the resource that it belongs to.
	Owner string
	// Description is what EC2 writes on it.
	Description string
	Tags        Tags
}

// NATGateway is a NAT gateway: a zonal one, with a subnet and an interface, or a regional one.
type NATGateway struct {
	Span
	ID, Name string
	Account  *Account
	// Subnet and Interface are nil for a regional gateway, which has Regional instead.
	Subnet    *Subnet
	Interface *Interface
	Regional  *Regional
	Tags      Tags
}

// Regional is what a regional NAT gateway has: a network, and an address in each zone that it is active in. Faces are how it shows there: it
// has no interfaces of its own, so they have no id, and are not among the world's.
type Regional struct {
	VPC       *VPC
	Addresses []*Elastic
	Faces     []*Interface
}

// Face returns how the gateway shows in a zone: the first one where it is not active there.
func (r *Regional) Face(zone string) *Interface {
	for _, i := range r.Faces {
		if i.Subnet.ZoneID == zone {
			return i
		}
	}
	return r.Faces[0]
}

// Elastic is an Elastic IP.
type Elastic struct {
	Span
	// ID is the allocation (eipalloc-…).
	ID, Name, Address string
	Account           *Account
	Region            Region
	// ZoneID is the zone in which a regional NAT gateway uses it, "" for others. Idle tells that nothing uses it.
	ZoneID string
	Idle   bool
	Tags   Tags
}

// ARN returns the name that the bill has for it.
func (e *Elastic) ARN() string { return arn("ec2", e.Region, e.Account, "elastic-ip/"+e.ID) }

// Network returns the gateway's network.
func (n *NATGateway) Network() *VPC {
	if n.Regional != nil {
		return n.Regional.VPC
	}
	return n.Subnet.VPC
}

// addresses returns the names that the bill has for its addresses.
func (n *NATGateway) addresses() []string {
	if n.Regional == nil {
		return []string{arn("ec2", n.Network().Region, n.Account, "elastic-ip/"+n.Interface.PublicID)}
	}
	var list []string
	for _, a := range n.Regional.Addresses {
		list = append(list, a.ARN())
	}
	return list
}

// ARN returns the name that the bill has for it.
func (n *NATGateway) ARN() string {
	return fmt.Sprintf("arn:aws:ec2:%s:%s:natgateway/%s", n.Network().Region.Code, n.Account.ID, n.ID)
}

// Endpoint is a VPC endpoint.
type Endpoint struct {
	Span
	ID, Name string
	VPC      *VPC
	// Service is such as com.amazonaws.us-east-1.s3.
	Service string
	// Gateway tells a gateway endpoint, which routes in Tables point at, from an interface endpoint, which has Interfaces.
	Gateway    bool
	Tables     []*RouteTable
	Interfaces []*Interface
	Tags       Tags
}

// LoadBalancer is a load balancer with an interface in each of its subnets.
type LoadBalancer struct {
	Span
	ARN, Name string
	// Type is application or network.
	Type       string
	Account    *Account
	VPC        *VPC
	Interfaces []*Interface
	Tags       Tags
}

// TransitGateway is a transit gateway.
type TransitGateway struct {
	ID, Name string
	Account  *Account
	Region   Region
}

// Attachment ties a VPC to the transit gateway of the network account.
type Attachment struct {
	Span
	ID, Gateway string
	VPC         *VPC
	Interfaces  []*Interface
}

// Peering joins two VPCs.
type Peering struct {
	Span
	ID                  string
	Requester, Accepter *VPC
}

// vpc adds a VPC with an internet gateway.
func (b *builder) vpc(a *Account, r Region, name, cidr string, pairs ...string) *VPC {
	v := &VPC{ID: b.id("vpc-", short, a.ID, name), Name: name, CIDR: cidr, Account: a, Region: r, Tags: tags(pairs...), Gateway: b.id("igw-", short, a.ID, name)}
	b.VPCs = append(b.VPCs, v)
	return v
}

// table adds a table of routes to a VPC. Public tables lead to the internet gateway.
func (b *builder) table(v *VPC, name string, public bool) *RouteTable {
	t := &RouteTable{ID: b.id("rtb-", short, v.ID, name), Name: name, VPC: v, Routes: []Route{{Always(), v.CIDR, "local"}}}
	if public {
		t.Routes = append(t.Routes, Route{Always(), "0.0.0.0/0", v.Gateway})
	}
	b.RouteTables = append(b.RouteTables, t)
	return t
}

// subnet adds the n-th /24 of a VPC's /16, in a zone.
func (b *builder) subnet(t *RouteTable, name string, n, zone int, public bool) *Subnet {
	v := t.VPC
	parts := strings.Split(v.CIDR, ".")
	s := &Subnet{
		ID: b.id("subnet-", short, v.ID, name), Name: name, CIDR: fmt.Sprintf("%s.%s.%d.0/24", parts[0], parts[1], n),
		VPC: v, ZoneID: v.Region.ZoneID(zone), Public: public, Table: t,
	}
	if v.IPv6 != "" {
		s.IPv6 = fmt.Sprintf("%s%02x::/64", strings.TrimSuffix(v.IPv6, "00::/56"), n)
	}
	b.Subnets = append(b.Subnets, s)
	return s
}

// nic adds an interface with the next free address of its subnet, or the address that is given.
func (b *builder) nic(i Interface, name, address string) *Interface {
	s := i.Subnet
	if i.Account == nil {
		i.Account = s.VPC.Account
	}
	if address == "" {
		b.addresses[s.ID]++
		address = fmt.Sprintf("%s.%d", s.CIDR[:strings.LastIndexByte(s.CIDR, '.')], 9+b.addresses[s.ID])
	}
	i.Address = address
	if s.IPv6 != "" {
		i.IPv6 = strings.TrimSuffix(s.IPv6, ":/64") + ":" + address[strings.LastIndexByte(address, '.')+1:]
	}
	i.ID = b.id("eni-", short, s.ID, name)
	if i.Kind == "" {
		i.Kind = "interface"
	}
	b.Interfaces = append(b.Interfaces, &i)
	return &i
}

// public returns a public address that nobody else of this world has, of a range that AWS holds.
func (b *builder) public() string {
	b.addresses["public"]++
	n := b.addresses["public"]
	if b.Home.Code == Frankfurt().Code {
		return fmt.Sprintf("3.121.%d.%d", 10+n/200, 20+n%200)
	}
	return fmt.Sprintf("52.20.%d.%d", 10+n/200, 20+n%200)
}

// Owned is who had an address from when to when.
type Owned struct {
	Span
	Address string
	// VPC is "" for public addresses.
	VPC       string
	Interface *Interface
}

// Addresses returns who had which address, private and public, over all time. Addresses go from hand to hand. Those of pods are those of the
// interface that has their block.
func (w *World) Addresses() []Owned {
	var list []Owned
	for _, i := range w.Interfaces {
		list = append(list, Owned{i.Span, i.Address, i.Subnet.VPC.ID, i})
		if i.Public != "" {
			list = append(list, Owned{i.Span, i.Public, "", i})
		}
		if i.IPv6 != "" {
			list = append(list, Owned{i.Span, i.IPv6, "", i})
		}
	}
	for _, p := range w.Pods {
		if i := p.Node.Pods; i != nil && netip.MustParsePrefix(i.Prefixes[0]).Contains(netip.MustParseAddr(p.Address)) {
			list = append(list, Owned{p.Span, p.Address, i.Subnet.VPC.ID, i})
		}
	}
	for _, n := range w.NATs {
		if n.Regional != nil {
			for _, i := range n.Regional.Faces {
				list = append(list, Owned{n.Span, i.Public, "", i})
			}
		}
	}
	return list
}
