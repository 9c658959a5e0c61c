package netflow

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/gaissmai/bart"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// The queries of the book: all that inventories say of networks, with the times.
const (
	owned = `WITH owners AS (
  SELECT resource_id, max_by(name, first_seen) FILTER (WHERE name IS NOT NULL) AS name FROM glaux.resources GROUP BY resource_id)
SELECT a.address, a.scope, a.interface_id, a.owner_type, a.owner_id, coalesce(o.name, a.name) AS name, a.account_id, a.region, a.vpc_id, a.subnet_id, a.first_seen, a.until,
  a.primary_address
FROM glaux.addresses a LEFT JOIN owners o ON o.resource_id = a.owner_id
ORDER BY a.address, a.interface_id, a.owner_id, a.first_seen`
	leads = `SELECT vpc_id, CASE WHEN main THEN NULL ELSE subnet_id END AS subnet_id, destination, target_type, target_id, first_seen, until
FROM glaux.routes WHERE state IS NULL OR state <> 'blackhole' ORDER BY 1, 2, 3, 5, 6`
	doors = `SELECT endpoint_id, max(endpoint_type) AS endpoint_type, max(service_name) AS service_name, max(account_id) AS account_id, max(vpc_id) AS vpc_id
FROM glaux.endpoints GROUP BY endpoint_id ORDER BY 1`
	regional = `SELECT nat_gateway_id, max(account_id) AS account_id, max(region) AS region, max(vpc_id) AS vpc_id
FROM glaux.nat_gateways WHERE availability_mode = 'regional' GROUP BY nat_gateway_id ORDER BY 1`
	ranged = `SELECT resource_id AS interface_id, vpc_id, json_format(coalesce(json_extract(configuration, '$.ipv4Prefixes'), json_extract(configuration, '$.Ipv4Prefixes'))) AS prefixes,
  json_format(coalesce(json_extract(configuration, '$.ipv6Prefixes'), json_extract(configuration, '$.Ipv6Prefixes'))) AS prefixes6
FROM glaux.resources WHERE resource_type = 'AWS::EC2::NetworkInterface' AND configuration LIKE '%Prefix":%' ORDER BY first_seen, 1`
	networks = `SELECT vpc_id, max(account_id) AS account_id, max(region) AS region FROM glaux.vpcs GROUP BY vpc_id ORDER BY 1`
)

// maxBook bounds the rows of each of them.
const maxBook = 2_000_000

// span is a time, half-open; nil is without end.
type span struct{ from, until *time.Time }

// overlap is how long the span and a time have in common, at least a moment where they touch; 0 where they do not.
func (s span) overlap(from, to time.Time) time.Duration {
	if s.from != nil && s.from.After(from) {
		from = *s.from
	}
	if s.until != nil && !s.until.After(to) {
		to = s.until.Add(-1)
	}
	if to.Before(from) {
		return 0
	}
	return to.Sub(from) + 1
}

// away is how far the span is from a time that it does not touch.
func (s span) away(from, to time.Time) time.Duration {
	switch {
	case s.from != nil && s.from.After(to):
		return s.from.Sub(to)
	case s.until != nil && !s.until.After(from):
		return from.Sub(*s.until) + time.Nanosecond
	}
	return 0
}

// place is who has an address during a time.
type place struct {
	span
	End
	public bool
	// second tells that it is not the address that records show where its interface sends or receives; node is that one, where it is known.
	second bool
	node   string
}

// way is a route during a time.
type way struct {
	span
	block        netip.Prefix // the zero value for a prefix list
	kind, target string
}

// door is a VPC endpoint.
type door struct{ kind, service, account, vpc string }

// network is a subnet.
type network struct{ name, vpc, zone, account, region string }

// book is what inventories say of networks.
type book struct {
	places     map[netip.Addr][]place
	interfaces map[string][]place // with the addresses that each has
	subnets    map[string]network
	blocks     map[string]*bart.Table[string] // subnets by VPC and block
	nodes      map[string]*bart.Table[string] // interfaces by VPC and the blocks that are delegated to them, which pods have addresses of
	routes     map[string][]way               // by subnet, and by VPC for the main table
	doors      map[string]door
	vpcs       map[string]network
	regional   []place             // NAT gateways that have no interface
	transits   map[string]string   // attachments of transit gateways by VPC
	links      map[string][]string // by VPC, the peering connections and transit gateways that it has routes to
	sql        []string
}

// readBook reads the inventories.
func readBook(ctx context.Context, runner Runner, who access.Principal) (*book, error) {
	b := &book{
		places: map[netip.Addr][]place{}, interfaces: map[string][]place{}, subnets: map[string]network{}, blocks: map[string]*bart.Table[string]{}, nodes: map[string]*bart.Table[string]{},
		routes: map[string][]way{}, doors: map[string]door{}, vpcs: map[string]network{}, transits: map[string]string{}, links: map[string][]string{},
	}
	for _, part := range []struct {
		sql  string
		take func(row []value.Value)
	}{{blocks, b.subnet}, {owned, b.place}, {leads, b.route}, {doors, b.door}, {networks, b.vpc}, {regional, b.gateway}, {ranged, b.node}} {
		q, err := build.Query(part.sql)
		if err != nil {
			return nil, err
		}
		b.sql = append(b.sql, ast.Print(q))
		err = scan(ctx, runner, who, q, maxBook, func(row []value.Value) error { part.take(row); return nil })
		if errors.Is(err, errTooMuch) {
			err = tooMuch()
		}
		if err != nil {
			return nil, err
		}
	}
	b.finish()
	return b, nil
}

func (b *book) subnet(row []value.Value) {
	id, vpc := text(row[0]), text(row[2])
	known := b.subnets[id]
	b.subnets[id] = network{cmp.Or(text(row[1]), known.name), vpc, cmp.Or(text(row[5]), known.zone), text(row[7]), text(row[8])}
	if b.blocks[vpc] == nil {
		b.blocks[vpc] = &bart.Table[string]{}
	}
	for _, block := range append(texts(row[4]), text(row[3])) {
		if p, err := netip.ParsePrefix(block); err == nil {
			b.blocks[vpc].Insert(p.Masked(), id)
		}
	}
}

// place takes a row of owned. Rows of one owner come in their order: spans that follow on each other become one.
func (b *book) place(row []value.Value) {
	a := address(row[0])
	if !a.IsValid() {
		return
	}
	p := place{span: span{moment(row[10]), moment(row[11])}, public: text(row[1]) == "public", End: End{
		Address: a.String(), Interface: text(row[2]), OwnerType: text(row[3]), OwnerID: text(row[4]), Name: text(row[5]), Account: text(row[6]), Region: text(row[7]),
		VPC: text(row[8]), Subnet: text(row[9]),
	}}
	if primary, told := row[12].(bool); told {
		p.second = !primary
	}
	list := b.places[a]
	if n := len(list) - 1; n >= 0 && list[n].End == p.End && list[n].until != nil && p.from != nil && !list[n].until.Before(*p.from) {
		list[n].until = p.until
		return
	}
	b.places[a] = append(list, p)
}

func (b *book) route(row []value.Value) {
	w := way{span: span{moment(row[5]), moment(row[6])}, kind: text(row[3]), target: text(row[4])}
	if p, err := netip.ParsePrefix(text(row[2])); err == nil {
		w.block = p.Masked()
	}
	if vpc := text(row[0]); (strings.HasPrefix(w.target, "pcx-") || strings.HasPrefix(w.target, "tgw-")) && !slices.Contains(b.links[vpc], w.target) {
		b.links[vpc] = append(b.links[vpc], w.target)
	}
	key := cmp.Or(text(row[1]), text(row[0]))
	list := b.routes[key]
	if n := len(list) - 1; n >= 0 && list[n].block == w.block && list[n].kind == w.kind && list[n].target == w.target && list[n].until != nil && w.from != nil && !list[n].until.Before(*w.from) {
		list[n].until = w.until
		return
	}
	b.routes[key] = append(list, w)
}

func (b *book) door(row []value.Value) {
	b.doors[text(row[0])] = door{text(row[1]), text(row[2]), text(row[3]), text(row[4])}
}

func (b *book) vpc(row []value.Value) {
	b.vpcs[text(row[0])] = network{vpc: text(row[0]), account: text(row[1]), region: text(row[2])}
}

func (b *book) gateway(row []value.Value) {
	b.regional = append(b.regional, place{End: End{OwnerType: natOwner, OwnerID: text(row[0]), Account: text(row[1]), Region: text(row[2]), VPC: text(row[3])}})
}

// node takes the blocks that are delegated to an interface.
func (b *book) node(row []value.Value) {
	vpc := text(row[1])
	for _, told := range []string{text(row[2]), text(row[3])} {
		var list []map[string]any
		if json.Unmarshal([]byte(told), &list) != nil {
			continue // NULL: it has none of the kind
		}
		for _, one := range list {
			for _, v := range one {
				block, _ := v.(string)
				p, err := netip.ParsePrefix(block)
				if err != nil {
					continue // a state, or another field
				}
				if b.nodes[vpc] == nil {
					b.nodes[vpc] = &bart.Table[string]{}
				}
				b.nodes[vpc].Insert(p.Masked(), text(row[0]))
			}
		}
	}
}

// pod finds the interface that an address is delegated to, with that address.
func (b *book) pod(a netip.Addr, vpc string, from, to time.Time) (place, bool) {
	t := b.nodes[vpc]
	if t == nil {
		return place{}, false
	}
	id, ok := t.Lookup(a)
	if !ok {
		return place{}, false
	}
	p, ok := best(b.interfaces[id], from, to)
	p.node, p.Address = "", a.String()
	if a.Is4() {
		p.node = b.primary(id)
	}
	return p, ok
}

// finish adds to the addresses what other tables say, once they are all read.
func (b *book) finish() {
	for a, list := range b.places {
		for i := range list {
			p := &list[i]
			if s, ok := b.subnets[p.Subnet]; ok {
				p.SubnetName, p.ZoneID = s.name, s.zone
				p.VPC, p.Region = cmp.Or(p.VPC, s.vpc), cmp.Or(p.Region, s.region)
			}
			if p.OwnerType == endpointOwner {
				p.Service = b.doors[p.OwnerID].service
			}
			if p.OwnerType == transitOwner && p.VPC != "" {
				b.transits[p.VPC] = p.OwnerID
			}
			if p.Interface != "" && !p.public {
				b.interfaces[p.Interface] = append(b.interfaces[p.Interface], *p)
			}
		}
		b.places[a] = list
	}
	for _, list := range b.interfaces { // the order of a map is none; primary addresses come first
		slices.SortFunc(list, func(x, y place) int {
			return cmp.Or(cmp.Compare(order(x.second), order(y.second)), cmp.Compare(x.Address, y.Address), before(x.from, y.from))
		})
	}
	for a, list := range b.places {
		for i := range list {
			if p := &list[i]; p.second && !p.public && a.Is4() { // an interface may send from any of its IPv6 addresses
				p.node = b.primary(p.Interface)
			}
		}
	}
}

// primary is the first of the primary addresses of an interface, "" where none is known.
func (b *book) primary(id string) string {
	if list := b.interfaces[id]; len(list) > 0 && !list[0].second {
		return list[0].Address
	}
	return ""
}

// order puts what is so after what is not.
func order(is bool) int {
	if is {
		return 1
	}
	return 0
}

// before compares times of which nil is the first.
func before(a, b *time.Time) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return -1
	case b == nil:
		return 1
	}
	return a.Compare(*b)
}

// The types of owners that are gateways.
const (
	natOwner      = "nat_gateway"
	transitOwner  = "transit_gateway"
	endpointOwner = "vpc_endpoint"
)

// best returns the place that has most of a time, else the one nearest to it: inventories may be younger than the traffic.
func best(list []place, from, to time.Time) (place, bool) {
	at := -1
	var most, least time.Duration
	for i := range list {
		over, away := list[i].overlap(from, to), list[i].away(from, to)
		if at < 0 || over > most || most == 0 && over == 0 && away < least {
			at, most, least = i, over, away
		}
	}
	if at < 0 {
		return place{}, false
	}
	return list[at], true
}

// at finds who had an address, as seen from a network: the network's own first, then what only one other network has.
func (b *book) at(a netip.Addr, vpc, account string, from, to time.Time) (place, bool) {
	list := b.places[a]
	if len(list) == 0 {
		return place{}, false
	}
	var near, joined, same []place
	only := list[0].VPC
	for _, p := range list {
		if p.VPC != only {
			only = ""
		}
		switch {
		case p.public || p.VPC == vpc:
			near = append(near, p)
		case b.joined(p.VPC, vpc):
			joined = append(joined, p)
		case p.Account == account:
			same = append(same, p)
		}
	}
	for _, some := range [][]place{near, joined, same} {
		if len(some) > 0 {
			return best(some, from, to)
		}
	}
	if only == "" {
		return place{}, false
	}
	return best(list, from, to)
}

// joined tells whether two networks have routes to the same peering connection or transit gateway.
func (b *book) joined(one, other string) bool {
	return slices.ContainsFunc(b.links[one], func(id string) bool { return slices.Contains(b.links[other], id) })
}

// lies finds the subnet of a network that an address lies in.
func (b *book) lies(a netip.Addr, vpc string) string {
	if t := b.blocks[vpc]; t != nil {
		if id, ok := t.Lookup(a); ok {
			return id
		}
	}
	return ""
}

// leads finds where a route led to for most of a time: the longest block that holds the address; a list of prefixes where the service of the
// address is that of the endpoint that the list leads to.
func (b *book) leads(subnet, vpc string, a netip.Addr, service string, from, to time.Time) (kind, target string) {
	ways, ok := b.routes[subnet]
	if !ok {
		ways = b.routes[vpc]
	}
	var found *way
	var most time.Duration
	size := -1
	for i := range ways {
		w := &ways[i]
		over := w.overlap(from, to)
		bits := w.block.Bits()
		switch {
		case over == 0:
			continue
		case !w.block.IsValid():
			if !b.serves(w.target, service) {
				continue
			}
			bits = a.BitLen() // of the service's own blocks nothing is longer
		case !w.block.Contains(a):
			continue
		}
		if bits > size || bits == size && over > most {
			found, most, size = w, over, bits
		}
	}
	if found == nil {
		return "", ""
	}
	return found.kind, found.target
}

// doorOf is the gateway endpoint to which a subnet's routes led, "" for none.
func (b *book) doorOf(subnet, vpc string, from, to time.Time) string {
	ways, ok := b.routes[subnet]
	if !ok {
		ways = b.routes[vpc]
	}
	for _, w := range ways {
		if !w.block.IsValid() && w.overlap(from, to) > 0 && b.doors[w.target].kind == "Gateway" {
			return w.target
		}
	}
	return ""
}

// serves tells whether an endpoint is that of a service, as flow logs and ip-ranges.json name it.
func (b *book) serves(endpoint, service string) bool {
	d, ok := b.doors[endpoint]
	if !ok || service == "" {
		return false
	}
	name := d.service[strings.LastIndexByte(d.service, '.')+1:]
	return strings.EqualFold(name, service)
}

// moving are the addresses that changed their owner within one of the days.
func (b *book) moving(ask Ask) []string {
	var out []string
	for a, list := range b.places {
		if len(list) < 2 { //nolint:mnd // two owners
			continue
		}
		if slices.ContainsFunc(list, func(p place) bool { return within(p.from, ask) || within(p.until, ask) }) && several(list) {
			out = append(out, a.String())
		}
	}
	slices.Sort(out)
	return out[:min(len(out), maxMoving)]
}

// several tells whether an address had several interfaces or owners.
func several(list []place) bool {
	return slices.ContainsFunc(list, func(p place) bool { return p.Interface != list[0].Interface || p.OwnerID != list[0].OwnerID })
}

// within tells whether a time is in the days that are asked for, but not at midnight.
func within(t *time.Time, ask Ask) bool {
	const day = 24 * time.Hour
	return t != nil && t.After(ask.From) && t.Before(ask.To) && !t.Equal(t.Truncate(day))
}
