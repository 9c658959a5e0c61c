package netflow

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/sql/build"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// maxDays bounds the days of one question.
const maxDays = 400

// Analyse finds who sent what to whom and on which way, by the flow logs and the inventories that who asks may read.
func Analyse(ctx context.Context, runner Runner, who access.Principal, ranges Ranges, ask Ask) (Flows, error) {
	out, err := analyse(ctx, runner, who, ranges, &ask)
	if err != nil {
		return Flows{}, err
	}
	out.present(ask)
	return out, nil
}

// analyse finds all flows, each of one day.
func analyse(ctx context.Context, runner Runner, who access.Principal, ranges Ranges, ask *Ask) (Flows, error) {
	if err := ask.fill(ctx, runner, who); err != nil {
		return Flows{}, err
	}
	if err := ask.check(); err != nil {
		return Flows{}, err
	}
	b, err := readBook(ctx, runner, who)
	if err != nil {
		return Flows{}, err
	}
	moving := b.moving(*ask)
	list, asked, err := readLookouts(ctx, runner, who, *ask)
	if errors.Is(err, errTooMuch) {
		err = tooMuch()
	}
	if err != nil {
		return Flows{}, err
	}
	names, met, err := b.strangers(ctx, runner, who, ranges, *ask, list)
	if err != nil {
		return Flows{}, err
	}
	all, sql, err := readLegs(ctx, runner, who, *ask, moving, names)
	if err != nil {
		return Flows{}, err
	}
	w := newWatch(b, ranges, list, all, moving)
	for i := range all {
		w.take(&all[i])
	}
	out := Flows{From: ask.From.Format(time.DateOnly), To: ask.To.Format(time.DateOnly), SQL: slices.Concat([]string{sql}, asked, met, b.sql)}
	out.Rows = w.all()
	out.Coverage = coverage(b, list, all, out.Rows, *ask)
	if names != nil {
		out.Coverage.Gathered = names.together
	}
	return out, nil
}

// newest asks for the last day of the logs.
const newest = `SELECT CAST(max(day) AS varchar) AS day FROM glaux.flow_logs`

// week are the days that are taken where none are asked for.
const week = 7

// fill sets the days that are not asked for: the last week of the logs, or the week before To or from From on.
func (a *Ask) fill(ctx context.Context, runner Runner, who access.Principal) error {
	if a.To.IsZero() && a.From.IsZero() {
		q, err := build.Query(newest)
		if err != nil {
			return err
		}
		last := ""
		if err := read(ctx, runner, who, q, func(row []value.Value) error { last = text(row[0]); return nil }); err != nil {
			return err
		}
		if last == "" {
			return fault.New(fault.NotFound, "NO_FLOW_LOGS", "there are no flow logs: add their folder with glaux source add, and load them with glaux sync")
		}
		a.To = dayOf(last).AddDate(0, 0, 1)
	}
	switch {
	case a.From.IsZero():
		a.From = a.To.UTC().AddDate(0, 0, -week)
	case a.To.IsZero():
		a.To = a.From.UTC().AddDate(0, 0, week)
	}
	return nil
}

// check makes days of the times, and refuses what cannot be asked.
func (a *Ask) check() error {
	const day = 24 * time.Hour
	a.From, a.To = a.From.UTC().Truncate(day), a.To.UTC().Add(day-1).Truncate(day)
	switch n := int(a.To.Sub(a.From) / day); {
	case n <= 0:
		return fault.New(fault.Invalid, "INVALID_TIME", "the flows that are asked for end before they begin")
	case n > maxDays:
		return fault.New(fault.Invalid, "INVALID_TIME", fmt.Sprintf("%d days are too many for one answer: at most %d", n, maxDays))
	}
	for _, d := range a.By {
		if !slices.Contains(Dimensions(), d) {
			return fault.New(fault.Invalid, "INVALID_DIMENSION", fmt.Sprintf("%q is no dimension of flows: choose of %v", d, Dimensions()))
		}
	}
	return nil
}

// coverage tells how much of the traffic is in the flows.
func coverage(b *book, list []lookout, all []leg, rows []Flow, ask Ask) Coverage {
	var c Coverage
	var logged, read int64
	seen := map[string]bool{}
	for i := range list {
		l := &list[i]
		c.Records, c.Skipped, c.Nodata, c.Rejected = c.Records+l.records, c.Skipped+l.skipped, c.Nodata+l.nodata, c.Rejected+l.refused
		logged += l.bytes
		c.Bare = c.Bare || l.records > 0 && l.packets == 0
		vpc := l.vpc
		if p, ok := best(b.interfaces[l.interfaceID], dayOf(l.day), dayOf(l.day)); vpc == "" && ok {
			vpc = p.VPC
		}
		if vpc != "" {
			seen[vpc] = true
		}
	}
	for i := range all {
		read += all[i].bytes
	}
	c.Networks = slices.Sorted(maps.Keys(seen))
	for _, vpc := range slices.Sorted(maps.Keys(b.vpcs)) {
		if !seen[vpc] {
			c.Dark = append(c.Dark, vpc)
		}
	}
	if len(ask.Addresses) == 0 {
		c.Unread = logged - read
	}
	var bytes, estimated int64
	for i := range rows {
		bytes, estimated = bytes+rows[i].Bytes, estimated+rows[i].Estimated
	}
	if c.Share = 1; estimated > 0 {
		c.Share = float64(bytes) / float64(estimated)
	}
	return c
}

// present keeps the flows that are asked for, puts them together and takes the largest.
func (f *Flows) present(ask Ask) {
	rows := f.Rows
	if len(ask.Accounts)+len(ask.Gateways)+len(ask.Addresses) > 0 || len(ask.By) == 0 { // those of f stay as they are
		rows = make([]Flow, 0, len(f.Rows))
		for i := range f.Rows {
			if ask.keeps(&f.Rows[i]) {
				rows = append(rows, f.Rows[i])
			}
		}
	}
	if len(ask.By) > 0 {
		rows = together(rows, ask.By)
	}
	slices.SortStableFunc(rows, func(a, b Flow) int {
		return cmp.Or(b.Dollars.Cmp(a.Dollars), cmp.Compare(b.Bytes, a.Bytes))
	})
	f.Total = sumOf(rows)
	if ask.Top > 0 && len(rows) > ask.Top {
		rest := sumOf(rows[ask.Top:])
		f.Rest, rows = &rest, rows[:ask.Top]
	}
	f.Rows = rows
}

// sumOf adds flows up.
func sumOf(rows []Flow) Sum {
	s := Sum{Rows: len(rows)}
	for i := range rows {
		s.Bytes, s.Estimated, s.Records = s.Bytes+rows[i].Bytes, s.Estimated+rows[i].Estimated, s.Records+rows[i].Records
		s.Dollars = s.Dollars.Add(rows[i].Dollars)
	}
	return s
}

// keeps tells whether a flow is one of those that are asked for.
func (a *Ask) keeps(f *Flow) bool {
	return anyIn(a.Accounts, accountsOf(f)) && anyIn(a.Gateways, gatewaysOf(f)) && anyIn(a.Addresses, []string{f.Source.Address, f.Destination.Address})
}

func accountsOf(f *Flow) []string {
	list := []string{f.Source.Account, f.Destination.Account}
	for _, h := range f.Via {
		list = append(list, h.Account)
	}
	return list
}

func gatewaysOf(f *Flow) []string {
	list := []string{f.Gateway}
	for _, h := range f.Via {
		list = append(list, h.ID)
	}
	return list
}

// anyIn tells whether one of a list is wanted; without wishes all are.
func anyIn(wanted, list []string) bool {
	return len(wanted) == 0 || slices.ContainsFunc(list, func(s string) bool { return s != "" && slices.Contains(wanted, s) })
}

// group is what flows that are put together have in common.
type group struct {
	day                  string
	source, destination  End
	port, protocol       int
	reply                bool
	path                 Path
	gateway, gatewayZone string
}

// together puts flows together by dimensions.
func together(rows []Flow, by []Dimension) []Flow {
	at := map[group]int{}
	charges := []map[Charge]money.Amount{}
	out := []Flow{}
	for i := range rows {
		g := groupOf(&rows[i], by)
		n, ok := at[g]
		if !ok {
			n = len(out)
			at[g] = n
			out = append(out, Flow{
				Day: g.day, Source: g.source, Destination: g.destination, Port: g.port, Protocol: g.protocol, Reply: g.reply, Path: g.path,
				Gateway: g.gateway, GatewayZone: g.gatewayZone,
			})
			charges = append(charges, map[Charge]money.Amount{})
		}
		f := &out[n]
		f.Bytes, f.Estimated, f.Records = f.Bytes+rows[i].Bytes, f.Estimated+rows[i].Estimated, f.Records+rows[i].Records
		f.Crosses = f.Crosses || rows[i].Crosses
		f.Dollars = f.Dollars.Add(rows[i].Dollars)
		for _, c := range rows[i].Charges {
			key := Charge{UsageType: c.UsageType, Account: c.Account, Resource: c.Resource}
			charges[n][key] = charges[n][key].Add(c.Dollars)
		}
	}
	for n := range out {
		for key, dollars := range charges[n] {
			key.Dollars = dollars
			out[n].Charges = append(out[n].Charges, key)
		}
		slices.SortFunc(out[n].Charges, func(a, b Charge) int {
			return cmp.Or(b.Dollars.Cmp(a.Dollars), cmp.Compare(a.UsageType, b.UsageType), cmp.Compare(a.Account, b.Account), cmp.Compare(a.Resource, b.Resource))
		})
	}
	return out
}

// groupOf is what a flow has in common with others by dimensions.
func groupOf(f *Flow, by []Dimension) group {
	var g group
	source, destination := f.Source, f.Destination
	if f.Reply && slices.Contains(by, ByPair) && !slices.Contains(by, ByDirection) {
		source, destination = destination, source
	}
	for _, d := range by {
		switch d {
		case ByDay:
			g.day = f.Day
		case ByPort:
			g.port, g.protocol = f.Port, f.Protocol
		case ByPath:
			g.path = f.Path
		case ByGateway:
			g.path, g.gateway, g.gatewayZone = f.Path, f.Gateway, f.GatewayZone
		case ByDirection:
			g.reply = f.Reply
		case ByPair, ByWhat, ByZones, BySubnets, ByVPCs, ByAccounts, ByAddresses:
			g.source, g.destination = g.source.with(d, source), g.destination.with(d, destination)
		}
	}
	return g
}

// with adds what a dimension tells of an end.
func (e End) with(d Dimension, from End) End {
	switch d { //nolint:exhaustive // the others are not of ends
	case ByPair:
		address := from.Address
		from.Interface = ""
		if from.OwnerID != "" {
			from.Address = e.Address // an owner may have several
		}
		if e.Address != "" {
			from.Address = address
		}
		return from
	case ByAddresses:
		return from
	case ByWhat:
		e.OwnerType, e.Service = from.OwnerType, cmp.Or(from.Service, e.Service)
	case ByZones:
		e.ZoneID, e.Region = from.ZoneID, from.Region
	case BySubnets:
		e.VPC, e.Subnet, e.SubnetName, e.ZoneID = from.VPC, from.Subnet, from.SubnetName, from.ZoneID
	case ByVPCs:
		e.VPC, e.Account = from.VPC, from.Account
	case ByAccounts:
		e.Account = from.Account
	}
	return e
}

// dayOf is the midnight with which a day begins.
func dayOf(text string) time.Time {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return time.Time{} // the engine writes days
	}
	return t
}
