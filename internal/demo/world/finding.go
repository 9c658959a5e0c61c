package world

import (
	"cmp"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/period"
)

// Finding is something that the network of the world costs without need. Findings are read off the model: who sends through what, and what
// of it is charged.
type Finding struct {
	// Span is from when to when it was so.
	Span
	// Kind is one of the kinds below.
	Kind    string
	Account *Account
	Region  Region
	// Resources are the ids of what is at fault and of what has to do with it, the first one above all.
	Resources []string
	// Why says what is wrong.
	Why string
	// Optional tells that mending it is a matter of taste, as availability is given for dollars, or of what a machine is for; or that it
	// saves less than two dollars in every month.
	Optional bool

	less  []lessBytes
	ended []*Series
	// more is what the remedy costs an hour, in 10⁻¹⁰ dollars, while it is needed.
	more func(Hour) int64
	// extra is, for what grew, the incident without which the series would not have.
	extra string
}

// The kinds of findings.
const (
	FaultNatOtherZone    = "nat-other-zone"
	FaultNatForGateway   = "nat-without-gateway-endpoint"
	FaultNatForInterface = "nat-without-interface-endpoint"
	FaultNatIdle         = "nat-idle"
	FaultNatSpread       = "nat-spread"
	FaultCrossZonePair   = "cross-zone-pair"
	FaultAddressIdle     = "address-idle"
	FaultAddressPublic   = "address-public"
	FaultEndpointIdle    = "endpoint-idle"
	FaultEndpointSpread  = "endpoint-spread"
	FaultTransitPair     = "transit-instead-of-peering"
	FaultTransitIdle     = "transit-idle"
	FaultCrossRegionPair = "cross-region-pair"
	FaultLogIngestion    = "log-ingestion"
)

// lessBytes are bytes that would be charged no more, or less: at price, in 10⁻¹⁰ dollars a gigabyte. A price below zero is charged anew.
type lessBytes struct {
	flow  *Flow
	back  bool
	price int64
}

// Avoidable is what a finding cost in a month: Hours of it there were, Cost would have been saved, Saves after what the remedy costs; in
// 10⁻¹⁰ dollars at list prices, each finding mended alone.
type Avoidable struct {
	Month period.Month
	Hours int64
	Cost  int64
	Saves int64
}

// Findings returns what the network costs without need in a range of hours, with what that was in each month; only what would have saved
// anything in a month.
func (w *World) Findings(from, to Hour) ([]*Finding, [][]Avoidable) {
	var found []*Finding
	var costs [][]Avoidable
	for _, list := range [][]*Finding{
		w.farGateways(), w.gatewayless(), w.interfaceless(), w.idleGateways(), w.spreadGateways(), w.crossings(), w.idleAddresses(), w.publicAddresses(),
		w.endpoints(), w.transits(), w.idleTransits(), w.foreign(), w.floods(),
	} {
		for _, f := range list {
			months := w.avoidable(f, from, to)
			if slices.ContainsFunc(months, func(a Avoidable) bool { return a.Saves > 0 }) {
				f.Optional = f.Optional || !slices.ContainsFunc(months, func(a Avoidable) bool { return a.Saves >= smallChange })
				found, costs = append(found, f), append(costs, months)
			}
		}
	}
	return found, costs
}

// smallChange is what nobody has to look for in a month.
const smallChange = 2 * Scale

// avoidable adds up a finding by month.
func (w *World) avoidable(f *Finding, from, to Hour) []Avoidable {
	var list []Avoidable
	for h := max(from, f.From); h < min(to, f.To); h++ {
		if m := period.MonthOf(h.Time()); len(list) == 0 || list[len(list)-1].Month != m {
			list = append(list, Avoidable{Month: m})
		}
		now := &list[len(list)-1]
		now.Hours++
		var cost, more int64
		for _, l := range f.less {
			bytes := w.leg(Leg{l.flow, l.back}, h, "")
			if dollars := MulDiv(MulDiv(bytes, Scale, GB), l.price, Scale); dollars > 0 {
				cost += dollars
			} else {
				more -= dollars
			}
		}
		for _, s := range f.ended {
			amount := w.Amount(s, h)
			if f.extra != "" {
				amount -= w.amount(s, h, f.extra)
			}
			cost += MulDiv(amount, s.listCost(h), Scale)
		}
		if f.more != nil {
			more += f.more(h)
		}
		now.Cost, now.Saves = now.Cost+cost, now.Saves+cost-more
	}
	return list
}

// listCost is the list price of a series, nothing where another service waives it.
func (s *Series) listCost(h Hour) int64 {
	if s.Bundled {
		return 0
	}
	return s.SKU.ListPrice(h)
}

// charged returns the charges of a flow that would end: all of them, or those of one usage type.
func charged(f *Flow, usage string) []lessBytes {
	var list []lessBytes
	for _, c := range f.Billed {
		if strings.HasSuffix(c.Series.SKU.UsageType, usage) {
			list = append(list, lessBytes{f, c.Back, c.Series.listCost(max(f.Out.From, 0))})
		}
	}
	return list
}

// The ends of the usage types that are asked for here.
const (
	regionalBytes = "DataTransfer-Regional-Bytes"
	natGigabytes  = "NatGateway-Bytes"
	transitBytes  = "TransitGateway-Bytes"
	foreignBytes  = "-AWS-Out-Bytes"
)

// heap puts findings together under a key, in the order in which they were first seen.
type heap struct {
	by   map[string]*Finding
	list []*Finding
}

// at returns the finding of a key, made by first where there is none, for the time of a flow too.
func (p *heap) at(key string, f *Flow, first func() *Finding) *Finding {
	if p.by == nil {
		p.by = map[string]*Finding{}
	}
	one := p.by[key]
	if one == nil {
		one = first()
		one.Span = f.span()
		p.by[key] = one
		p.list = append(p.list, one)
	}
	one.Span = Span{min(one.From, f.span().From), max(one.To, f.span().To)}
	return one
}

// span is when a flow is there.
func (f *Flow) span() Span { return Span{min(f.Out.From, f.Back.From), max(f.Out.To, f.Back.To)} }

// add adds resources that are not there yet.
func (f *Finding) add(ids ...string) {
	for _, id := range ids {
		if id != "" && !slices.Contains(f.Resources, id) {
			f.Resources = append(f.Resources, id)
		}
	}
}

// Short gaps are no idleness.
const idleHours = 48

// idle returns the times within a span in which none of the flows is there.
func idle(s Span, flows []*Flow) []Span {
	slices.SortFunc(flows, func(a, b *Flow) int { return cmp.Compare(a.span().From, b.span().From) })
	var list []Span
	at := s.From
	for _, f := range flows {
		if f.Rejected {
			continue
		}
		if from := f.span().From; from > at && from-at >= idleHours {
			list = append(list, Span{at, min(from, s.To)})
		}
		at = max(at, f.span().To)
	}
	if at < s.To && s.To-at >= idleHours {
		list = append(list, Span{at, s.To})
	}
	return list
}

// through returns the flows that pass something.
func (w *World) through(pass func(*Flow) bool) []*Flow {
	var list []*Flow
	for _, f := range w.Flows {
		if pass(f) {
			list = append(list, f)
		}
	}
	return list
}

// held returns the series of some resources that are billed by time, not by bytes.
func (w *World) held(resources ...string) []*Series {
	var list []*Series
	for _, s := range w.Series {
		if s.Legs == nil && slices.Contains(resources, s.Resource) && s.Resource != "" {
			list = append(list, s)
		}
	}
	return list
}
