package netflow

import (
	"cmp"
	"maps"
	"math"
	"net/netip"
	"slices"
	"strings"
)

// all puts what was seen into flows, in an order that does not change.
func (w *watch) all() []Flow {
	var list []Flow
	for _, key := range slices.SortedFunc(maps.Keys(w.flows), sighting.compare) {
		list = append(list, w.flow(w.flows[key])...)
	}
	return append(list, w.dark()...)
}

// compare orders flows.
func (s sighting) compare(o sighting) int {
	reply := 0
	if s.reply != o.reply {
		reply = 1
		if o.reply {
			reply = -1
		}
	}
	return cmp.Or(
		cmp.Compare(s.day, o.day), s.src.Compare(o.src), s.dst.Compare(o.dst), cmp.Compare(s.srcNet, o.srcNet), cmp.Compare(s.dstNet, o.dstNet), cmp.Compare(s.port, o.port),
		cmp.Compare(s.protocol, o.protocol), reply, cmp.Compare(s.srcKnown, o.srcKnown), cmp.Compare(s.dstKnown, o.dstKnown), cmp.Compare(s.srcWhat, o.srcWhat), cmp.Compare(s.dstWhat, o.dstWhat),
	)
}

// flow makes the rows of a flow: one, or one for each NAT gateway that it used on the day.
func (w *watch) flow(s *seen) []Flow {
	most, between := s.most()
	f := Flow{Day: s.key.day, Source: s.src.End, Destination: s.dst.End, Port: s.key.port, Protocol: s.key.protocol, Reply: s.key.reply, Path: UnknownPath}
	if between.bytes == 0 {
		w.lead(&f, s)
		f.fill(most)
		return []Flow{f}
	}
	var list []Flow
	rest := most
	const loss = 20 // a twentieth less is what logs lose; more went another way
	if other := f; most.bytes-between.bytes > most.bytes/loss {
		w.lead(&other, s)
		if other.Path != NAT && other.Path != UnknownPath {
			rest = between
			other.fill(tally{most.bytes - between.bytes, max(0, most.records-between.records), math.Max(0, most.estimated-between.estimated)})
			list = append(list, other)
		}
	}
	return append(list, w.split(f, s, between, rest)...)
}

// most is what the vantage point saw that saw most, and what all NAT gateways saw.
func (s *seen) most() (most, between tally) {
	for _, t := range s.nats {
		between.add(t.bytes, t.records, t.estimated)
	}
	most = between
	for _, t := range []tally{s.sender, s.receiver} {
		if t.bytes > most.bytes {
			most = t
		}
	}
	for _, t := range s.transits {
		if t.bytes > most.bytes {
			most = *t
		}
	}
	return most, between
}

// split shares a flow among its NAT gateways by what each saw.
func (w *watch) split(f Flow, s *seen, between, all tally) []Flow {
	var list []Flow
	left := all
	gateways := slices.Sorted(maps.Keys(s.nats))
	for i, id := range gateways {
		share := left
		if i < len(gateways)-1 {
			part := float64(s.nats[id].bytes) / float64(between.bytes)
			share = tally{int64(float64(all.bytes) * part), int64(float64(all.records) * part), all.estimated * part}
		}
		left = tally{left.bytes - share.bytes, left.records - share.records, left.estimated - share.estimated}
		one := f
		w.through(&one, s, id)
		one.fill(share)
		list = append(list, one)
	}
	return list
}

// fill puts the sums into a flow.
func (f *Flow) fill(t tally) {
	f.Bytes, f.Records, f.Estimated = t.bytes, t.records, max(t.bytes, int64(t.estimated))
}

// through leads a flow through a NAT gateway, and before it through the transit gateway where it stands in another network.
func (w *watch) through(f *Flow, s *seen, gateway string) {
	nat := w.gateways[gateway]
	hop := Hop{NAT, gateway, nat.ZoneID, cmp.Or(nat.Account, ourAccount(s))}
	f.Path, f.Gateway, f.GatewayZone, f.Via = NAT, gateway, nat.ZoneID, []Hop{hop}
	user, outward := s.dst, false
	if s.src.VPC != "" && !s.src.public {
		user, outward = s.src, true
	}
	if nat.VPC != "" && user.VPC != "" && nat.VPC != user.VPC {
		if outward {
			f.Via = []Hop{w.attachment(user.VPC), hop}
		} else {
			f.Via = []Hop{hop, w.attachment(nat.VPC)}
		}
	}
	f.Crosses = len(crossings(f)) > 0
}

// ourAccount is the account of the end that is known.
func ourAccount(s *seen) string { return cmp.Or(s.src.Account, s.dst.Account) }

// attachment is the attachment of a network to a transit gateway: who sends pays.
func (w *watch) attachment(vpc string) Hop {
	account := w.book.vpcs[vpc].account
	if id := w.book.transits[vpc]; id != "" {
		return Hop{Path: TransitGateway, ID: id, Account: account}
	}
	for _, id := range w.book.links[vpc] {
		if strings.HasPrefix(id, "tgw-") {
			return Hop{Path: TransitGateway, ID: id, Account: account}
		}
	}
	return Hop{Path: TransitGateway, Account: account}
}

// lead finds the way of a flow that no NAT gateway told of.
func (w *watch) lead(f *Flow, s *seen) {
	src, dst := s.src.VPC != "" && !s.src.public, s.dst.VPC != "" && !s.dst.public
	switch {
	case src && dst:
		w.between(f, s)
	case src:
		w.outside(f, s, s.src, s.dst, true)
	case dst:
		w.outside(f, s, s.dst, s.src, false)
	}
	f.Crosses = len(crossings(f)) > 0
}

// between finds the way of a flow inside of our networks.
func (w *watch) between(f *Flow, s *seen) {
	if e, ok := endpointOf(s); ok {
		f.Path, f.Gateway, f.GatewayZone = InterfaceEndpoint, e.OwnerID, e.ZoneID
		return
	}
	if s.src.VPC == s.dst.VPC {
		switch {
		case s.src.ZoneID == "" || s.dst.ZoneID == "":
		case s.src.ZoneID != s.dst.ZoneID:
			f.Path = CrossZone
		default:
			f.Path = SameZone
		}
		return
	}
	kind, target := w.book.leads(s.src.Subnet, s.src.VPC, s.key.dst, "", s.first, s.last)
	if kind == "" {
		kind, target = w.book.leads(s.dst.Subnet, s.dst.VPC, s.key.src, "", s.first, s.last)
	}
	switch {
	case strings.HasPrefix(target, "tgw-"), kind == transitOwner, len(s.transits) > 0:
		hop := w.attachment(s.src.VPC)
		f.Path, f.Gateway, f.Via = TransitGateway, hop.ID, []Hop{hop}
	case strings.HasPrefix(target, "pcx-"), s.hint == nearPeering, s.hint == farPeering:
		f.Path, f.Gateway, f.Via = Peering, target, []Hop{{Path: Peering, ID: target}}
	}
	if f.Path != TransitGateway && s.src.Region != "" && s.dst.Region != "" && s.src.Region != s.dst.Region {
		f.Path = CrossRegion
	}
}

// endpointOf is the end that is an interface endpoint.
func endpointOf(s *seen) (place, bool) {
	for _, p := range []place{s.dst, s.src} {
		if p.OwnerType == endpointOwner {
			return p, true
		}
	}
	return place{}, false
}

// Codes of traffic-path.
const (
	nearPeering  = 4
	farPeering   = 5
	nearEndpoint = 7
	straight     = 8
)

// The types of targets of routes that lead to the internet.
const (
	openGateway  = "internet_gateway"
	openGateway6 = "egress_only_internet_gateway"
)

// outside finds the way between an end of ours and one that is not.
func (w *watch) outside(f *Flow, s *seen, ours, other place, outward bool) {
	far := s.key.src
	if outward {
		far = s.key.dst
	}
	kind, target := w.book.leads(ours.Subnet, ours.VPC, far, other.Service, s.first, s.last)
	if outward && s.hint == straight && kind != openGateway && kind != openGateway6 {
		kind, target = openGateway, ""
	}
	if outward && s.hint == nearEndpoint && kind != endpointOwner {
		kind, target = endpointOwner, ""
	}
	if kind == natOwner && other.Service == "" {
		if door := w.book.doorOf(ours.Subnet, ours.VPC, s.first, s.last); door != "" && w.silent(target, s.key.day, far) {
			kind, target = endpointOwner, door
		}
	}
	switch kind {
	case natOwner:
		if used := w.used(s, ours, outward); used != "" {
			target = used
		}
		w.through(f, s, target)
	case openGateway, openGateway6:
		f.Path, f.Gateway = Direct, target
		if other.Region != "" && ours.Region != "" && other.Region != ours.Region {
			f.Path = CrossRegion
		}
	case endpointOwner:
		f.Path, f.Gateway, f.Via = GatewayEndpoint, target, []Hop{{Path: GatewayEndpoint, ID: target, Account: ours.Account}}
	case "peering":
		f.Path, f.Gateway, f.Via = Peering, target, []Hop{{Path: Peering, ID: target}}
	default:
		if used := w.used(s, ours, outward); used != "" {
			w.through(f, s, used)
			return
		}
		if kind == transitOwner || len(s.transits) > 0 {
			hop := w.attachment(ours.VPC)
			f.Path, f.Gateway, f.Via = TransitGateway, cmp.Or(hop.ID, target), []Hop{hop}
		}
	}
}

// silent tells whether a NAT gateway has a log of the day, and did not reach an address by it.
func (w *watch) silent(gateway, day string, a netip.Addr) bool {
	at := w.lookouts[[2]string{day, cmp.Or(w.gateways[gateway].Interface, gateway)}]
	return at != nil && at.records > 0 && !w.reached[reach{day, gateway, a}]
}

// used is the NAT gateway that an address used most on the day, as the gateway's own log tells it; "" where none does.
func (w *watch) used(s *seen, ours place, outward bool) string {
	side, a := w.back, s.key.dst
	if outward {
		side, a = w.out, s.key.src
	}
	found, most := "", int64(0)
	for id := range w.gateways {
		if t := side[use{s.key.day, ours.VPC, id, a}]; t != nil && (t.bytes > most || t.bytes == most && id < found) {
			found, most = id, t.bytes
		}
	}
	return found
}

// dark are flows through NAT gateways of users whose own interfaces have no log: who, and how much, but not what for.
func (w *watch) dark() []Flow {
	var list []Flow
	for back, side := range []map[use]*tally{w.out, w.back} {
		for _, u := range slices.SortedFunc(maps.Keys(side), use.compare) {
			from := dayOf(u.day)
			user, ok := w.book.at(u.address, u.vpc, "", from, from.AddDate(0, 0, 1))
			if !ok {
				user, ok = w.book.pod(u.address, u.vpc, from, from.AddDate(0, 0, 1))
			}
			if !ok {
				user.End = End{Address: u.address.String(), VPC: u.vpc}
			}
			if ok && w.lookouts[[2]string{u.day, user.Interface}] != nil || !ok && w.logged[[2]string{u.day, u.vpc}] {
				continue
			}
			s := &seen{src: user}
			f := Flow{Day: u.day, Source: user.End}
			if back == 1 {
				s.src, s.dst = place{}, user
				f.Source, f.Destination = End{}, user.End
			}
			w.through(&f, s, u.gateway)
			f.fill(*side[u])
			list = append(list, f)
		}
	}
	return list
}

func (u use) compare(o use) int {
	return cmp.Or(cmp.Compare(u.day, o.day), u.address.Compare(o.address), cmp.Compare(u.vpc, o.vpc), cmp.Compare(u.gateway, o.gateway))
}

// crossing is that a flow leaves a zone: who sends, and who receives.
type crossing struct{ out, in node }

// node is a thing on the way of a flow.
type node struct{ id, other, kind, zone, account, region string }

func (e End) node() node {
	return node{cmp.Or(e.OwnerID, e.Interface), e.Interface, e.OwnerType, e.ZoneID, e.Account, e.Region}
}

// nodes are the things on the way of a flow, in their order.
func nodes(f *Flow) []node {
	list := []node{f.Source.node()}
	for _, h := range f.Via {
		list = append(list, node{id: h.ID, kind: string(h.Path), zone: h.ZoneID, account: h.Account})
	}
	return append(list, f.Destination.node())
}

// crossings are the steps at which a flow changes its zone within a region. Between two networks that a transit gateway joins there is none:
// it has interfaces in each zone.
func crossings(f *Flow) []crossing {
	if f.Path == CrossRegion {
		return nil
	}
	list := nodes(f)
	if f.Path == Peering { // a connection has no zone: the ends are next to each other
		list = []node{list[0], list[len(list)-1]}
	}
	var out []crossing
	for i := 1; i < len(list); i++ {
		a, b := list[i-1], list[i]
		if a.zone != "" && b.zone != "" && a.zone != b.zone && regionOf(a.zone) == regionOf(b.zone) {
			out = append(out, crossing{a, b})
		}
	}
	return out
}

// regionOf is the part of a zone's id that names the region.
func regionOf(zone string) string {
	r, _, _ := strings.Cut(zone, "-")
	return r
}
