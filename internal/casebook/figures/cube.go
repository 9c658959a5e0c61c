package figures

import (
	"context"
	"fmt"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/anomaly"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// Line is what one series cost and used on one day.
type Line struct {
	Day   anomaly.Day
	Key   anomaly.Key
	Cost  Units
	Usage float64
}

// Month reads the daily figures of a billing period, YYYY-MM, in no particular order.
func Month(ctx context.Context, runner Runner, who access.Principal, month string) ([]Line, error) {
	q, err := monthQuery(month)
	if err != nil {
		return nil, err
	}
	var lines []Line
	err = each(ctx, runner, who, q, func(row []value.Value) error {
		l, err := lineOf(row)
		if err == nil {
			lines = append(lines, l)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the days of %s: %w", month, err)
	}
	return lines, nil
}

// monthQuery is the query of the daily figures of a month: by series and day, cost and usage.
func monthQuery(month string) (*ast.Query, error) {
	day, err := build.Expression(dayOfLine)
	if err != nil {
		return nil, err
	}
	kind, err := build.Expression(kindOfLine)
	if err != nil {
		return nil, err
	}
	cost, err := costs()
	if err != nil {
		return nil, err
	}
	usage, err := usages()
	if err != nil {
		return nil, err
	}
	s := &ast.Select{From: []ast.Rel{bill()}, Filter: build.Op(build.Column("billing_period"), "=", build.Text(month)), Items: []ast.SelectItem{build.Item(day, "day")}}
	for i, name := range []string{"account", "service", "usage_type", "region"} {
		s.Items = append(s.Items, build.Item(orEmpty(build.Column(keyColumns()[i])), name))
	}
	s.Items = append(s.Items, build.Item(kind, "kind"))
	s.GroupBy = build.GroupBy(len(s.Items))
	s.Items = append(s.Items, build.Item(cost, "cost"), build.Item(usage, "quantity"))
	return &ast.Query{Body: s}, nil
}

// lineOf reads a row of monthQuery.
func lineOf(row []value.Value) (Line, error) {
	const dayAt, accountAt, serviceAt, typeAt, regionAt, kindAt, costAt, usageAt = 0, 1, 2, 3, 4, 5, 6, 7
	day, ok := row[dayAt].(value.Date)
	if !ok {
		return Line{}, fmt.Errorf("a line of no day: %v", row[dayAt])
	}
	cost, err := unitsOf(row[costAt])
	return Line{
		Day: anomaly.Day(day), Cost: cost, Usage: floatOf(row[usageAt]),
		Key: anomaly.Key{
			Account: textOf(row[accountAt]), Service: textOf(row[serviceAt]), UsageType: textOf(row[typeAt]), Region: textOf(row[regionAt]),
			Kind: anomaly.Kind(textOf(row[kindAt])),
		},
	}, err
}

// Currency returns the currency of the lines of a month: "" where there are none, and more than one word where they differ.
func Currency(ctx context.Context, runner Runner, who access.Principal, month string) (string, error) {
	name := build.Column("line_item_currency_code")
	s := &ast.Select{
		From: []ast.Rel{bill()}, Items: []ast.SelectItem{build.Item(name, "currency")}, GroupBy: build.GroupBy(1),
		Filter: build.Join("AND", build.Op(build.Column("billing_period"), "=", build.Text(month)), build.Op(name, "<>", build.Text(""))),
	}
	var out string
	err := each(ctx, runner, who, &ast.Query{Body: s, OrderBy: build.OrderBy(1)}, func(row []value.Value) error {
		if out != "" {
			out += " "
		}
		out += textOf(row[0])
		return nil
	})
	if err != nil {
		return "", fmt.Errorf("read the currency of %s: %w", month, err)
	}
	return out, nil
}
