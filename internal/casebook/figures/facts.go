package figures

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// Dimension is what a change is explained by: a column, or a key of the tags. Its name is the explorer's.
type Dimension struct {
	Name, Column, Key string
}

// value is what a line has, an empty text where it has nothing.
func (d Dimension) value() ast.Expr {
	if d.Key != "" {
		return orEmpty(build.Call("element_at", build.Column(d.Column), build.Text(d.Key)))
	}
	return orEmpty(build.Column(d.Column))
}

// Dimensions are those that causes are looked for in, but for tags.
func Dimensions() []Dimension {
	return []Dimension{
		{"account_id", "line_item_usage_account_id", ""},
		{"service_code", "line_item_product_code", ""},
		{"usage_type", "line_item_usage_type", ""},
		{"region", "product_region_code", ""},
		{"operation", "line_item_operation", ""},
		{"resource", "line_item_resource_id", ""},
		{"az", "line_item_availability_zone", ""},
		{"iam_principal", "line_item_iam_principal", ""},
	}
}

// The bounds of facts: tags that are looked at, and combinations of values, those with the largest changes.
const (
	maxTags  = 5
	maxFacts = 5000
)

// tags is the column of the tags of resources.
const tags = "resource_tags"

// Seen returns the dimensions of which a principal sees the columns, and the names of those of which it does not.
func Seen(ctx context.Context, runner Runner, who access.Principal, scope Scope, span Span) (seen []Dimension, hidden []string, err error) {
	there, err := columns(ctx, runner, who)
	if err != nil {
		return nil, nil, err
	}
	for _, d := range Dimensions() {
		if _, ok := there[d.Column]; ok {
			seen = append(seen, d)
		} else {
			hidden = append(hidden, d.Name)
		}
	}
	if there[tags] != types.Map {
		return seen, append(hidden, "tag"), nil
	}
	keys, err := tagKeys(ctx, runner, who, scope, span)
	return append(seen, keys...), hidden, err
}

// columns are the columns of the bill that a principal sees, with their types.
func columns(ctx context.Context, runner Runner, who access.Principal) (map[string]types.Kind, error) {
	none := &ast.Query{Body: &ast.Select{Items: []ast.SelectItem{{Star: true}}, From: []ast.Rel{bill()}, Filter: &ast.Bool{}}}
	result, err := runner.Tree(ctx, who, none, query.Options{MaxRows: 1})
	if err != nil {
		return nil, fmt.Errorf("look at the columns of the bill: %w", err)
	}
	there := map[string]types.Kind{}
	for _, c := range result.Columns {
		there[c.Name] = c.Type.Kind
	}
	return there, result.Close()
}

// Keyed returns the dimensions of some keys of tags and of some cost categories, where the bill has them.
func Keyed(ctx context.Context, runner Runner, who access.Principal, keys, categories []string) (dims []Dimension, err error) {
	if len(keys)+len(categories) == 0 {
		return nil, nil
	}
	there, err := columns(ctx, runner, who)
	if err != nil {
		return nil, err
	}
	const category = "cost_category"
	if there[tags] == types.Map {
		for _, key := range keys {
			dims = append(dims, Dimension{Name: "tag:" + key, Column: tags, Key: key})
		}
	}
	if there[category] == types.Map {
		for _, key := range categories {
			dims = append(dims, Dimension{Name: "category:" + key, Column: category, Key: key})
		}
	}
	return dims, nil
}

// tagKeys returns the tags that most lines have.
func tagKeys(ctx context.Context, runner Runner, who access.Principal, scope Scope, span Span) ([]Dimension, error) {
	filter, err := selected(scope, span)
	if err != nil {
		return nil, err
	}
	unnested := &ast.Unnest{Exprs: []ast.Expr{build.Call("map_keys", build.Column(tags))}}
	s := &ast.Select{
		Items: []ast.SelectItem{build.Item(&ast.ColumnRef{Parts: []ast.Ident{{Name: "t"}, {Name: "tag"}}}, "tag"), build.Item(&ast.Call{Name: ast.Name{Parts: []ast.Ident{{Name: "count"}}}, Star: true}, "lines")},
		From: []ast.Rel{&ast.Join{Kind: ast.CrossJoin, Left: bill(), Right: &ast.Aliased{
			Rel: unnested, Alias: ast.Ident{Name: "t"}, Columns: []ast.Ident{{Name: "tag"}},
		}}},
		Filter: filter, GroupBy: build.GroupBy(1),
	}
	q := &ast.Query{Body: s, OrderBy: []ast.SortItem{{X: build.Number(2), Desc: true}, {X: build.Number(1)}}, Limit: &ast.Limit{Count: build.Number(maxTags)}} //nolint:mnd // its place
	var out []Dimension
	err = each(ctx, runner, who, q, func(row []value.Value) error {
		key := textOf(row[0])
		out = append(out, Dimension{Name: "tag:" + key, Column: tags, Key: key})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("look for tags: %w", err)
	}
	return out, nil
}

// Fact is what lines of one combination of values cost and used in two spans.
type Fact struct {
	Values                  []string
	Before, After           money.Amount
	UsageBefore, UsageAfter money.Amount
}

// Facts are the combinations of values over some dimensions. Those beyond a bound, with the smallest changes, are left out; Whole is all.
type Facts struct {
	Dimensions []Dimension
	List       []Fact
	Whole      Fact
	SQL        string
}

// windows are the aggregates of two spans: cost and usage before and after.
func windows(before, after Span) ([]ast.SelectItem, error) {
	day, err := build.Expression(dayOfLine)
	if err != nil {
		return nil, err
	}
	within := func(s Span) ast.Expr { return &ast.Between{X: day, Low: date(s.First), High: date(s.End - 1)} }
	var items []ast.SelectItem
	for _, one := range []struct {
		name string
		of   func() (ast.Expr, error)
		span Span
	}{{"cost_before", costs, before}, {"cost_after", costs, after}, {"usage_before", usages, before}, {"usage_after", usages, after}} {
		x, err := one.of()
		if err != nil {
			return nil, err
		}
		if x, err = filtered(x, within(one.span)); err != nil {
			return nil, err
		}
		items = append(items, build.Item(x, one.name))
	}
	return items, nil
}

// filtered is a total over the lines that meet one more condition.
func filtered(x ast.Expr, condition ast.Expr) (ast.Expr, error) {
	outer, ok := x.(*ast.Call)
	if !ok || len(outer.Args) == 0 {
		return nil, fmt.Errorf("a total of another form: %s", ast.Print(x))
	}
	inner, ok := outer.Args[0].(*ast.Call)
	if !ok {
		return nil, fmt.Errorf("a total of another form: %s", ast.Print(x))
	}
	sum := *inner
	sum.Filter = build.Join("AND", condition, inner.Filter)
	return build.Call("coalesce", &sum, outer.Args[1]), nil
}

// FactsOf reads the facts of lines in two spans.
func FactsOf(ctx context.Context, runner Runner, who access.Principal, scope Scope, dims []Dimension, before, after Span) (Facts, error) {
	q, err := factsQuery(scope, dims, before, after)
	if err != nil {
		return Facts{}, err
	}
	out := Facts{Dimensions: dims, SQL: ast.Print(q)}
	err = each(ctx, runner, who, q, func(row []value.Value) error {
		f := Fact{}
		for i := range dims {
			f.Values = append(f.Values, textOf(row[i]))
		}
		if err := f.read(row[len(dims):]); err != nil {
			return err
		}
		out.List = append(out.List, f)
		return nil
	})
	if err != nil {
		return Facts{}, fmt.Errorf("read what changed: %w", err)
	}
	whole, err := ShiftQuery(scope, nil, before, after)
	if err != nil {
		return Facts{}, err
	}
	err = each(ctx, runner, who, whole, func(row []value.Value) error { return out.Whole.read(row) })
	if err != nil {
		return Facts{}, fmt.Errorf("read what changed: %w", err)
	}
	return out, nil
}

// read reads the four aggregates of windows.
func (f *Fact) read(row []value.Value) (err error) {
	for i, to := range []*money.Amount{&f.Before, &f.After, &f.UsageBefore, &f.UsageAfter} {
		if *to, err = amountOf(row[i]); err != nil {
			return err
		}
	}
	return nil
}

// factsQuery is the query of facts: those with the largest changes.
func factsQuery(scope Scope, dims []Dimension, before, after Span) (*ast.Query, error) {
	q, err := ShiftQuery(scope, nil, before, after)
	if err != nil {
		return nil, err
	}
	s, ok := q.Body.(*ast.Select)
	if !ok {
		return nil, fmt.Errorf("a query of another form: %s", ast.Print(q))
	}
	var keys []ast.SelectItem
	for _, d := range dims {
		keys = append(keys, build.Item(d.value(), strings.NewReplacer(":", "_", ".", "_", "-", "_").Replace(safe(d.Name))))
	}
	aggregates := s.Items
	s.Items, s.GroupBy = append(keys, aggregates...), build.GroupBy(len(dims))
	change := build.Call("abs", build.Op(aggregates[1].X, "-", aggregates[0].X))
	q.OrderBy = append([]ast.SortItem{{X: change, Desc: true}}, build.OrderBy(len(dims))...)
	q.Limit = &ast.Limit{Count: build.Number(maxFacts)}
	return q, nil
}

// safe is a name for a column.
func safe(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_' {
			return r
		}
		return '_'
	}, strings.ToLower(name))
}

// ShiftQuery is the query of what lines cost and used in two spans, of those that have some values.
func ShiftQuery(scope Scope, values map[Dimension]string, before, after Span) (*ast.Query, error) {
	items, err := windows(before, after)
	if err != nil {
		return nil, err
	}
	lines, err := scope.lines()
	if err != nil {
		return nil, err
	}
	one, err := during(before.First, before.End)
	if err != nil {
		return nil, err
	}
	two, err := during(after.First, after.End)
	if err != nil {
		return nil, err
	}
	all := []ast.Expr{build.Op(one, "OR", two), lines}
	dims := make([]Dimension, 0, len(values))
	for d := range values {
		dims = append(dims, d)
	}
	slices.SortFunc(dims, func(a, b Dimension) int { return strings.Compare(a.Name, b.Name) })
	for _, d := range dims {
		all = append(all, build.Op(d.value(), "=", build.Text(values[d])))
	}
	return &ast.Query{Body: &ast.Select{Items: items, From: []ast.Rel{bill()}, Filter: build.Join("AND", all...)}}, nil
}
