package investigate

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/casebook"
	"github.com/glauxhq/glaux/internal/casebook/figures"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/netflow"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
	"github.com/glauxhq/glaux/internal/sql/value"
	"github.com/glauxhq/glaux/internal/usagetype"
)

// Of the days of a question those are looked at that flow logs tell of: four weeks at most, the ones in which its traffic cost most. Records
// of a case that lasts long are many, and the traffic of the days after a fix explains nothing of what came before.

// mostDays is how many days of flow logs are looked at.
const mostDays = 28

// The bounds of what is shown of traffic.
const (
	maxWays      = 20
	maxAddresses = 100
)

// traffic finds which way the traffic of the question took, and what of the bill it explains.
func (i *inquiry) traffic(ctx context.Context, p casebook.Place) error {
	i.log.enter("traffic")
	if !slices.ContainsFunc(i.report.Usage, func(u Usage) bool { return isTraffic(u.Meaning) }) {
		i.miss("traffic", Text{EN: "none of its usage types is traffic", JA: "対象の使用タイプに通信はありません"})
		return nil
	}
	span, ok, err := i.logged(ctx, p)
	if err != nil {
		return err
	}
	if !ok {
		i.miss("traffic", Text{
			EN: "there are no flow logs of these days: add the folder or bucket of flow logs as a source",
			JA: "この期間の VPC フローログがありません。フローログのフォルダーまたはバケットをソースに追加してください",
		})
		return nil
	}
	ask := netflow.Ask{
		From: figures.Date(span.First), To: figures.Date(span.End),
		By: []netflow.Dimension{netflow.ByPair, netflow.ByAddresses, netflow.ByGateway, netflow.ByPort, netflow.ByDirection},
	}
	if a := p.Scope.Node.Account; a != "" {
		ask.Accounts = []string{a}
	}
	if i.traced, err = netflow.Trace(ctx, i.log, i.who, i.tools.Ranges, ask); err != nil {
		return err
	}
	priced := i.traced.Show(ask)
	i.log.sum(priced.Billed.Fixed(cents) + ", " + priced.Explained.Fixed(cents))
	i.window = span
	rows := relevant(priced.Rows, p.Scope.Node.UsageType)
	i.report.Traffic = &Traffic{
		Window: windowOf(span), Coverage: priced.Coverage, SQL: priced.SQL, Ways: waysOf(rows), Addresses: addressesOf(rows, figures.Date(span.End)),
		Badge: Badge{
			Says: priced.Badge, Billed: priced.Billed, Explained: priced.Explained, Rest: priced.Left, Share: share(priced.Explained, priced.Billed),
			Low: priced.Low, High: priced.High, Parts: slices.Clone(priced.Parts),
		},
	}
	i.rows = rows
	for n := range rows {
		i.involveFlow(&rows[n])
	}
	return nil
}

// isTraffic tells whether a usage type is traffic, or a thing that traffic goes through.
func isTraffic(m usagetype.Meaning) bool { return strings.HasPrefix(string(m.Class), "network.") }

// daysQuery reads the days that flow logs tell of.
const daysQuery = `SELECT DISTINCT day FROM glaux.flow_logs WHERE true ORDER BY day`

// logged returns the days of the question that flow logs tell of, those in which its traffic cost most.
func (i *inquiry) logged(ctx context.Context, p casebook.Place) (figures.Span, bool, error) {
	q, err := where(daysQuery, &ast.Between{X: build.Column("day"), Low: day(figures.Date(p.Whole.First)), High: day(figures.Date(p.Whole.End - 1))})
	if err != nil {
		return figures.Span{}, false, err
	}
	first, end := p.Whole.End, p.Whole.First
	err = i.each(ctx, q, func(row []value.Value) error {
		if d, ok := row[0].(value.Date); ok {
			at := figures.DayOf(time.Unix(int64(d)*int64(secondsOfDay), 0))
			first, end = min(first, at), max(end, at+1)
		}
		return nil
	})
	if err != nil || first >= end {
		return figures.Span{}, false, err
	}
	span := figures.Span{First: first, End: end}
	if end-first <= mostDays {
		return span, true, nil
	}
	best := -1.0
	for at := first; at+mostDays <= end; at++ {
		sum := 0.0
		for d := at; d < at+mostDays; d++ {
			sum += i.daily[figures.Written(d)]
		}
		if sum > best {
			best, span = sum, figures.Span{First: at, End: at + mostDays}
		}
	}
	return span, true, nil
}

const secondsOfDay = 24 * 60 * 60

// relevant are the flows that cost something of a usage type; those that cost something where none is asked for; all where nothing is priced.
func relevant(rows []netflow.Flow, usage string) []netflow.Flow {
	var out []netflow.Flow
	for _, f := range rows {
		if usage == "" && f.Dollars.Sign() > 0 || slices.ContainsFunc(f.Charges, func(c netflow.Charge) bool { return c.UsageType == usage && c.Dollars.Sign() > 0 }) {
			out = append(out, f)
		}
	}
	if len(out) == 0 {
		return rows
	}
	return out
}

// share is a part of a whole, 0 to 1.
func share(part, whole money.Amount) float64 {
	a, _ := part.Rat().Float64()
	b, _ := whole.Rat().Float64()
	if b == 0 {
		return 0
	}
	return a / b
}

// mostOf is how many of the largest flows are looked at closely.
const mostOf = 30

// involveFlow notes the gateway and the ends of a flow.
func (i *inquiry) involveFlow(f *netflow.Flow) {
	i.flows++
	if f.Gateway != "" {
		i.involved.add(f.Gateway, "")
	}
	if i.flows > mostOf {
		return
	}
	for _, e := range []netflow.End{f.Source, f.Destination} {
		if e.OwnerID != "" {
			i.involved.add(e.OwnerID, e.Name)
		}
	}
}

// ends returns who opens and who serves.
func ends(f *netflow.Flow) (opens, serves netflow.End) {
	if f.Reply {
		return f.Destination, f.Source
	}
	return f.Source, f.Destination
}

// addressesOf sums the flows up by their ends.
func addressesOf(rows []netflow.Flow, at time.Time) []Address {
	type key struct{ address, vpc, owner string }
	sums := map[key]*Address{}
	of := func(e netflow.End) *Address {
		k := key{e.Address, e.VPC, e.OwnerID}
		a := sums[k]
		if a == nil {
			a = &Address{
				Address: e.Address, OwnerType: e.OwnerType, OwnerID: e.OwnerID, Name: e.Name, Account: e.Account, VPC: e.VPC, Subnet: e.Subnet,
				SubnetName: e.SubnetName, ZoneID: e.ZoneID, Service: e.Service, Region: e.Region, Link: linkOf(e, at),
			}
			sums[k] = a
		}
		return a
	}
	for n := range rows {
		f := &rows[n]
		from, to := of(f.Source), of(f.Destination)
		from.Sent += f.Bytes
		from.Dollars = from.Dollars.Add(f.Dollars)
		to.Received += f.Bytes
		if to != from {
			to.Dollars = to.Dollars.Add(f.Dollars)
		}
	}
	out := make([]Address, 0, len(sums))
	for _, a := range sums {
		out = append(out, *a)
	}
	slices.SortFunc(out, func(a, b Address) int {
		return cmp.Or(b.Dollars.Cmp(a.Dollars), cmp.Compare(b.Sent+b.Received, a.Sent+a.Received), cmp.Compare(a.Address, b.Address), cmp.Compare(a.VPC, b.VPC), cmp.Compare(a.OwnerID, b.OwnerID))
	})
	return out[:min(len(out), maxAddresses)]
}

// linkOf is the page of an address, at the last moment of the days.
func linkOf(e netflow.End, at time.Time) string {
	if e.Address == "" {
		return ""
	}
	q := url.Values{"at": {at.Add(-time.Second).Format(time.RFC3339)}}
	if e.VPC != "" {
		q.Set("vpc", e.VPC)
	}
	return "/addresses/" + url.PathEscape(e.Address) + "?" + q.Encode()
}
