package netflow

import (
	"context"
	"fmt"
	"math/bits"
	"net/netip"
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
  max(account_id) AS account_id
FROM glaux.flow_logs
WHERE bytes > 0 AND coalesce(action, 'ACCEPT') = 'ACCEPT'
GROUP BY day, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
ORDER BY bytes DESC, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
LIMIT 1`

// lookouts asks what each interface logged on each day: where it stands, and in which hours and how often it missed something.
const lookouts = `SELECT CAST(day AS varchar) AS day, interface_id, resource_id, account_id, max(vpc_id) AS vpc_id, max(subnet_id) AS subnet_id, max(az_id) AS az_id,
  max(region) AS region, max(instance_id) AS instance_id, max(interface_type) AS interface_type,
  bitwise_or_agg(bitwise_left_shift(CAST(1 AS bigint), hour(start_time))) AS hours, approx_distinct(start) FILTER (WHERE bytes IS NOT NULL) AS moments,
  count(bytes) AS records, count_if(log_status = 'SKIPDATA') AS skipped, count_if(log_status = 'NODATA') AS nodata, count_if(action = 'REJECT') AS rejected,
  coalesce(sum(bytes) FILTER (WHERE coalesce(action, 'ACCEPT') = 'ACCEPT'), 0) AS bytes, count(pkt_srcaddr) AS packets
FROM glaux.flow_logs
GROUP BY day, 2, 3, 4
ORDER BY 1, 2, 3, 4`

// Bounds of what is read into memory: the legs with the most bytes, and the days of interfaces.
const (
	maxLegs     = 200_000
	maxLookouts = 1_000_000
	maxMoving   = 500
)

// leg is what an interface saw, put together.
type leg struct {
	day, interfaceID, resource string
	account                    string     // of one of the records
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

// readLegs reads the legs of the days, the largest first.
func readLegs(ctx context.Context, runner Runner, who access.Principal, ask Ask, moving []string) (list []leg, sql string, err error) {
	q, err := legsQuery(ask, moving)
	if err != nil {
		return nil, "", err
	}
	err = scan(ctx, runner, who, q, maxLegs+1, func(row []value.Value) error {
		list = append(list, legOf(row))
		return nil
	})
	return list, ast.Print(q), err
}

// legsQuery is legs with what is asked for.
func legsQuery(ask Ask, moving []string) (*ast.Query, error) {
	q, err := build.Query(legs)
	if err != nil {
		return nil, err
	}
	body, ok := q.Body.(*ast.Select)
	if !ok {
		return nil, fmt.Errorf("query of legs: %T is no select", q.Body)
	}
	body.Filter = build.Op(days(ask), "AND", body.Filter)
	columns := []string{"srcaddr", "dstaddr", "pkt_srcaddr", "pkt_dstaddr"}
	if len(ask.Addresses) > 0 {
		body.Filter = build.Join("AND", body.Filter, anyOf(columns, ask.Addresses))
	}
	if len(moving) > 0 {
		const at = 11 // the column hour
		hour := &ast.Case{Whens: []ast.When{{Cond: anyOf(columns, moving), Result: build.Call("hour", build.Column("start_time"))}}}
		body.Items[at] = build.Item(hour, "hour")
	}
	q.Limit = build.Limit(maxLegs)
	return q, nil
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

func legOf(row []value.Value) leg {
	l := leg{
		day: text(row[0]), interfaceID: dash(row[1]), resource: dash(row[2]), src: address(row[3]), dst: address(row[4]), pktSrc: address(row[5]), pktDst: address(row[6]),
		port: int(number(row[7])), protocol: int(number(row[9])), direction: text(row[10]), bytes: number(row[12]), records: number(row[13]),
		first: time.Unix(number(row[14]), 0).UTC(), last: time.Unix(number(row[15]), 0).UTC(), path: int(number(row[16])), srcService: dash(row[17]), dstService: dash(row[18]),
		account: dash(row[19]),
	}
	l.reply, _ = row[8].(bool)
	if !l.pktSrc.IsValid() || !l.pktDst.IsValid() {
		l.bare = true
		l.pktSrc, l.pktDst = l.src, l.dst
	}
	return l
}

// readLookouts reads what each interface logged on each day.
func readLookouts(ctx context.Context, runner Runner, who access.Principal, ask Ask) (list []lookout, sql string, err error) {
	q, err := build.Query(lookouts)
	if err != nil {
		return nil, "", err
	}
	body, ok := q.Body.(*ast.Select)
	if !ok {
		return nil, "", fmt.Errorf("query of interfaces: %T is no select", q.Body)
	}
	body.Filter = days(ask)
	err = scan(ctx, runner, who, q, maxLookouts, func(row []value.Value) error {
		list = append(list, lookout{
			day: text(row[0]), interfaceID: dash(row[1]), resource: dash(row[2]), account: dash(row[3]), vpc: dash(row[4]), subnet: dash(row[5]), zone: dash(row[6]),
			region: dash(row[7]), instance: dash(row[8]), kind: dash(row[9]), hours: uint64(number(row[10])), //nolint:gosec // a mask of bits
			moments: number(row[11]), records: number(row[12]), skipped: number(row[13]), nodata: number(row[14]), refused: number(row[15]), bytes: number(row[16]), packets: number(row[17]),
		})
		return nil
	})
	return list, ast.Print(q), err
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
