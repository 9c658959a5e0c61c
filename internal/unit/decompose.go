package unit

import (
	"cmp"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/unit/shift"
)

// The bounds of what is told of a change.
const (
	maxCauses     = 20
	maxCauseLines = 20
)

// decompose takes the change of cost between two periods apart, nil where there was no quantity before.
func (u *Unit) decompose(l *Listed, w window, lines []line, currency string) (*Decomposition, error) {
	list := make([]shift.Line, len(lines))
	for i := range lines {
		one := &lines[i]
		list[i] = shift.Line{Family: one.family, CostBefore: one.costBefore, CostAfter: one.costAfter, UsageBefore: one.used(one.usageBefore), UsageAfter: one.used(one.usageAfter)}
	}
	families, sum, ok := shift.Take(merged(lines, list), l.Before.Quantity, l.After.Quantity)
	if !ok {
		return nil, nil //nolint:nilnil // nothing is known of what one cost
	}
	d := &Decomposition{Change: sum.Change()}
	shown := shift.Cents([]money.Amount{sum.Volume, sum.Price, sum.Mix, sum.Efficiency}, d.Change, 2) //nolint:mnd // cents
	for i, e := range []Effect{{Kind: Volume, Amount: sum.Volume}, {Kind: Price, Amount: sum.Price}, {Kind: Mix, Amount: sum.Mix}, {Kind: Efficiency, Amount: sum.Efficiency}} {
		e.Shown = shown[i]
		e.Says = u.effectSays(e.Kind, shown[i], l, currency)
		d.Effects = append(d.Effects, e)
	}
	d.Causes = causesOf(families, lines)
	for i := range d.Causes {
		c := &d.Causes[i]
		its := of(lines, c.ID)
		q, err := u.costQuery(w, its)
		if err != nil {
			return nil, err
		}
		c.Title, c.SQL = titleOf(c.ID, its), ast.Print(q)
		c.Says = u.causeSays(c, its, l, currency)
		c.Lines = causeLines(its)
	}
	if len(d.Causes) > maxCauses {
		d.Causes = withRest(d.Causes)
	}
	return d, nil
}

// merged puts the lines of a family that are the same thing, in several regions or operations, together as one line where its price is meant:
// models in 1K and in 1M tokens, the two directions of traffic.
func merged(lines []line, list []shift.Line) []shift.Line {
	byThing := map[[2]string]int{}
	var out []shift.Line
	for i := range lines {
		l := &lines[i]
		thing := cmp.Or(l.model, l.service+"\x00"+l.meaning.Bare+"\x00"+l.operation)
		if l.charge != "" {
			thing = l.charge
		}
		key := [2]string{l.family, thing}
		at, there := byThing[key]
		if !there {
			byThing[key] = len(out)
			out = append(out, list[i])
			continue
		}
		into := &out[at]
		into.CostBefore, into.CostAfter = into.CostBefore.Add(list[i].CostBefore), into.CostAfter.Add(list[i].CostAfter)
		into.UsageBefore, into.UsageAfter = into.UsageBefore.Add(list[i].UsageBefore), into.UsageAfter.Add(list[i].UsageAfter)
	}
	return out
}

// causesOf puts families together to causes, the largest first.
func causesOf(families []shift.Family, lines []line) []Cause {
	causeOf := map[string]string{}
	for i := range lines {
		causeOf[lines[i].family] = lines[i].cause
	}
	byID := map[string]*Cause{}
	for _, f := range families {
		id := causeOf[f.Name]
		c := byID[id]
		if c == nil {
			c = &Cause{ID: id}
			byID[id] = c
		}
		c.Price, c.Mix, c.Efficiency = c.Price.Add(f.Price), c.Mix.Add(f.Mix), c.Efficiency.Add(f.Efficiency)
		c.Amount = c.Price.Add(c.Mix).Add(c.Efficiency)
	}
	list := make([]Cause, 0, len(byID))
	for _, c := range byID {
		list = append(list, *c)
	}
	slices.SortFunc(list, func(a, b Cause) int { return cmp.Or(size(b.Amount).Cmp(size(a.Amount)), strings.Compare(a.ID, b.ID)) })
	return list
}

func size(a money.Amount) money.Amount {
	if a.Sign() < 0 {
		return a.Neg()
	}
	return a
}

// of are the lines of a cause.
func of(lines []line, cause string) []line {
	var list []line
	for i := range lines {
		if lines[i].cause == cause {
			list = append(list, lines[i])
		}
	}
	return list
}

// causeLines are lines for people: by service and usage type, those that changed most first, with a last one for the rest.
func causeLines(lines []line) []CauseLine {
	var list []CauseLine
	index := map[[3]string]int{}
	for i := range lines {
		l := &lines[i]
		name := l.usageType
		if l.charge != "" {
			name = l.charge
		}
		key := [3]string{l.service, name, l.unit}
		at, there := index[key]
		if !there {
			at = len(list)
			index[key] = at
			list = append(list, CauseLine{Service: l.service, UsageType: name, Unit: l.unit})
		}
		list[at].add(l.costBefore, l.costAfter, l.usageBefore, l.usageAfter)
	}
	slices.SortStableFunc(list, func(a, b CauseLine) int {
		return size(b.CostAfter.Sub(b.CostBefore)).Cmp(size(a.CostAfter.Sub(a.CostBefore)))
	})
	if len(list) > maxCauseLines {
		rest := CauseLine{}
		for _, l := range list[maxCauseLines-1:] {
			rest.add(l.CostBefore, l.CostAfter, money.Amount{}, money.Amount{})
		}
		list = append(list[:maxCauseLines-1], rest)
	}
	return list
}

func (c *CauseLine) add(costBefore, costAfter, usageBefore, usageAfter money.Amount) {
	c.CostBefore, c.CostAfter = c.CostBefore.Add(costBefore), c.CostAfter.Add(costAfter)
	c.UsageBefore, c.UsageAfter = c.UsageBefore.Add(usageBefore), c.UsageAfter.Add(usageAfter)
}

// withRest keeps the largest causes, and one for all others.
func withRest(list []Cause) []Cause {
	rest := Cause{ID: "rest", Title: Text{EN: "all others", JA: "その他すべて"}, Lines: []CauseLine{}}
	for _, c := range list[maxCauses-1:] {
		rest.Amount, rest.Price = rest.Amount.Add(c.Amount), rest.Price.Add(c.Price)
		rest.Mix, rest.Efficiency = rest.Mix.Add(c.Mix), rest.Efficiency.Add(c.Efficiency)
	}
	rest.Says = rest.Title
	return append(list[:maxCauses-1], rest)
}
