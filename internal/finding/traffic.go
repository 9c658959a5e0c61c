package finding

import (
	"context"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/netflow"
	"github.com/glauxhq/glaux/internal/sql/ast"
)

// traffic is who talked to whom in the window, and at which price.
type traffic struct {
	known    bool
	services bool // of some flow through NAT it is told that the other end is a service of AWS
	rows     []netflow.Flow
	from, to time.Time         // the days of the logs
	bare     bool              // some logs lack the fields that tell who is behind gateways
	via      map[string]string // the last day on which a flow passed a gateway
	blind    map[string]bool   // networks without logs
	sql      []string
}

// logged asks for the days of the logs in the window.
const logged = `SELECT CAST(min(day) AS varchar) AS first, CAST(max(day) AS varchar) AS last FROM glaux.flow_logs
WHERE day BETWEEN DATE '2000-01-01' AND DATE '2000-01-02'`

// readTraffic reads the flows of the window, unless they have been traced already.
func readTraffic(ctx context.Context, runner Runner, who access.Principal, ranges netflow.Ranges, v values, traced *netflow.Traced) (*traffic, error) {
	t := &traffic{via: map[string]string{}, blind: map[string]bool{}}
	q, err := asked(logged, v)
	if err != nil {
		return nil, err
	}
	t.sql = append(t.sql, ast.Print(q))
	if err := read(ctx, runner, who, q, func(r row) { t.from, t.to = dayOf(r.text(0)), dayOf(r.text(1)).AddDate(0, 0, 1) }); err != nil {
		return nil, err
	}
	if t.from.IsZero() {
		return t, nil
	}
	days := netflow.Ask{From: t.from, To: t.to}
	if traced == nil || !traced.Of(days.From, days.To) {
		if traced, err = netflow.Trace(ctx, runner, who, ranges, days); err != nil {
			return nil, err
		}
	}
	priced := traced.Show(days)
	t.known, t.bare, t.rows = true, priced.Coverage.Bare, priced.Rows
	t.sql = append(t.sql, priced.SQL...)
	for _, vpc := range priced.Coverage.Dark {
		t.blind[vpc] = true
	}
	for i := range t.rows {
		f := &t.rows[i]
		t.services = t.services || gatewayOf(f) != "" && (f.Source.Service != "" || f.Destination.Service != "")
		t.via[f.Gateway] = max(t.via[f.Gateway], f.Day)
		for _, h := range f.Via {
			t.via[h.ID] = max(t.via[h.ID], f.Day)
		}
	}
	return t, nil
}

// dayOf is the beginning of a day, the zero time for "".
func dayOf(day string) time.Time {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return time.Time{} // there are no logs
	}
	return at
}

// passed tells whether a flow passed a gateway at the end of the time.
func (t *traffic) passed(id string) bool {
	last := t.via[id]
	return last != "" && t.to.Sub(dayOf(last)) < quiet
}

// dark tells whether a network has no logs.
func (t *traffic) dark(vpc string) bool { return t.blind[vpc] }

// ends are who opens and who serves.
func ends(f *netflow.Flow) (client, server netflow.End) {
	if f.Reply {
		return f.Destination, f.Source
	}
	return f.Source, f.Destination
}

// inner is the end of ours of a flow that leaves for what is not, and the other end.
func inner(f *netflow.Flow) (ours, other netflow.End, ok bool) {
	switch {
	case f.Source.VPC != "" && f.Destination.VPC == "":
		return f.Source, f.Destination, true
	case f.Destination.VPC != "" && f.Source.VPC == "":
		return f.Destination, f.Source, true
	}
	return netflow.End{}, netflow.End{}, false
}

// gatewayOf is the NAT gateway that a flow passes, "" for none.
func gatewayOf(f *netflow.Flow) string {
	if f.Path == netflow.NAT {
		return f.Gateway
	}
	for _, h := range f.Via {
		if h.Path == netflow.NAT {
			return h.ID
		}
	}
	return ""
}

// pile is flows that make one finding.
type pile struct {
	dollars     *big.Rat
	bytes       int64
	first, last string
	// by are the dollars of each part of it, and parts the ends that have to do with it, in the order of their names.
	by map[string]*big.Rat
}

// piles are piles by their keys.
type piles map[string]*pile

// add adds a flow, with what of its charges counts, to the pile of a key.
func (p piles) add(key string, f *netflow.Flow, amount money.Amount, parts ...string) {
	one := p[key]
	if one == nil {
		one = &pile{dollars: new(big.Rat), by: map[string]*big.Rat{}, first: f.Day, last: f.Day}
		p[key] = one
	}
	one.dollars.Add(one.dollars, amount.Rat())
	one.bytes += f.Estimated
	one.first, one.last = min(one.first, f.Day), max(one.last, f.Day)
	for _, part := range parts {
		if part == "" {
			continue
		}
		if one.by[part] == nil {
			one.by[part] = new(big.Rat)
		}
		one.by[part].Add(one.by[part], amount.Rat())
	}
}

// keys are the keys in order.
func (p piles) keys() []string {
	list := make([]string, 0, len(p))
	for key := range p {
		list = append(list, key)
	}
	slices.Sort(list)
	return list
}

// parts are the parts, the one with the most dollars first.
func (p *pile) parts() []string {
	list := make([]string, 0, len(p.by))
	for part := range p.by {
		list = append(list, part)
	}
	slices.SortFunc(list, func(a, b string) int {
		if c := p.by[b].Cmp(p.by[a]); c != 0 {
			return c
		}
		return strings.Compare(a, b)
	})
	return list
}

// hoursOf is how long a pile has been there, up to the end of the logs; it tells false where it is over.
func (l *look) hoursOf(p *pile) (float64, bool) {
	end := l.flows.to
	if l.bill.to.Before(end) {
		end = l.bill.to
	}
	if end.Sub(dayOf(p.last)) >= quiet {
		return 0, false
	}
	from := dayOf(p.first)
	if from.Before(l.bill.from) {
		from = l.bill.from
	}
	return max(1, end.Sub(from).Hours()), true
}

// share is a part of a month's dollars.
func (p *pile) share(part string, hours float64) money.Amount {
	if p.by[part] == nil {
		return money.Amount{}
	}
	return perMonth(p.by[part], hours)
}

// monthlyBytes are the bytes of a month.
func (p *pile) monthlyBytes(hours float64) int64 { return int64(float64(p.bytes) * month / hours) }

// The ends of the usage types that flows are charged by.
const (
	regionalBytes = "DataTransfer-Regional-Bytes"
	natBytes      = "NatGateway-Bytes"
	transitBytes  = "TransitGateway-Bytes"
)

// chargedFor are the dollars of a flow of some usage types.
func chargedFor(f *netflow.Flow, usages ...string) money.Amount {
	var sum money.Amount
	for _, c := range f.Charges {
		if slices.ContainsFunc(usages, func(u string) bool { return strings.HasSuffix(c.UsageType, u) }) {
			sum = sum.Add(c.Dollars)
		}
	}
	return sum
}

// seen asks for the records of some interfaces, by their far ends.
const seen = `SELECT interface_id, srcaddr, dstaddr, pkt_srcaddr, pkt_dstaddr, max(pkt_src_aws_service) AS src_service, max(pkt_dst_aws_service) AS dst_service,
  max(traffic_path) AS path, min(day) AS first, max(day) AS last, sum(bytes) AS bytes
FROM glaux.flow_logs
WHERE day BETWEEN DATE '2000-01-01' AND DATE '2000-01-02' AND interface_id IN ('RESOURCES') AND coalesce(action, 'ACCEPT') = 'ACCEPT'
GROUP BY 1, 2, 3, 4, 5 ORDER BY 11 DESC NULLS LAST, 1, 2, 3, 4, 5 LIMIT 100`

// spoken adds the records of interfaces as evidence.
func (l *look) spoken(f *Finding, interfaces ...string) error {
	const most = 20
	interfaces = slices.DeleteFunc(slices.Clone(interfaces), func(s string) bool { return s == "" })
	slices.Sort(interfaces)
	interfaces = slices.Compact(interfaces)
	return l.evidence(f, "what the interfaces saw, by their far ends", "ネットワークインターフェイスの通信（相手別）", seen, interfaces[:min(most, len(interfaces))])
}
