package netflow

import (
	"context"
	"errors"
	"fmt"
	"math/bits"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// legs asks what each interface saw of each day, port and pair of addresses: few columns, put together before anything is joined, so that
// a hundred million records are read once. Of two ports the smaller is the service's, unless both are of the moment. The days are
// put in, and the hour for addresses that changed their owners.
const legs = `SELECT CAST(day AS varchar) AS day, interface_id, resource_id, srcaddr, dstaddr, pkt_srcaddr, pkt_dstaddr,
  CASE WHEN least(srcport, dstport) >= 32768 THEN 0 ELSE least(srcport, dstport) END AS port, srcport < dstport AND srcport < 32768 AS reply, protocol, flow_direction,
  CAST(NULL AS bigint) AS hour,
  sum(bytes) AS bytes, count(*) AS records, min(start) AS first, max("end") AS last, max(traffic_path) AS path,
  max(pkt_src_aws_service) AS src_service, max(pkt_dst_aws_service) AS dst_service,
  max(CASE WHEN interface_id IS NULL OR interface_id = '-' THEN account_id END) AS account_id
FROM glaux.flow_logs
WHERE bytes > 0 AND coalesce(action, 'ACCEPT') = 'ACCEPT'
GROUP BY day, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
ORDER BY bytes DESC, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
LIMIT 1`

// lookouts asks what each interface logged on each day: where it stands, and in which hours and how often it missed something. What is the same
// in many records is put together first, so that little is done for each.
const lookouts = `SELECT CAST(day AS varchar) AS day, interface_id, resource_id, account_id, max(vpc_id) AS vpc_id, max(subnet_id) AS subnet_id, max(az_id) AS az_id,
  max(region) AS region, max(instance_id) AS instance_id, max(interface_type) AS interface_type,
  bitwise_or_agg(bitwise_left_shift(CAST(1 AS bigint), hour)) AS hours,
  sum(counted) AS records, coalesce(sum(records) FILTER (WHERE log_status = 'SKIPDATA'), 0) AS skipped,
  coalesce(sum(records) FILTER (WHERE log_status = 'NODATA'), 0) AS nodata, coalesce(sum(records) FILTER (WHERE action = 'REJECT'), 0) AS rejected,
  coalesce(sum(bytes) FILTER (WHERE coalesce(action, 'ACCEPT') = 'ACCEPT'), 0) AS bytes, sum(packets) AS packets
FROM (
  SELECT day, interface_id, resource_id, account_id, hour(start_time) AS hour, log_status, action, max(vpc_id) AS vpc_id, max(subnet_id) AS subnet_id, max(az_id) AS az_id,
    max(region) AS region, max(instance_id) AS instance_id, max(interface_type) AS interface_type,
    count(*) AS records, count(bytes) AS counted, sum(bytes) AS bytes, count(pkt_srcaddr) AS packets
  FROM glaux.flow_logs
  WHERE true
  GROUP BY 1, 2, 3, 4, 5, 6, 7) AS t
GROUP BY day, 2, 3, 4
ORDER BY 1, 2, 3, 4`

// moments asks at how many moments the interfaces that missed something logged traffic.
const moments = `SELECT CAST(day AS varchar) AS day, interface_id, resource_id, account_id, count(DISTINCT start) AS moments
FROM glaux.flow_logs
WHERE bytes IS NOT NULL
GROUP BY day, 2, 3, 4
ORDER BY 1, 2, 3, 4`

// Bounds of what is read into memory: the legs with the most bytes, and the days of interfaces.
const (
	maxLegs     = 500_000
	maxLookouts = 1_000_000
	maxMoving   = 500
)

// leg is what an interface saw, put together.
type leg struct {
	day, interfaceID, resource string
	account                    string     // of one of the records, where they name no interface
	src, dst, pktSrc, pktDst   netip.Addr // the packet's are those of the record where the record does not tell them
	bare                       bool       // the record does not tell the packet's
	port, protocol             int
	reply                      bool
	direction                  string
	bytes, records             int64
	first, last                time.Time
	path                       int
	srcService, dstService     string
}

// lookout is an interface on a day, as its log tells it.
type lookout struct {
	day, interfaceID, resource, account        string
	vpc, subnet, zone, region, instance, kind  string
	hours                                      uint64
	moments, records, skipped, nodata, refused int64
	bytes, packets                             int64
}

// missed is by how much more was sent than logged, as far as it is known: one skipped record stands for a moment like the others.
func (l *lookout) missed() float64 {
	if l.skipped == 0 || l.moments == 0 {
		return 1
	}
	return 1 + float64(l.skipped)/float64(l.moments)
}

// readLegs reads the legs of the days, the largest first. Addresses outside are told by their names, unless that is nil.
func readLegs(ctx context.Context, runner Runner, who access.Principal, ask Ask, moving []string, names *naming) (list []leg, sql string, err error) {
	q, err := legsQuery(ask, moving, names)
	if err != nil {
		return nil, "", err
	}
	known := memory{}
	err = scan(ctx, runner, who, q, maxLegs+1, func(row []value.Value) error {
		list = append(list, known.legOf(row))
		return nil
	})
	return list, ast.Print(q), err
}

// legsQuery is legs with what is asked for.
func legsQuery(ask Ask, moving []string, names *naming) (*ast.Query, error) {
	q, err := build.Query(legs)
	if err != nil {
		return nil, err
	}
	body, ok := q.Body.(*ast.Select)
	if !ok {
		return nil, fmt.Errorf("query of legs: %T is no select", q.Body)
	}
	body.Filter = asked(ask, body.Filter)
	if len(moving) > 0 {
		const at = 11 // the column hour
		hour := &ast.Case{Whens: []ast.When{{Cond: anyOf(addressColumns(), moving), Result: build.Call("hour", build.Column("start_time"))}}}
		body.Items[at] = build.Item(hour, "hour")
	}
	if names != nil {
		if q, err = gather(q, names); err != nil {
			return nil, err
		}
	}
	q.Limit = build.Limit(maxLegs)
	return q, nil
}

// asked is the condition for the records that are asked for, and for another.
func asked(ask Ask, also ast.Expr) ast.Expr {
	x := build.Op(days(ask), "AND", also)
	if len(ask.Addresses) > 0 {
		x = build.Join("AND", x, anyOf(addressColumns(), ask.Addresses))
	}
	return x
}

// anyOf tells whether one of some columns is one of some texts.
func anyOf(columns, texts []string) ast.Expr {
	var list []ast.Expr
	for _, c := range columns {
		list = append(list, build.In(build.Column(c), texts))
	}
	return build.Join("OR", list...)
}

// days is the condition for the days that are asked for.
func days(ask Ask) ast.Expr {
	day := func(t time.Time) ast.Expr {
		return &ast.TypedLiteral{Type: &ast.Type{Name: "date"}, Value: t.UTC().Format(time.DateOnly)}
	}
	return build.Op(build.Op(build.Column("day"), ">=", day(ask.From)), "AND", build.Op(build.Column("day"), "<", day(ask.To)))
}

// memory keeps texts of rows, which are few and come again and again.
type memory struct {
	addresses map[string]netip.Addr
	texts     map[string]string
}

func (m *memory) legOf(row []value.Value) leg {
	l := leg{
		day: m.text(row[0]), interfaceID: m.text(row[1]), resource: m.text(row[2]), src: m.address(row[3]), dst: m.address(row[4]), pktSrc: m.address(row[5]), pktDst: m.address(row[6]),
		port: int(number(row[7])), protocol: int(number(row[9])), direction: m.text(row[10]), bytes: number(row[12]), records: number(row[13]),
		first: time.Unix(number(row[14]), 0).UTC(), last: time.Unix(number(row[15]), 0).UTC(), path: int(number(row[16])), srcService: m.text(row[17]), dstService: m.text(row[18]),
		account: m.text(row[19]),
	}
	l.reply, _ = row[8].(bool)
	if !l.pktSrc.IsValid() || !l.pktDst.IsValid() {
		l.bare = true
		l.pktSrc, l.pktDst = l.src, l.dst
	}
	return l
}

// text is a text of a row, "" for NULL and the dash.
func (m *memory) text(v value.Value) string {
	s := dash(v)
	if known, ok := m.texts[s]; ok {
		return known
	}
	if m.texts == nil {
		m.texts = map[string]string{}
	}
	m.texts[s] = s
	return s
}

// address is an address of a row, the zero value for none.
func (m *memory) address(v value.Value) netip.Addr {
	s := text(v)
	if a, ok := m.addresses[s]; ok {
		return a
	}
	if m.addresses == nil {
		m.addresses = map[string]netip.Addr{}
	}
	a := address(v)
	m.addresses[s] = a
	return a
}

// readLookouts reads what each interface logged on each day.
func readLookouts(ctx context.Context, runner Runner, who access.Principal, ask Ask) (list []lookout, sql []string, err error) {
	q, err := build.Query(lookouts)
	if err != nil {
		return nil, nil, err
	}
	if err := during(q, ask); err != nil {
		return nil, nil, err
	}
	var missed []int
	err = scan(ctx, runner, who, q, maxLookouts, func(row []value.Value) error {
		l := lookout{
			day: text(row[0]), interfaceID: dash(row[1]), resource: dash(row[2]), account: dash(row[3]), vpc: dash(row[4]), subnet: dash(row[5]), zone: dash(row[6]),
			region: dash(row[7]), instance: dash(row[8]), kind: dash(row[9]), hours: uint64(number(row[10])), //nolint:gosec // a mask of bits
			records: number(row[11]), skipped: number(row[12]), nodata: number(row[13]), refused: number(row[14]), bytes: number(row[15]), packets: number(row[16]),
		}
		if l.skipped > 0 {
			missed = append(missed, len(list))
		}
		list = append(list, l)
		return nil
	})
	if err != nil || len(missed) == 0 {
		return list, []string{ast.Print(q)}, err
	}
	more, err := readMoments(ctx, runner, who, ask, list, missed)
	return list, []string{ast.Print(q), more}, err
}

// during puts the days into the innermost of the queries of records.
func during(q *ast.Query, ask Ask) error {
	var inner *ast.Select
	ast.Walk(q, func(n ast.Node) bool {
		if s, ok := n.(*ast.Select); ok {
			inner = s
		}
		return true
	})
	if inner == nil || inner.Filter == nil {
		return errors.New("query of interfaces: no condition")
	}
	inner.Filter = build.Op(days(ask), "AND", inner.Filter)
	return nil
}

// maxMissed bounds the interfaces that are asked for by name.
const maxMissed = 1000

// readMoments adds to lookouts that missed something at how many moments they did not.
func readMoments(ctx context.Context, runner Runner, who access.Principal, ask Ask, list []lookout, missed []int) (sql string, err error) {
	q, err := build.Query(moments)
	if err != nil {
		return "", err
	}
	body, ok := q.Body.(*ast.Select)
	if !ok {
		return "", fmt.Errorf("query of moments: %T is no select", q.Body)
	}
	at, names, all := map[[4]string]int{}, []string{}, false
	for _, i := range missed {
		l := &list[i]
		at[[4]string{l.day, l.interfaceID, l.resource, l.account}] = i
		names, all = append(names, l.interfaceID), all || l.interfaceID == ""
	}
	slices.Sort(names)
	names = slices.Compact(names)
	body.Filter = build.Op(days(ask), "AND", body.Filter)
	if !all && len(names) <= maxMissed {
		body.Filter = build.Op(body.Filter, "AND", build.In(build.Column("interface_id"), names))
	}
	err = scan(ctx, runner, who, q, maxLookouts, func(row []value.Value) error {
		if i, ok := at[[4]string{text(row[0]), dash(row[1]), dash(row[2]), dash(row[3])}]; ok {
			list[i].moments = number(row[4])
		}
		return nil
	})
	return ast.Print(q), err
}

// gaps finds, for each network and day, by how much more was sent than its hours show: hours in which nothing of a network was logged, between
// others in which something was, are missing deliveries. A network of which most hours are missing is a quiet one.
func gaps(list []lookout) map[[2]string]float64 {
	const day = 24
	masks := map[[2]string]uint64{}
	for _, l := range list {
		masks[[2]string{l.day, networkOf(l)}] |= l.hours
	}
	first, last := map[string]string{}, map[string]string{}
	for k := range masks {
		if f, ok := first[k[1]]; !ok || k[0] < f {
			first[k[1]] = k[0]
		}
		last[k[1]] = max(last[k[1]], k[0])
	}
	out := map[[2]string]float64{}
	for k, mask := range masks {
		from, to := 0, day
		if k[0] == first[k[1]] {
			from = bits.TrailingZeros64(mask)
		}
		if k[0] == last[k[1]] {
			to = bits.Len64(mask)
		}
		if seen := bits.OnesCount64(mask); to-from > seen && 2*seen >= to-from {
			out[k] = float64(to-from) / float64(seen)
		}
	}
	return out
}

// networkOf is the network of a log: its VPC, else its account.
func networkOf(l lookout) string {
	if l.vpc != "" {
		return l.vpc
	}
	return l.account
}

// dash is a text of a row, "" for NULL and the dash that stands for no value.
func dash(v value.Value) string {
	if s := text(v); s != "-" {
		return s
	}
	return ""
}

// address is an address of a row, the zero value for none.
func address(v value.Value) netip.Addr {
	a, err := netip.ParseAddr(strings.TrimSpace(text(v)))
	if err != nil {
		return netip.Addr{}
	}
	return a.Unmap()
}

// number is a whole number of a row, 0 for NULL.
func number(v value.Value) int64 {
	switch n := v.(type) {
	case int64:
		return n
	case value.Decimal:
		return n.Unscaled.Int64()
	}
	return 0
}

// tooMuch is the error of an answer that would be too large.
func tooMuch() error {
	return fault.New(fault.Exhausted, "TOO_MANY_ROWS", "the inventories or logs tell too much for one answer: ask for fewer days")
}
