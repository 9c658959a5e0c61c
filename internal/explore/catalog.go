package explore

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/money"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// recentMonths is how many billing periods are looked at for the keys of maps.
const recentMonths = 3

// maxKeys bounds the keys that are offered of a map.
const maxKeys = 500

// Dimensions returns what the lines of a table can be grouped and filtered by: the dimensions with names, the keys that the maps of its
// last three months hold, and all other columns of texts.
func Dimensions(ctx context.Context, runner Runner, who access.Principal, name string) ([]Dimension, error) {
	if name == "" {
		name = defaultTable
	}
	rel, err := from(name)
	if err != nil {
		return nil, err
	}
	columns, err := columnsOf(ctx, runner, who, rel)
	if err != nil {
		return nil, err
	}
	list := make([]Dimension, 0, len(columns))
	taken := map[string]bool{}
	for _, d := range named() {
		if slices.ContainsFunc(columns, func(c offered) bool { return c.name == d.Column }) {
			list = append(list, d.Dimension)
			taken[d.Column] = taken[d.Column] || d.sql == d.Column
		}
	}
	keys, err := keysOf(ctx, runner, who, rel, columns)
	if err != nil {
		return nil, err
	}
	list = append(list, keys...)
	for _, c := range columns {
		if c.isText && !taken[c.name] && !strings.HasPrefix(c.name, "resource_tags_") {
			list = append(list, Dimension{Name: c.name, Title: titled(c.name), Group: "more", Column: c.name})
		}
	}
	return list, nil
}

// Newest returns the last billing period that a table holds, YYYY-MM, "" for none.
func Newest(ctx context.Context, runner Runner, who access.Principal, name string) (string, error) {
	if name == "" {
		name = defaultTable
	}
	rel, err := from(name)
	if err != nil {
		return "", err
	}
	newest := build.Item(build.Call("max", build.Column("billing_period")), "month")
	rows, err := read(ctx, runner, who, &ast.Query{Body: &ast.Select{Items: []ast.SelectItem{newest}, From: []ast.Rel{rel}}})
	if err != nil {
		return "", err
	}
	return rows[0][0], nil
}

// offered is a column of the table of bills.
type offered struct {
	name          string
	isText, isMap bool
}

// columnsOf returns the columns of a table that the principal sees.
func columnsOf(ctx context.Context, runner Runner, who access.Principal, rel ast.Rel) ([]offered, error) {
	none := &ast.Query{Body: &ast.Select{Items: []ast.SelectItem{{Star: true}}, From: []ast.Rel{rel}, Filter: &ast.Bool{}}}
	result, err := runner.Tree(ctx, who, none, query.Options{MaxRows: 1})
	if err != nil {
		return nil, err
	}
	list := make([]offered, 0, len(result.Columns))
	for _, c := range result.Columns {
		list = append(list, offered{
			name: c.Name, isText: c.Type.Kind == types.Varchar,
			isMap: c.Type.Kind == types.Map && c.Type.Elems[0].Kind == types.Varchar && c.Type.Elems[1].Kind == types.Varchar,
		})
	}
	return list, result.Close()
}

// keysOf returns the keys of the maps of texts, as dimensions. The map `tags` repeats what resource_tags and cost_category hold.
func keysOf(ctx context.Context, runner Runner, who access.Principal, rel ast.Rel, columns []offered) ([]Dimension, error) {
	var body ast.Body
	for _, c := range columns {
		if !c.isMap {
			continue
		}
		one := keysQuery(rel, c.name)
		if body == nil {
			body = one
			continue
		}
		body = &ast.SetOp{Op: ast.Union, All: true, Left: body, Right: one}
	}
	if body == nil {
		return nil, nil
	}
	rows, err := read(ctx, runner, who, &ast.Query{Body: body, OrderBy: build.OrderBy(2), Limit: &ast.Limit{Count: build.Number(maxKeys)}}) //nolint:mnd // map and key
	if err != nil {
		return nil, err
	}
	words := map[string]string{}
	for word, of := range mapWords() {
		words[of] = word
	}
	list := make([]Dimension, 0, len(rows))
	for _, row := range rows {
		d := Dimension{Name: row[0] + ":" + row[1], Title: row[1], Group: "product", Column: row[0], Key: row[1]}
		switch words[row[0]] {
		case tagWord:
			d.Name, d.Group, d.Title = tagWord+":"+row[1], "tags", strings.TrimPrefix(row[1], "user_")
		case categoryWord:
			d.Name, d.Group = categoryWord+":"+row[1], "categories"
		default:
			if row[0] != "product" {
				d.Group = "more"
			}
		}
		list = append(list, d)
	}
	order := []string{"tags", "categories", "product", "more"}
	slices.SortStableFunc(list, func(a, b Dimension) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.Group), slices.Index(order, b.Group)), strings.Compare(a.Name, b.Name))
	})
	return list, nil
}

// keysQuery finds the keys of a map in the last months.
func keysQuery(rel ast.Rel, name string) *ast.Select {
	last := &ast.Query{Body: &ast.Select{Items: []ast.SelectItem{{X: build.Call("max", build.Column("billing_period"))}}, From: []ast.Rel{rel}}}
	first := build.Call("date_add", build.Text("month"), build.Number(1-recentMonths), build.Call("date_parse", &ast.SubqueryExpr{Query: last}, build.Text("%Y-%m")))
	recent := build.Op(build.Column("billing_period"), ">=", build.Call("date_format", first, build.Text("%Y-%m")))
	keys := &ast.Select{
		Distinct: true, Items: []ast.SelectItem{build.Item(build.Call("map_keys", build.Column(name)), "keys")},
		From: []ast.Rel{rel}, Filter: recent,
	}
	each := &ast.Aliased{Rel: &ast.Unnest{Exprs: []ast.Expr{build.Column("keys")}}, Alias: *build.Ident("u"), Columns: []ast.Ident{*build.Ident("map_key")}}
	return &ast.Select{
		Distinct: true, Items: []ast.SelectItem{build.Item(build.Text(name), "map_name"), {X: build.Column("map_key")}},
		From: []ast.Rel{&ast.Join{Kind: ast.CrossJoin, Left: &ast.Aliased{Rel: &ast.Subquery{Query: &ast.Query{Body: keys}}, Alias: *build.Ident("k")}, Right: each}},
	}
}

// titled is the name of a column for people.
func titled(name string) string {
	title := strings.ReplaceAll(strings.TrimPrefix(name, "line_item_"), "_", " ")
	return strings.ToUpper(title[:1]) + title[1:]
}

// The bounds of the values that are offered.
const (
	defaultValues = 100
	maxValues     = 1000
)

// ValuesRequest asks for the values of a dimension.
type ValuesRequest struct {
	Table     string
	Dimension string
	Period    Period
	Filters   []Filter
	Search    string // only values, or labels, that contain it, whatever their case
	Limit     int
}

// Values returns the values of a dimension within a period with their unblended cost, dearest first.
func Values(ctx context.Context, runner Runner, who access.Principal, r ValuesRequest) ([]DimensionValue, error) {
	if r.Limit == 0 {
		r.Limit = defaultValues
	}
	if r.Limit < 0 || r.Limit > maxValues {
		return nil, fault.New(fault.Invalid, "INVALID_REQUEST", fmt.Sprintf("limit is between 1 and %d", maxValues))
	}
	q, err := Request{
		Table: r.Table, Period: r.Period, Filters: r.Filters, Granularity: Total, Charges: Together, GroupBy: []string{r.Dimension},
	}.understand()
	if err != nil {
		return nil, err
	}
	if err := q.resolve(ctx, runner, who, inMonths(q.span)); err != nil {
		return nil, err
	}
	tree, err := r.tree(q)
	if err != nil {
		return nil, err
	}
	rows, err := read(ctx, runner, who, tree)
	if err != nil {
		return nil, q.unknown(err)
	}
	list := make([]DimensionValue, 0, len(rows))
	for _, row := range rows {
		cost, err := money.Parse(row[2])
		if err != nil {
			return nil, fmt.Errorf("cost of a value: %w", err)
		}
		list = append(list, DimensionValue{Value: row[0], Label: row[1], Cost: cost})
	}
	return list, nil
}

// tree is the query. Lines are summed up by columns of theirs first, as for Costs.
func (r ValuesRequest) tree(q *question) (*ast.Query, error) {
	d := q.dims[0]
	if d.label != "" {
		d.columns = append(slices.Clone(d.columns), d.label)
		q.dims[0] = d
	}
	lines, err := q.lines()
	if err != nil {
		return nil, err
	}
	keys, err := q.keyItems()
	if err != nil {
		return nil, err
	}
	label := build.Text("")
	if d.label != "" {
		label = build.Call("coalesce", build.Call("max", build.Column(d.label)), build.Text(""))
	}
	key := keys[0].X
	s := &ast.Select{
		Items: []ast.SelectItem{build.Item(key, "value"), build.Item(label, "label"), build.Item(build.Call("sum", build.Column("cost")), "cost")},
		From:  []ast.Rel{build.Table("", "lines")}, GroupBy: build.GroupBy(1),
	}
	if r.Search != "" {
		found := func(x ast.Expr) ast.Expr {
			return build.Op(build.Call("strpos", build.Call("lower", x), build.Text(strings.ToLower(r.Search))), ">", build.Number(0))
		}
		s.Filter = found(key)
		if d.label != "" {
			s.Filter = build.Join("OR", s.Filter, found(build.Column(d.label)))
		}
	}
	return &ast.Query{
		With: &ast.With{Tables: []ast.CTE{build.CTE("lines", lines)}}, Body: s,
		OrderBy: []ast.SortItem{{X: build.Call("abs", build.Column("cost")), Desc: true}, {X: build.Number(1)}},
		Limit:   &ast.Limit{Count: build.Number(r.Limit)},
	}, nil
}
