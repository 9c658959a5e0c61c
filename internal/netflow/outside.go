package netflow

import (
	"context"
	"fmt"
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
// vantage point, so that a flow is still counted once.

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
)

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

// strangers finds the addresses that are told one by one, where there are too many for all of them; nil where there are not. It returns how
// many are put together.
func (b *book) strangers(ctx context.Context, runner Runner, who access.Principal, ranges Ranges, ask Ask) (kept []string, together int64, sql string, err error) {
	q, err := talkedQuery(ask)
	if err != nil {
		return nil, 0, "", err
	}
	var list []netip.Addr
	total := int64(0)
	err = scan(ctx, runner, who, q, mostTalked, func(row []value.Value) error {
		total = number(row[2])
		if a := address(row[0]); a.IsValid() {
			list = append(list, a)
		}
		return nil
	})
	if err != nil {
		return nil, 0, "", err
	}
	const day = 24 * time.Hour
	most := strangerDays / max(1, int(ask.To.Sub(ask.From)/day))
	kept = b.choose(list, ranges, ask, min(max(most, leastStranger), mostStranger))
	if kept == nil && total <= int64(len(list)) {
		return nil, 0, ast.Print(q), nil
	}
	return kept, total - int64(len(kept)), ast.Print(q), nil
}

// talkedQuery is talked with what is asked for.
func talkedQuery(ask Ask) (*ast.Query, error) {
	q, err := build.Query(talked)
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
		}
		return true
	})
	q.Limit = build.Limit(mostTalked)
	return q, nil
}

// choose chooses those that are told one by one; nil for all. The list is of those outside, the ones with the most bytes first.
func (b *book) choose(list []netip.Addr, ranges Ranges, ask Ask, most int) []string {
	routed := b.routed()
	var kept []string
	strangers := 0
	for _, a := range list {
		_, aws := ranges.Of(a)
		known := aws || b.knows(a) || routed.Contains(a) || slices.Contains(ask.Addresses, a.String())
		if !known {
			strangers++
		}
		if (known || strangers <= most) && len(kept) < mostKept {
			kept = append(kept, a.String())
		}
	}
	if len(kept) == len(list) {
		return nil
	}
	return kept
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
func gather(legs *ast.Query, kept []string) (*ast.Query, error) {
	q, err := build.Query(gathered)
	if err != nil {
		return nil, err
	}
	legs.OrderBy, legs.Limit = nil, nil
	known, err := build.Query("SELECT address FROM kept")
	if err != nil {
		return nil, err
	}
	body, ok := known.Body.(*ast.Select)
	named, also := q.With.Tables[2].Query.Body.(*ast.Select)
	if !ok || !also {
		return nil, fmt.Errorf("query of legs: %T and %T are no selects", known.Body, q.With.Tables[2].Query.Body)
	}
	rows := &ast.Values{}
	for _, a := range kept {
		rows.Rows = append(rows.Rows, build.Text(a))
	}
	body.From[0] = &ast.Aliased{Rel: &ast.Subquery{Query: &ast.Query{Body: rows}}, Alias: *build.Ident("t"), Columns: []ast.Ident{*build.Ident("address")}}
	q.With.Tables[0].Query, q.With.Tables[1].Query = legs, known
	for i, name := range addressColumns() {
		named.Items[firstAddress+i] = build.Item(shown(build.Column("l", name), build.Column(fmt.Sprintf("k%d", i+1), "address")), name)
	}
	return q, nil
}

// shown is an address as it is told: itself, or that which stands for many.
func shown(x, kept ast.Expr) ast.Expr {
	six := &ast.Like{X: x, Pattern: build.Text("%:%")}
	return &ast.Case{
		Whens: []ast.When{
			{Cond: build.Join("OR", private(x), &ast.IsNull{X: kept, Not: true}, &ast.IsNull{X: x}), Result: x},
			{Cond: six, Result: build.Text(netip.IPv6Unspecified().String())},
		},
		Else: build.Text(netip.IPv4Unspecified().String()),
	}
}
