package netflow

import (
	"cmp"
	"maps"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// How flows are found. Every packet is logged at each interface that it passes: where it leaves its sender, where it arrives, and in between
// twice at a NAT gateway. Each leg becomes a sighting of one flow, keyed by its true ends, from one vantage point; the bytes of a flow are
// those of the vantage point that saw most, never a sum over several. The public side of a NAT gateway says nothing new and is left out.
// Where the records do not tell the packet's own addresses (the default format), the private side tells who used the gateway, and what the
// user's own interface saw tells what for.

// sighting is the key of a flow. Networks keep equal private addresses apart, and interfaces those that moved within the day.
type sighting struct {
	day                string
	src, dst           netip.Addr
	srcNet, dstNet     string
	port, protocol     int
	reply              bool
	srcKnown, dstKnown string
	srcWhat, dstWhat   string // the services, of ends that stand for many addresses
}

// tally is what one vantage point saw.
type tally struct {
	bytes, records int64
	estimated      float64
}

func (t *tally) add(bytes, records int64, estimated float64) {
	t.bytes, t.records, t.estimated = t.bytes+bytes, t.records+records, t.estimated+estimated
}

// seen is a flow while it is put together.
type seen struct {
	key              sighting
	src, dst         place
	first, last      time.Time
	hint             int // traffic-path as its sender saw it
	sender, receiver tally
	nats             map[string]*tally // by gateway
	transits         map[string]*tally // by interface
}

// use is that an address used a gateway, from one side of it.
type use struct {
	day, vpc, gateway string
	address           netip.Addr
}

// watch puts legs together.
type watch struct {
	book     *book
	ranges   Ranges
	lookouts map[[2]string]*lookout // by day and interface, or the gateway that has none
	missed   map[[2]string]float64  // by day and network
	moving   map[netip.Addr]bool
	own      map[string]map[netip.Addr]bool
	gateways map[string]place    // NAT gateways by id
	near     map[string][]string // by VPC, its neighbours
	logged   map[[2]string]bool  // by day and VPC, whether interfaces of its own users have logs
	flows    map[sighting]*seen
	out      map[use]*tally // from the address to a gateway that does not tell what for
	back     map[use]*tally
	reached  map[reach]bool // what gateways sent to, or got from, as far as they do not tell for whom
}

// reach is that a gateway reached an address outside.
type reach struct {
	day, gateway string
	address      netip.Addr
}

func newWatch(b *book, ranges Ranges, list []lookout, legs []leg, moving []string) *watch {
	w := &watch{
		book: b, ranges: ranges, lookouts: map[[2]string]*lookout{}, missed: gaps(list), moving: map[netip.Addr]bool{}, own: map[string]map[netip.Addr]bool{},
		gateways: map[string]place{}, near: map[string][]string{}, logged: map[[2]string]bool{}, flows: map[sighting]*seen{}, out: map[use]*tally{}, back: map[use]*tally{}, reached: map[reach]bool{},
	}
	for i := range list {
		w.lookouts[[2]string{list[i].day, w.name(&list[i])}] = &list[i]
		p, _ := best(b.interfaces[list[i].interfaceID], dayOf(list[i].day), dayOf(list[i].day))
		if kind := cmp.Or(p.OwnerType, list[i].kind); kind != natOwner && kind != transitOwner && list[i].interfaceID != "" {
			w.logged[[2]string{list[i].day, cmp.Or(list[i].vpc, p.VPC)}] = true
		}
	}
	for _, p := range b.regional {
		w.gateways[p.OwnerID] = p
	}
	for _, a := range moving {
		w.moving[netip.MustParseAddr(a)] = true
	}
	w.learn(list, legs)
	for _, id := range slices.Sorted(maps.Keys(b.interfaces)) {
		for _, p := range b.interfaces[id] {
			if w.own[id] == nil {
				w.own[id] = map[netip.Addr]bool{}
			}
			w.own[id][netip.MustParseAddr(p.Address)] = true
			if p.OwnerType == natOwner {
				w.gateways[p.OwnerID] = p
			}
		}
	}
	return w
}

// name is what keeps the records of a vantage point: its interface, or the NAT gateway that has none. The default format does not name that
// one either: it is the only one of its account, or nobody knows.
func (w *watch) name(l *lookout) string {
	if l.interfaceID != "" || l.resource != "" {
		return cmp.Or(l.interfaceID, l.resource)
	}
	name := ""
	for _, p := range w.book.regional {
		if p.Account == l.account {
			if name != "" {
				return ""
			}
			name = p.OwnerID
		}
	}
	return name
}

// learn adds the interfaces that no inventory tells of: their address is the one that stands in all of their records.
func (w *watch) learn(list []lookout, legs []leg) {
	counts, all := map[string]map[netip.Addr]int64{}, map[string]int64{}
	for i := range legs {
		l := &legs[i]
		if l.interfaceID == "" || len(w.book.interfaces[l.interfaceID]) > 0 {
			continue
		}
		if counts[l.interfaceID] == nil {
			counts[l.interfaceID] = map[netip.Addr]int64{}
		}
		// A record that says its direction counts double for the own side. What stands for many addresses is none of ours.
		for _, a := range []netip.Addr{l.src, l.dst} {
			if !isMany(a) {
				counts[l.interfaceID][a]++
			}
		}
		switch {
		case l.direction == egress || l.direction == "" && inside(l.src) && !inside(l.dst):
			counts[l.interfaceID][l.src]++
		case l.direction == ingress || l.direction == "" && inside(l.dst) && !inside(l.src):
			counts[l.interfaceID][l.dst]++
		}
		all[l.interfaceID]++
	}
	told := map[string]lookout{}
	for _, l := range list {
		told[l.interfaceID] = l
	}
	for _, id := range slices.Sorted(maps.Keys(counts)) {
		var own netip.Addr
		for _, a := range slices.SortedFunc(maps.Keys(counts[id]), netip.Addr.Compare) {
			if !own.IsValid() || counts[id][a] > counts[id][own] {
				own = a
			}
		}
		if counts[id][own] < all[id] {
			continue // a gateway with several addresses: there is no telling which is whose
		}
		p := place{End: endOf(told[id])}
		p.Address = own.String()
		if s, ok := w.book.subnets[p.Subnet]; ok {
			p.SubnetName, p.ZoneID, p.VPC = s.name, cmp.Or(p.ZoneID, s.zone), cmp.Or(p.VPC, s.vpc)
		}
		w.book.interfaces[id] = []place{p}
		w.book.places[own] = append(w.book.places[own], p)
	}
}

// The directions as records tell them.
const (
	egress  = "egress"
	ingress = "ingress"
)

// endOf is an interface as its own records tell it.
func endOf(l lookout) End {
	e := End{Interface: l.interfaceID, OwnerType: l.kind, Account: l.account, VPC: l.vpc, Subnet: l.subnet, ZoneID: l.zone, Region: l.region}
	switch {
	case l.instance != "":
		e.OwnerType, e.OwnerID = "instance", l.instance
	case l.kind == natOwner:
		e.OwnerID = l.resource
	}
	return e
}

// take takes a leg.
func (w *watch) take(l *leg) {
	name := w.name(&lookout{interfaceID: l.interfaceID, resource: l.resource, account: l.account})
	at := w.lookouts[[2]string{l.day, name}]
	if at == nil || !l.src.IsValid() || !l.dst.IsValid() {
		return
	}
	owner, _ := best(w.book.interfaces[l.interfaceID], l.first, l.last)
	if owner.Interface == "" {
		owner.End = endOf(*at)
	}
	kind := cmp.Or(owner.OwnerType, at.kind)
	switch {
	case l.interfaceID == "" && strings.HasPrefix(name, "nat-"):
		w.regional(l, at, name)
	case kind == natOwner:
		w.translated(l, at, owner)
	case kind == transitOwner:
		if !l.bare && (l.pktSrc != l.src || l.pktDst != l.dst) {
			w.see(l, at, owner, "").transit(l, at, w)
		}
	default:
		w.ended(l, at, owner)
	}
}

// translated takes a leg of a NAT gateway: of its private side, since the public one tells the same again.
func (w *watch) translated(l *leg, at *lookout, owner place) {
	own := w.own[l.interfaceID]
	in, out := own[l.dst], own[l.src]
	switch {
	case !l.bare && (in && l.pktDst != l.dst || out && l.pktSrc != l.src):
		w.see(l, at, owner, "").nat(owner.OwnerID, l, at, w)
	case l.bare && in && w.ours(l.src, at, owner, l):
		w.note(w.out, l, at, owner, l.src)
	case l.bare && out && w.ours(l.dst, at, owner, l):
		w.note(w.back, l, at, owner, l.dst)
	case in:
		w.reached[reach{l.day, owner.OwnerID, l.src}] = true
	case out:
		w.reached[reach{l.day, owner.OwnerID, l.dst}] = true
	}
}

// ours tells whether an address is one of a network that is known.
func (w *watch) ours(a netip.Addr, at *lookout, owner place, l *leg) bool {
	p := w.end(a, at, owner, "", l)
	return !p.public && (p.VPC != "" || inside(a))
}

// note notes that an address used a gateway.
func (w *watch) note(side map[use]*tally, l *leg, at *lookout, owner place, a netip.Addr) {
	u := use{l.day, w.end(a, at, owner, "", l).VPC, owner.OwnerID, a}
	if side[u] == nil {
		side[u] = &tally{}
	}
	side[u].add(l.bytes, l.records, w.estimate(l, at))
}

// regional takes a leg of a NAT gateway that has no interface: the legs of the internet have a public address on both sides.
func (w *watch) regional(l *leg, at *lookout, gateway string) {
	var own place
	own.Account, own.VPC = at.account, cmp.Or(at.vpc, w.gateways[gateway].VPC)
	if w.ours(l.src, at, own, l) || w.ours(l.dst, at, own, l) {
		w.see(l, at, own, "").nat(gateway, l, at, w)
		return
	}
	w.reached[reach{l.day, gateway, l.src}], w.reached[reach{l.day, gateway, l.dst}] = true, true
}

// ended takes a leg of an interface that is an end of the flow, or stands in between and tells nothing of itself.
func (w *watch) ended(l *leg, at *lookout, owner place) {
	own := w.own[l.interfaceID]
	leaves := l.direction != ingress
	switch {
	case own[l.src] && !own[l.dst]:
		leaves = true
	case own[l.dst] && !own[l.src]:
		leaves = false
	case own[l.src] && own[l.dst]: // its own loop
	case l.direction == "":
		return
	}
	if leaves {
		s := w.see(l, at, owner, egress)
		s.sender.add(l.bytes, l.records, w.estimate(l, at))
		s.hint = max(s.hint, l.path)
		return
	}
	w.see(l, at, owner, ingress).receiver.add(l.bytes, l.records, w.estimate(l, at))
}

// nat and transit add what a gateway saw.
func (s *seen) nat(gateway string, l *leg, at *lookout, w *watch) {
	if s.nats == nil {
		s.nats = map[string]*tally{}
	}
	if s.nats[gateway] == nil {
		s.nats[gateway] = &tally{}
	}
	s.nats[gateway].add(l.bytes, l.records, w.estimate(l, at))
}

func (s *seen) transit(l *leg, at *lookout, w *watch) {
	if s.transits == nil {
		s.transits = map[string]*tally{}
	}
	if s.transits[l.interfaceID] == nil {
		s.transits[l.interfaceID] = &tally{}
	}
	s.transits[l.interfaceID].add(l.bytes, l.records, w.estimate(l, at))
}

// estimate is the bytes with what was missed.
func (w *watch) estimate(l *leg, at *lookout) float64 {
	n := float64(l.bytes) * at.missed()
	if g, ok := w.missed[[2]string{l.day, networkOf(*at)}]; ok {
		n *= g
	}
	return n
}

// see finds the flow of a leg. Side is which end the interface is, "" for neither.
func (w *watch) see(l *leg, at *lookout, owner place, side string) *seen {
	src, dst := w.end(l.pktSrc, at, owner, l.srcService, l), w.end(l.pktDst, at, owner, l.dstService, l)
	switch side {
	case egress:
		src = w.self(src, l.pktSrc, owner)
	case ingress:
		dst = w.self(dst, l.pktDst, owner)
	}
	from, to := l.pktSrc, l.pktDst
	if l.bare { // the node's own records do not tell of its pods, so that others' cannot either
		from, to = src.asNode(from), dst.asNode(to)
	}
	key := sighting{day: l.day, src: from, dst: to, srcNet: src.net(), dstNet: dst.net(), port: l.port, protocol: l.protocol, reply: l.reply}
	if w.moving[l.pktSrc] {
		key.srcKnown = src.Interface
	}
	if w.moving[l.pktDst] {
		key.dstKnown = dst.Interface
	}
	if isMany(l.pktSrc) {
		key.srcWhat = src.Service
	}
	if isMany(l.pktDst) {
		key.dstWhat = dst.Service
	}
	s := w.flows[key]
	if s == nil {
		s = &seen{key: key, src: src, dst: dst, first: l.first, last: l.last}
		w.flows[key] = s
	}
	s.src, s.dst = s.src.or(src), s.dst.or(dst)
	if l.first.Before(s.first) {
		s.first = l.first
	}
	if l.last.After(s.last) {
		s.last = l.last
	}
	return s
}

// asNode makes the primary address of an interface of its others, such as those of pods, and returns it.
func (p *place) asNode(a netip.Addr) netip.Addr {
	node, err := netip.ParseAddr(p.node)
	if err != nil {
		return a
	}
	p.Address = p.node
	return node
}

// net is what keeps equal private addresses apart.
func (p *place) net() string {
	if p.public {
		return ""
	}
	return p.VPC
}

// or is the place that tells more.
func (p place) or(other place) place {
	if p.Interface == "" && other.Interface != "" || p.Service == "" && other.Service != "" && other.Interface == p.Interface {
		return other
	}
	return p
}

// self is the end that the interface itself is: a pod's address that nobody tells of belongs to its node.
func (w *watch) self(p place, a netip.Addr, owner place) place {
	if p.Interface != "" && p.Interface == owner.Interface || p.OwnerID != "" && p.Interface != "" {
		return p
	}
	owner.Address, owner.public = a.String(), false
	return owner
}

// end says who an address of a leg is.
func (w *watch) end(a netip.Addr, at *lookout, owner place, service string, l *leg) place {
	if isMany(a) {
		return place{End: End{Many: true, Service: service}, public: true}
	}
	vpc, account := cmp.Or(owner.VPC, at.vpc), cmp.Or(owner.Account, at.account)
	if p, ok := w.book.at(a, vpc, account, l.first, l.last); ok {
		return p
	}
	p := place{End: End{Address: a.String()}}
	for _, network := range append([]string{vpc}, w.neighbours(vpc)...) {
		if p, ok := w.book.pod(a, network, l.first, l.last); ok {
			return p
		}
		if id := w.book.lies(a, network); id != "" {
			s := w.book.subnets[id]
			p.Subnet, p.SubnetName, p.VPC, p.ZoneID, p.Account, p.Region = id, s.name, s.vpc, s.zone, s.account, s.region
			return p
		}
	}
	if inside(a) {
		return p
	}
	p.public = true
	p.Service = service
	if r, ok := w.ranges.Of(a); ok {
		p.Service, p.Region = r.Service, r.Region
		if service != "" && r.Service == anyService {
			p.Service = service
		}
	}
	return p
}

// neighbours are the networks that share a peering connection or a transit gateway with one.
func (w *watch) neighbours(vpc string) []string {
	if list, ok := w.near[vpc]; ok {
		return list
	}
	var list []string
	for _, other := range slices.Sorted(maps.Keys(w.book.links)) {
		if other != vpc && w.book.joined(other, vpc) {
			list = append(list, other)
		}
	}
	w.near[vpc] = list
	return list
}
