package casebook

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/anomaly"
	"github.com/glauxhq/glaux/internal/casebook/figures"
	"github.com/glauxhq/glaux/internal/sql/ast"
)

// A change is explained by the same weekdays before it: the days of the case, four weeks at most, and as many days some whole weeks earlier.
const (
	week      = 7
	mostDays  = 4 * week
	maxCauses = 10
	maxValues = 12 // of a dimension among what changed
)

// windows are the spans whose difference explains a case.
func (k *kept) windows() (before, after figures.Span) {
	after = k.span()
	if k.End == 0 && len(k.Points) > 0 {
		for after.End > after.First+1 && k.incomplete(after.End-1) {
			after.End-- // a day that is arriving looks like a fall
		}
	}
	if after.End-after.First > mostDays {
		after.First = max(after.First, after.End-mostDays)
		if k.Class != anomaly.Drift {
			after.First, after.End = k.Start, k.Start+mostDays
		}
	}
	weeks := (after.End - k.Start + week - 1) / week
	before = figures.Span{First: after.First - weeks*week, End: after.End - weeks*week}
	return before, after
}

// incomplete tells whether little of a day has been delivered.
func (k *kept) incomplete(day anomaly.Day) bool {
	const most = 0.9
	written := figures.Written(day)
	return slices.ContainsFunc(k.Points, func(p Point) bool { return p.Day == written && p.Complete < most })
}

// Place is lines of the bill in two windows, whose difference is explained, and all days that it is about. Series are those of a case.
type Place struct {
	Scope         figures.Scope
	Before, After figures.Span
	Whole         figures.Span
	series        []anomaly.Key
}

// PlaceOf is the lines of a node of the bill, in some days and in as many days some whole weeks before them.
func PlaceOf(n anomaly.Node, after figures.Span) Place {
	weeks := (after.End - after.First + week - 1) / week
	return Place{
		Scope: figures.Scope{Node: n}, After: after, Whole: after,
		Before: figures.Span{First: after.First - weeks*week, End: after.End - weeks*week},
		series: []anomaly.Key{{Account: n.Account, Service: n.Service, UsageType: n.UsageType, Region: n.Region}},
	}
}

// Place is where a case is in the bill, and when.
func (b *Book) Place(ctx context.Context, who access.Principal, id string) (Place, error) {
	v, err := b.view(ctx, who)
	if err != nil {
		return Place{}, err
	}
	k, err := v.one(id)
	if err != nil {
		return Place{}, err
	}
	return k.place(), nil
}

// place is where a case is.
func (k *kept) place() Place {
	before, after := k.windows()
	return Place{Scope: k.scope(), Before: before, After: after, Whole: k.span(), series: k.Series}
}

// Why says what caused a case, read from the bill as who asks.
func (b *Book) Why(ctx context.Context, who access.Principal, id string) (Why, error) {
	p, err := b.Place(ctx, who, id)
	if err != nil {
		return Why{}, err
	}
	return p.Why(ctx, b.options.Runner, who)
}

// Why says what the difference of a place comes from, read from the bill as who asks.
func (p Place) Why(ctx context.Context, runner figures.Runner, who access.Principal) (Why, error) {
	dims, hidden, err := figures.Seen(ctx, runner, who, p.Scope, p.After)
	if err != nil {
		return Why{}, err
	}
	facts, err := figures.FactsOf(ctx, runner, who, p.Scope, dims, p.Before, p.After)
	if err != nil {
		return Why{}, err
	}
	out := Why{
		Before: window(p.Before), After: window(p.After), Change: shiftOf(facts.Whole), SQL: facts.SQL, Hidden: hidden,
		Causes: []Cause{}, Changed: changed(facts),
	}
	out.Causes, err = p.causes(facts)
	return out, err
}

// scope is the lines that causes are looked for in: all at the node of a case that names an account and a service, so that what changed with it is
// seen too; of a case that is about more those of its series alone, which would be lost in the rest.
func (k *kept) scope() figures.Scope {
	if k.Node.Account == "" || k.Node.Service == "" {
		return figures.Scope{Series: k.Series}
	}
	s := figures.Scope{Node: k.Node}
	for _, one := range k.Series {
		if !slices.Contains(s.Kinds, one.Kind) {
			s.Kinds = append(s.Kinds, one.Kind)
		}
	}
	slices.Sort(s.Kinds)
	return s
}

func window(s figures.Span) Window {
	return Window{Start: figures.Written(s.First), End: figures.Written(s.End)}
}

func shiftOf(f figures.Fact) Shift {
	return Shift{Before: f.Before, After: f.After, Change: f.After.Sub(f.Before)}
}

// causes asks package anomaly what the facts say. What it finds is summed up again exactly.
func (p Place) causes(facts figures.Facts) ([]Cause, error) {
	var names []string
	var telling []int // dimensions that tell lines apart
	for i, d := range facts.Dimensions {
		if slices.ContainsFunc(facts.List, func(f figures.Fact) bool { return f.Values[i] != facts.List[0].Values[i] }) {
			telling, names = append(telling, i), append(names, d.Name)
		}
	}
	if len(facts.List) == 0 {
		return []Cause{}, nil
	}
	list := make([]anomaly.Fact, len(facts.List))
	for i, f := range facts.List {
		one := anomaly.Fact{Before: floatOf(f.Before), After: floatOf(f.After), UsageBefore: floatOf(f.UsageBefore), UsageAfter: floatOf(f.UsageAfter)}
		for _, at := range telling {
			one.Values = append(one.Values, f.Values[at])
		}
		list[i] = one
	}
	found := anomaly.Explain(names, list)
	out := make([]Cause, 0, len(found))
	for _, c := range found[:min(len(found), maxCauses)] {
		one, err := p.cause(c, facts)
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}

// cause is a cause with exact figures.
func (p Place) cause(c anomaly.Cause, facts figures.Facts) (Cause, error) {
	values := map[figures.Dimension]string{}
	for _, e := range c.Elements {
		for _, d := range facts.Dimensions {
			if d.Name == e.Dimension {
				values[d] = e.Value
			}
		}
	}
	c.Elements = shortened(c.Elements, values, facts)
	var sum figures.Fact
	for _, f := range facts.List {
		if matches(facts.Dimensions, f, values) {
			sum.Before, sum.After = sum.Before.Add(f.Before), sum.After.Add(f.After)
		}
	}
	q, err := figures.ShiftQuery(p.Scope, values, p.Before, p.After)
	if err != nil {
		return Cause{}, err
	}
	shift := shiftOf(sum)
	price := estimate(c.Price)
	share := 0.0
	if whole := shiftOf(facts.Whole).Change; whole.Sign() != 0 {
		share = floatOf(shift.Change) / floatOf(whole)
	}
	return Cause{
		Elements: append([]anomaly.Element{}, c.Elements...), Shift: shift, Share: share, Price: price, Quantity: shift.Change.Sub(price), SQL: ast.Print(q),
		Link: explorer(p.series, c.Elements, figures.Span{First: p.Before.First, End: p.After.End}, ""),
	}, nil
}

// shortened leaves out what says nothing more of the lines: the zone of a resource, the tags of an application. Values become those that are left.
func shortened(elements []anomaly.Element, values map[figures.Dimension]string, facts figures.Facts) []anomaly.Element {
	count := func() (n int) {
		for _, f := range facts.List {
			if matches(facts.Dimensions, f, values) {
				n++
			}
		}
		return n
	}
	all := count()
	for _, d := range slices.Backward(facts.Dimensions) {
		value, there := values[d]
		if !there || d.Name == "usage_type" || d.Name == "resource" && value != "" {
			continue
		}
		delete(values, d)
		if len(values) == 0 || count() != all {
			values[d] = value
			continue
		}
		elements = slices.DeleteFunc(elements, func(e anomaly.Element) bool { return e.Dimension == d.Name })
	}
	return elements
}

func matches(dims []figures.Dimension, f figures.Fact, values map[figures.Dimension]string) bool {
	for i, d := range dims {
		if want, asked := values[d]; asked && f.Values[i] != want {
			return false
		}
	}
	return true
}

// changed sums the facts up by each dimension alone.
func changed(facts figures.Facts) []Changed {
	out := []Changed{}
	for i, d := range facts.Dimensions {
		sums := map[string]*figures.Fact{}
		for _, f := range facts.List {
			s := sums[f.Values[i]]
			if s == nil {
				s = &figures.Fact{Values: []string{f.Values[i]}}
				sums[f.Values[i]] = s
			}
			s.Before, s.After = s.Before.Add(f.Before), s.After.Add(f.After)
			s.UsageBefore, s.UsageAfter = s.UsageBefore.Add(f.UsageBefore), s.UsageAfter.Add(f.UsageAfter)
		}
		if len(sums) == 1 && sums[""] != nil {
			continue // no line has anything
		}
		out = append(out, largest(d.Name, sums)...)
	}
	return out
}

// largest are the values of a dimension that changed most.
func largest(dimension string, sums map[string]*figures.Fact) []Changed {
	var list []Changed
	for value, s := range sums {
		c := Changed{Dimension: dimension, Value: value, Shift: shiftOf(*s)}
		if dimension == "usage_type" { // usage of several types has no unit in common
			c.UsageBefore, c.UsageAfter = s.UsageBefore.String(), s.UsageAfter.String()
		}
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b Changed) int {
		return cmp.Or(absolute(b.Change).Cmp(absolute(a.Change)), cmp.Compare(a.Value, b.Value))
	})
	return list[:min(len(list), maxValues)]
}

// Explorer is the address of the explorer with the lines of a place that have some values.
func (p Place) Explorer(elements []anomaly.Element, by ...string) string {
	return explorer(p.series, elements, figures.Span{First: p.Before.First, End: p.After.End}, "", by...)
}

// links lead to pages about a case.
func (k *kept) links() []Link {
	before, after := k.windows()
	whole := figures.Span{First: before.First, End: max(after.End, k.span().End)}
	compare := figures.Written(before.First) + ".." + figures.Written(before.End)
	return []Link{
		{Name: "costs", Href: explorer(k.Series, nil, whole, "", "usage_type")},
		{Name: "compare", Href: explorer(k.Series, nil, after, compare, "usage_type")},
		{Name: "resources", Href: explorer(k.Series, nil, whole, "", "resource")},
	}
}

// explorer is the address of the explorer with the lines of some series, or of a node, which is a series without a kind.
func explorer(series []anomaly.Key, elements []anomaly.Element, span figures.Span, compare string, by ...string) string {
	values := map[string][]string{}
	add := func(dimension, value string) {
		if !slices.Contains(values[dimension], value) {
			values[dimension] = append(values[dimension], value)
		}
	}
	fixed := map[string]bool{}
	for _, e := range elements {
		fixed[e.Dimension] = true
		add(e.Dimension, e.Value)
	}
	for _, s := range series {
		for dimension, value := range map[string]string{"account_id": s.Account, "service_code": s.Service, "usage_type": s.UsageType, "region": s.Region} {
			if !fixed[dimension] && (s.Kind != "" || value != "") { // what a node leaves open is everything
				add(dimension, value)
			}
		}
	}
	q := url.Values{"period": {figures.Written(span.First) + ".." + figures.Written(span.End)}, "metric": {"amortized"}, "step": {"daily"}, "charges": {"together"}}
	if compare != "" {
		q.Set("compare", compare)
	}
	for _, b := range by {
		q.Add("by", b)
	}
	for _, dimension := range []string{"account_id", "service_code", "usage_type", "region", "operation", "resource", "az", "iam_principal"} {
		if list := values[dimension]; len(list) > 0 && len(list) <= maxFiltered {
			q.Add("f", filter(dimension, list))
		}
		delete(values, dimension)
	}
	for _, e := range elements { // tags
		if list := values[e.Dimension]; len(list) > 0 {
			q.Add("f", filter(e.Dimension, list))
		}
	}
	return "/explorer?" + q.Encode()
}

// maxFiltered is how many values a filter of a link has.
const maxFiltered = 40

// filter writes a filter as the explorer's address has it.
func filter(dimension string, values []string) string {
	escape := strings.NewReplacer(`\`, `\\`, ";", `\;`)
	parts := []string{escape.Replace(dimension), "is"}
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	for _, v := range sorted {
		parts = append(parts, escape.Replace(v))
	}
	return strings.Join(parts, ";")
}
