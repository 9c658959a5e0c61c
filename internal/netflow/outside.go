package netflow

import (
	"context"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"time"

	"github.com/gaissmai/bart"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// A network talks to few addresses of its own, and to very many outside. Of those the ones with the most bytes are told one by one, and so are
// all that something is known of: their owner, a route of their own, a service of AWS by its published blocks. The others are put together
// where they are read, by all that a leg is told by but the address: the sums stay exact, and the same address is put together at every
// vantage point, so that a flow is still counted once. Logs of the default format tell by what a gateway did not reach that it went to an endpoint:
// there only those are put together that the same gateways reached.

// talked asks which addresses outside were met, those with the most bytes first. Private ones are left out, and what the filter takes for one.
const talked = `SELECT address, max(bytes) AS bytes, count(*) OVER () AS addresses
FROM (
  SELECT coalesce(srcaddr, dstaddr, pkt_srcaddr, pkt_dstaddr) AS address, sum(bytes) AS bytes
  FROM glaux.flow_logs
  WHERE bytes > 0 AND coalesce(action, 'ACCEPT') = 'ACCEPT'
  GROUP BY GROUPING SETS ((srcaddr), (dstaddr), (pkt_srcaddr), (pkt_dstaddr))) AS t
WHERE address IS NOT NULL
GROUP BY address
ORDER BY bytes DESC, address
LIMIT 1`

// gathered puts legs of addresses outside together. The legs, and the addresses that are told one by one, are put in.
const gathered = `WITH legs AS (SELECT 1),
kept AS (SELECT 1),
named AS (
  SELECT l.day, l.interface_id, l.resource_id, l.srcaddr, l.dstaddr, l.pkt_srcaddr, l.pkt_dstaddr, l.port, l.reply, l.protocol, l.flow_direction, l.hour,
    l.bytes, l.records, l.first, l.last, l.path, l.src_service, l.dst_service, l.account_id
  FROM legs l
  LEFT JOIN kept k1 ON k1.address = l.srcaddr
  LEFT JOIN kept k2 ON k2.address = l.dstaddr
  LEFT JOIN kept k3 ON k3.address = l.pkt_srcaddr
  LEFT JOIN kept k4 ON k4.address = l.pkt_dstaddr)
SELECT day, interface_id, resource_id, srcaddr, dstaddr, pkt_srcaddr, pkt_dstaddr, port, reply, protocol, flow_direction, hour,
  sum(bytes) AS bytes, sum(records) AS records, min(first) AS first, max(last) AS last, max(path) AS path, src_service, dst_service, max(account_id) AS account_id
FROM named
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, src_service, dst_service
ORDER BY bytes DESC, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, src_service, dst_service
LIMIT 1`

// reachedBy asks which addresses outside the NAT gateways reached, or got from. Their interfaces are put in.
const reachedBy = `SELECT address, gateway
FROM (
  SELECT coalesce(interface_id, account_id) AS gateway, coalesce(srcaddr, dstaddr) AS address
  FROM glaux.flow_logs
  WHERE bytes > 0 AND coalesce(action, 'ACCEPT') = 'ACCEPT'
  GROUP BY GROUPING SETS ((interface_id, account_id, srcaddr), (interface_id, account_id, dstaddr))) AS t
WHERE address IS NOT NULL
GROUP BY address, gateway
ORDER BY address, gateway
LIMIT 1`

// Where the addresses of a leg stand in legs and in gathered.
const firstAddress = 3

// addressColumns are the columns with addresses, in their order there.
func addressColumns() []string { return []string{"srcaddr", "dstaddr", "pkt_srcaddr", "pkt_dstaddr"} }

// The bounds of what is told one by one: so many addresses outside by day, but not fewer or more than these; and in all.
const (
	strangerDays  = 3000
	leastStranger = 100
	mostStranger  = 2000
	mostKept      = 10_000
	mostTalked    = 20_000
	mostReached   = 200_000
)

// naming says how addresses outside are told: those of names as it says, all others as one. A nil one tells each.
type naming struct {
	names    map[netip.Addr]netip.Addr
	together int64
}

// begins are how the texts begin of addresses that are private, or of no use outside. More may begin so: they are told one by one.
func begins() []string {
	return []string{
		"10.", "192.168.", "172.1", "172.2", "172.3", "100.6", "100.7", "100.8", "100.9", "100.10", "100.11", "100.12", "169.254.", "fc", "fd", "fe80", "-",
	}
}

// private tells whether an address is one that is always told.
func private(x ast.Expr) ast.Expr {
	var list []ast.Expr
	for _, b := range begins() {
		list = append(list, &ast.Like{X: x, Pattern: build.Text(b + "%")})
	}
	return build.Join("OR", list...)
}

// strangers finds how addresses outside are told; nil where there are so few that each is.
func (b *book) strangers(ctx context.Context, runner Runner, who access.Principal, ranges Ranges, ask Ask, list []lookout) (*naming, []string, error) {
	q, err := talkedQuery(ask, talked, mostTalked, nil)
	if err != nil {
		return nil, nil, err
	}
	var met []netip.Addr
	total := int64(0)
	err = scan(ctx, runner, who, q, mostTalked, func(row []value.Value) error {
		total = number(row[2])
		if a := address(row[0]); a.IsValid() {
			met = append(met, a)
		}
		return nil
	})
	sql := []string{ast.Print(q)}
	if err != nil {
		return nil, nil, err
	}
	n := b.choose(met, ranges, ask)
	if len(n.names) == len(met) && total <= int64(len(met)) {
		return nil, sql, nil
	}
	n.together = total - int64(len(n.names))
	if !bare(list) || !b.hasDoors() {
		return n, sql, nil
	}
	more, err := b.reached(ctx, runner, who, ask, list, met, n)
	return n, append(sql, more), err
}

// bare tells whether some logs lack the packet's own addresses.
func bare(list []lookout) bool {
	return slices.ContainsFunc(list, func(l lookout) bool { return l.records > 0 && l.packets == 0 })
}

// hasDoors tells whether there are gateway endpoints, to which routes lead beside those to gateways.
func (b *book) hasDoors() bool {
	for _, d := range b.doors {
		if d.kind == "Gateway" {
			return true
		}
	}
	return false
}

// reached names the addresses that are put together by which gateways reached them.
func (b *book) reached(ctx context.Context, runner Runner, who access.Principal, ask Ask, list []lookout, met []netip.Addr, n *naming) (sql string, err error) {
	var gateways []string
	for id, places := range b.interfaces {
		if slices.ContainsFunc(places, func(p place) bool { return p.OwnerType == natOwner }) {
			gateways = append(gateways, id)
		}
	}
	for i := range list {
		if list[i].kind == natOwner && list[i].interfaceID != "" {
			gateways = append(gateways, list[i].interfaceID)
		}
	}
	slices.Sort(gateways)
	gateways = slices.Compact(gateways)
	q, err := talkedQuery(ask, reachedBy, mostReached, gateways)
	if err != nil {
		return "", err
	}
	by := map[netip.Addr]string{}
	err = scan(ctx, runner, who, q, mostReached, func(row []value.Value) error {
		a := address(row[0])
		by[a] += text(row[1]) + " "
		return nil
	})
	kinds := map[string]netip.Addr{}
	for _, a := range met {
		if _, told := n.names[a]; told || !a.Is4() {
			continue
		}
		kind, ok := kinds[by[a]]
		if !ok {
			const most = 255
			last := min(len(kinds)+1, most)
			kind = netip.AddrFrom4([4]byte{0, 0, 0, byte(last)})
			kinds[by[a]] = kind
		}
		n.names[a] = kind
	}
	return ast.Print(q), err
}

// isMany tells whether an address stands for many.
func isMany(a netip.Addr) bool {
	return a.IsUnspecified() || a.Is4() && a.As4()[0] == 0
}

// outside is how many addresses of which nothing is known are told one by one.
func (a *Ask) outside() int {
	if a.Outside > 0 {
		return min(a.Outside, mostKept)
	}
	const day = 24 * time.Hour
	return min(max(strangerDays/max(1, int(a.To.Sub(a.From)/day)), leastStranger), mostStranger)
}

// talkedQuery is talked, or reachedBy, with what is asked for; of some interfaces, and of those that have none, where they are not nil.
func talkedQuery(ask Ask, text string, most int, interfaces []string) (*ast.Query, error) {
	q, err := build.Query(text)
	if err != nil {
		return nil, err
	}
	outer, ok := q.Body.(*ast.Select)
	if !ok {
		return nil, fmt.Errorf("query of addresses: %T is no select", q.Body)
	}
	outer.Filter = build.Op(outer.Filter, "AND", build.Not(private(build.Column("address"))))
	ast.Walk(outer.From[0], func(n ast.Node) bool {
		if inner, ok := n.(*ast.Select); ok {
			inner.Filter = asked(ask, inner.Filter)
			if interfaces != nil {
				at := build.Column("interface_id")
				inner.Filter = build.Join("AND", inner.Filter, build.Join("OR", build.In(at, append(interfaces, "-")), &ast.IsNull{X: at}))
			}
		}
		return true
	})
	q.Limit = build.Limit(most)
	return q, nil
}

// choose chooses those that are told one by one. The list is of those outside, the ones with the most bytes first.
func (b *book) choose(list []netip.Addr, ranges Ranges, ask Ask) *naming {
	routed, most := b.routed(), ask.outside()
	n := &naming{names: map[netip.Addr]netip.Addr{}}
	strangers := 0
	for _, a := range list {
		_, aws := ranges.Of(a)
		known := aws || b.knows(a) || routed.Contains(a) || slices.Contains(ask.Addresses, a.String())
		if !known {
			strangers++
		}
		if (known || strangers <= most) && len(n.names) < mostKept {
			n.names[a] = a
		}
	}
	return n
}

// knows tells whether an address is one of ours.
func (b *book) knows(a netip.Addr) bool {
	if len(b.places[a]) > 0 {
		return true
	}
	for _, tables := range []map[string]*bart.Table[string]{b.blocks, b.nodes} {
		for _, t := range tables {
			if _, ok := t.Lookup(a); ok {
				return true
			}
		}
	}
	return false
}

// routed are the blocks that have routes of their own.
func (b *book) routed() *bart.Lite {
	t := &bart.Lite{}
	for _, ways := range b.routes {
		for _, w := range ways {
			if w.block.IsValid() && w.block.Bits() > 0 {
				t.Insert(w.block)
			}
		}
	}
	return t
}

// gather makes of a query of legs the one that puts addresses outside together.
func gather(legs *ast.Query, n *naming) (*ast.Query, error) {
	q, err := build.Query(gathered)
	if err != nil {
		return nil, err
	}
	legs.OrderBy, legs.Limit = nil, nil
	known, err := build.Query("SELECT address, name FROM kept")
	if err != nil {
		return nil, err
	}
	body, ok := known.Body.(*ast.Select)
	named, also := q.With.Tables[2].Query.Body.(*ast.Select)
	if !ok || !also {
		return nil, fmt.Errorf("query of legs: %T and %T are no selects", known.Body, q.With.Tables[2].Query.Body)
	}
	rows := &ast.Values{}
	for _, a := range slices.SortedFunc(maps.Keys(n.names), netip.Addr.Compare) {
		rows.Rows = append(rows.Rows, &ast.Row{Elems: []ast.Expr{build.Text(a.String()), build.Text(n.names[a].String())}})
	}
	body.From[0] = &ast.Aliased{
		Rel: &ast.Subquery{Query: &ast.Query{Body: rows}}, Alias: *build.Ident("t"), Columns: []ast.Ident{*build.Ident("address"), *build.Ident("name")},
	}
	q.With.Tables[0].Query, q.With.Tables[1].Query = legs, known
	for i, name := range addressColumns() {
		named.Items[firstAddress+i] = build.Item(shown(build.Column("l", name), build.Column(fmt.Sprintf("k%d", i+1), "name")), name)
	}
	return q, nil
}

// shown is an address as it is told: by its name, itself, or that which stands for many.
func shown(x, name ast.Expr) ast.Expr {
	six := &ast.Like{X: x, Pattern: build.Text("%:%")}
	return &ast.Case{
		Whens: []ast.When{
			{Cond: &ast.IsNull{X: name, Not: true}, Result: name},
			{Cond: build.Join("OR", private(x), &ast.IsNull{X: x}), Result: x},
			{Cond: six, Result: build.Text(netip.IPv6Unspecified().String())},
		},
		Else: build.Text(netip.IPv4Unspecified().String()),
	}
}
