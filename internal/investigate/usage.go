package investigate

import (
	"cmp"
	"context"
	"fmt"
	"math/big"
	"slices"

	"github.com/glauxhq/glaux/internal/anomaly"
	"github.com/glauxhq/glaux/internal/casebook"
	"github.com/glauxhq/glaux/internal/casebook/figures"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/usagetype"
)

// The bounds of what is shown of usage types.
const (
	maxUsage  = 20
	maxSeries = 6
	// daysAfter is how many days are shown after the end of a case, so that it can be seen.
	daysAfter = 14
)

// dimension returns one of those that causes are looked for in.
func dimension(name string) figures.Dimension {
	for _, d := range figures.Dimensions() {
		if d.Name == name {
			return d
		}
	}
	return figures.Dimension{}
}

// usage reads which usage types changed, and says what they mean.
func (i *inquiry) usage(ctx context.Context, p casebook.Place) error {
	i.log.enter("usage")
	dims := []figures.Dimension{dimension("service_code"), dimension("usage_type")}
	facts, err := figures.FactsOf(ctx, i.log, i.who, p.Scope, dims, p.Before, p.After)
	if err != nil {
		return err
	}
	r := &i.report
	r.Change = casebook.Shift{Before: facts.Whole.Before, After: facts.Whole.After, Change: facts.Whole.After.Sub(facts.Whole.Before)}
	i.log.sum(r.Change.Before.Fixed(cents) + " → " + r.Change.After.Fixed(cents))
	for _, f := range facts.List[:min(len(facts.List), maxUsage)] {
		r.Usage = append(r.Usage, usageOf(p, f))
	}
	slices.SortStableFunc(r.Usage, func(a, b Usage) int {
		return cmp.Or(absolute(b.Change).Cmp(absolute(a.Change)), cmp.Compare(a.UsageType, b.UsageType))
	})
	return i.series(ctx, p)
}

// cents are the digits of amounts for people.
const cents = 2

// usageOf is a usage type in two windows.
func usageOf(p casebook.Place, f figures.Fact) Usage {
	service, kind := f.Values[0], f.Values[1]
	u := Usage{
		UsageType: kind, Service: service,
		Meaning:     usagetype.Explain(usagetype.Line{Product: service, UsageType: kind, Region: p.Scope.Node.Region}),
		Shift:       casebook.Shift{Before: f.Before, After: f.After, Change: f.After.Sub(f.Before)},
		UsageBefore: f.UsageBefore, UsageAfter: f.UsageAfter,
		PriceBefore: price(f.Before, f.UsageBefore), PriceAfter: price(f.After, f.UsageAfter),
	}
	u.Link = p.Explorer([]anomaly.Element{{Dimension: "service_code", Value: service}, {Dimension: "usage_type", Value: kind}}, "resource")
	return u
}

// price is what a unit cost, "" where nothing was used.
func price(cost, usage money.Amount) string {
	if usage.Sign() == 0 {
		return ""
	}
	const places = 6
	return money.FromRat(new(big.Rat).Quo(cost.Rat(), usage.Rat()), places).String()
}

// series reads the days of the usage types that changed most.
func (i *inquiry) series(ctx context.Context, p casebook.Place) error {
	span := figures.Span{First: p.Before.First, End: p.Whole.End + daysAfter}
	days, sql, err := figures.DailyOf(ctx, i.log, i.who, p.Scope, dimension("usage_type"), span)
	if err != nil {
		return err
	}
	i.daily = map[string]float64{}
	costs := map[string]map[anomaly.Day]money.Amount{}
	end := span.First
	for _, d := range days {
		end = max(end, d.Day+1)
		if costs[d.Value] == nil {
			costs[d.Value] = map[anomaly.Day]money.Amount{}
		}
		costs[d.Value][d.Day] = d.Cost
	}
	shown := map[string]bool{"": true} // discounts and taxes have no usage type
	for _, u := range i.report.Usage {
		if isTraffic(u.Meaning) {
			for d, cost := range costs[u.UsageType] {
				dollars, _ := cost.Rat().Float64()
				i.daily[figures.Written(d)] += dollars
			}
		}
		if shown[u.UsageType] || len(i.report.Series) == maxSeries {
			continue
		}
		shown[u.UsageType] = true
		one := Series{UsageType: u.UsageType, Title: u.Meaning.Title, Points: []Point{}, SQL: sql}
		for d := span.First; d < end; d++ {
			one.Points = append(one.Points, Point{Day: figures.Written(d), Cost: costs[u.UsageType][d]})
		}
		i.report.Series = append(i.report.Series, one)
	}
	return nil
}

// causes says what the change comes from.
func (i *inquiry) causes(ctx context.Context, p casebook.Place) error {
	i.log.enter("causes")
	why, err := p.Why(ctx, i.log, i.who)
	if err != nil {
		return fmt.Errorf("look for causes: %w", err)
	}
	i.report.Causes, i.report.Hidden = why.Causes, why.Hidden
	i.log.sum(why.Change.Change.Fixed(cents))
	for _, c := range why.Changed {
		if c.Dimension == "resource" && c.Value != "" {
			i.involved.add(c.Value, "")
		}
	}
	return nil
}

func absolute(a money.Amount) money.Amount {
	if a.Sign() < 0 {
		return a.Neg()
	}
	return a
}
