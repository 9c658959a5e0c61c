package figures

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/anomaly"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// Span is the days from First to the one before End.
type Span struct{ First, End anomaly.Day }

// Scope is lines of the bill: those of some series, or where there are none those of some kinds of charges at a node.
type Scope struct {
	Series []anomaly.Key
	Node   anomaly.Node
	Kinds  []anomaly.Kind
}

// lines keeps the lines of a scope.
func (s Scope) lines() (ast.Expr, error) {
	if len(s.Series) > 0 {
		return of(s.Series)
	}
	kind, err := build.Expression(kindOfLine)
	if err != nil {
		return nil, err
	}
	all := at(s.Node)
	if len(s.Kinds) == 0 {
		return all, nil
	}
	one := &ast.In{X: kind}
	for _, k := range s.Kinds {
		one.List = append(one.List, build.Text(string(k)))
	}
	return build.Join("AND", all, one), nil
}

// of keeps the lines of some series: those of one account, service, region and kind stand together.
func of(series []anomaly.Key) (ast.Expr, error) {
	kind, err := build.Expression(kindOfLine)
	if err != nil {
		return nil, err
	}
	var groups []anomaly.Key // without their usage types
	types := map[anomaly.Key][]string{}
	for _, k := range series {
		group := k
		group.UsageType = ""
		if types[group] == nil {
			groups = append(groups, group)
		}
		types[group] = append(types[group], k.UsageType)
	}
	slices.SortFunc(groups, func(a, b anomaly.Key) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Service, b.Service), cmp.Compare(a.Region, b.Region), cmp.Compare(a.Kind, b.Kind))
	})
	var all []ast.Expr
	for _, g := range groups {
		list := types[g]
		slices.Sort(list)
		columns := keyColumns()
		all = append(all, build.Join("AND",
			is(columns[0], g.Account), is(columns[1], g.Service), is(columns[2], slices.Compact(list)...), is(columns[3], g.Region),
			build.Op(kind, "=", build.Text(string(g.Kind)))))
	}
	return build.Join("OR", all...), nil
}

// is keeps the lines whose column has one of some values; an empty one stands for lines without any.
func is(name string, values ...string) ast.Expr {
	x := build.Column(name)
	if slices.Contains(values, "") {
		x = orEmpty(x)
	}
	if len(values) == 1 {
		return build.Op(x, "=", build.Text(values[0]))
	}
	one := &ast.In{X: x}
	for _, v := range values {
		one.List = append(one.List, build.Text(v))
	}
	return one
}

// selected is the lines of a scope in some days.
func selected(scope Scope, span Span) (ast.Expr, error) {
	lines, err := scope.lines()
	if err != nil {
		return nil, err
	}
	days, err := during(span.First, span.End)
	if err != nil {
		return nil, err
	}
	return build.Join("AND", days, lines), nil
}

// DaysQuery is the query of what series cost by day.
func DaysQuery(series []anomaly.Key, span Span) (*ast.Query, error) {
	day, err := build.Expression(dayOfLine)
	if err != nil {
		return nil, err
	}
	cost, err := costs()
	if err != nil {
		return nil, err
	}
	filter, err := selected(Scope{Series: series}, span)
	if err != nil {
		return nil, err
	}
	s := &ast.Select{Items: []ast.SelectItem{build.Item(day, "day"), build.Item(cost, "cost")}, From: []ast.Rel{bill()}, Filter: filter, GroupBy: build.GroupBy(1)}
	return &ast.Query{Body: s, OrderBy: build.OrderBy(1)}, nil
}

// Days reads what series cost by day, exactly; days without lines are left out.
func Days(ctx context.Context, runner Runner, who access.Principal, series []anomaly.Key, span Span) (map[anomaly.Day]Units, error) {
	out := map[anomaly.Day]Units{}
	if span.First >= span.End {
		return out, nil
	}
	q, err := DaysQuery(series, span)
	if err != nil {
		return nil, err
	}
	err = each(ctx, runner, who, q, func(row []value.Value) error {
		day, ok := row[0].(value.Date)
		if !ok {
			return fmt.Errorf("a line of no day: %v", row[0])
		}
		cost, err := unitsOf(row[1])
		out[anomaly.Day(day)] = cost
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read what days cost: %w", err)
	}
	return out, nil
}

// TotalQuery is the query of what series cost in some days.
func TotalQuery(series []anomaly.Key, span Span) (*ast.Query, error) {
	cost, err := costs()
	if err != nil {
		return nil, err
	}
	filter, err := selected(Scope{Series: series}, span)
	if err != nil {
		return nil, err
	}
	return &ast.Query{Body: &ast.Select{Items: []ast.SelectItem{build.Item(cost, "cost")}, From: []ast.Rel{bill()}, Filter: filter}}, nil
}

// Total runs a query that gives one amount.
func Total(ctx context.Context, runner Runner, who access.Principal, q *ast.Query) (money.Amount, error) {
	var out money.Amount
	err := each(ctx, runner, who, q, func(row []value.Value) (err error) {
		out, err = amountOf(row[len(row)-1])
		return err
	})
	if err != nil {
		return money.Amount{}, fmt.Errorf("read a figure: %w", err)
	}
	return out, nil
}

// Daily is what lines with one value of a dimension cost on a day.
type Daily struct {
	Day   anomaly.Day
	Value string
	Cost  money.Amount
}

// DailyOf reads what the lines of a scope cost by day and by the values of a dimension, and returns the SQL of that too.
func DailyOf(ctx context.Context, runner Runner, who access.Principal, scope Scope, by Dimension, span Span) ([]Daily, string, error) {
	day, err := build.Expression(dayOfLine)
	if err != nil {
		return nil, "", err
	}
	cost, err := costs()
	if err != nil {
		return nil, "", err
	}
	filter, err := selected(scope, span)
	if err != nil {
		return nil, "", err
	}
	s := &ast.Select{
		Items: []ast.SelectItem{build.Item(day, "day"), build.Item(by.value(), safe(by.Name)), build.Item(cost, "cost")},
		From:  []ast.Rel{bill()}, Filter: filter, GroupBy: build.GroupBy(2), //nolint:mnd // day and value
	}
	q := &ast.Query{Body: s, OrderBy: build.OrderBy(2)} //nolint:mnd // as above
	var out []Daily
	err = each(ctx, runner, who, q, func(row []value.Value) error {
		at, ok := row[0].(value.Date)
		if !ok {
			return fmt.Errorf("a line of no day: %v", row[0])
		}
		cost, err := amountOf(row[2])
		out = append(out, Daily{Day: anomaly.Day(at), Value: textOf(row[1]), Cost: cost})
		return err
	})
	if err != nil {
		return nil, "", fmt.Errorf("read days: %w", err)
	}
	return out, ast.Print(q), nil
}
