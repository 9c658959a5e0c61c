package console

import (
	"context"
	"fmt"
	"strings"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// FrequentRequest asks for the frequent values of a column, with Keys for the keys of a map, with Key for the values of that key.
type FrequentRequest struct {
	Database, Table, Column string
	Keys                    bool
	Key                     string
	// Prefix is what a value contains, in any case; those that begin with it come first.
	Prefix string
	// Limit is how many are wanted at most; 0 is 50.
	Limit int
}

// How many values are counted at once and kept, and how many are answered when nobody says so.
const (
	countedValues  = 1000
	answeredValues = 50
)

// The columns of the queries here.
const (
	valueName = "value"
	rowsName  = "rows"
	keysName  = "map_keys"
)

// Frequents counts values in the rows that the caller sees, the most frequent first. Where the table has partitions, only the newest are
// looked at, as the SQL says. Answers are kept for a while.
func (c *Console) Frequents(ctx context.Context, who access.Principal, r FrequentRequest) (Frequents, error) {
	sight, err := c.sight(ctx, who, "")
	if err != nil {
		return Frequents{}, err
	}
	defer sight.Close()
	table, err := visibleTable(ctx, sight.Visible, r.Database, r.Table)
	if err != nil {
		return Frequents{}, err
	}
	col, err := visibleColumn(table, r.Column)
	if err != nil {
		return Frequents{}, err
	}
	if r.Limit == 0 {
		r.Limit = answeredValues
	}
	return c.frequents(ctx, asker{c, who, version(sight)}, table, col, r)
}

// frequents counts all values once; where there are too many to keep, those that contain the prefix are counted apart.
func (c *Console) frequents(ctx context.Context, by asker, table *catalog.Table, col catalog.Column, r FrequentRequest) (Frequents, error) {
	prefix := r.Prefix
	r.Prefix = ""
	all, err := c.counted(ctx, by, table, col, r)
	if err != nil {
		return Frequents{}, err
	}
	if prefix != "" && len(all.Items) >= countedValues {
		r.Prefix = prefix
		if all, err = c.counted(ctx, by, table, col, r); err != nil {
			return Frequents{}, err
		}
	}
	var first, later []Frequent
	for _, f := range all.Items {
		switch low, want := strings.ToLower(f.Value), strings.ToLower(prefix); {
		case strings.HasPrefix(low, want):
			first = append(first, f)
		case strings.Contains(low, want):
			later = append(later, f)
		}
	}
	items := append(first, later...)
	if items == nil {
		items = []Frequent{}
	}
	return Frequents{Items: items[:min(len(items), r.Limit)], SQL: all.SQL}, nil
}

// counted runs the query, or finds its answer.
func (c *Console) counted(ctx context.Context, by asker, table *catalog.Table, col catalog.Column, r FrequentRequest) (Frequents, error) {
	return kept(ctx, by, fmt.Sprintf("frequent %s %q %t %q %q", table.Name, col.Name, r.Keys, r.Key, r.Prefix), func(ctx context.Context) (Frequents, error) {
		recent, err := c.recent(ctx, by, table)
		if err != nil {
			return Frequents{}, err
		}
		q, err := frequentQuery(table, col, recent, r)
		if err != nil {
			return Frequents{}, err
		}
		rows, err := c.read(ctx, by.who, q, countedValues)
		if err != nil {
			return Frequents{}, err
		}
		out := Frequents{Items: make([]Frequent, 0, len(rows)), SQL: ast.Print(q)}
		for _, row := range rows {
			out.Items = append(out.Items, Frequent{Value: row.text(0), Rows: row.number(1)})
		}
		return out, nil
	})
}

// frequentQuery is the query that counts. The keys of maps are counted by sets of keys first, of which there are few. What is asked of a
// value is asked of each group, of which there are fewer than rows.
func frequentQuery(table *catalog.Table, col catalog.Column, recent ast.Expr, r FrequentRequest) (*ast.Query, error) {
	from := build.Table("", table.Name.Database, table.Name.Table)
	value, weight := build.Column(col.Name), ast.Expr(build.CountRows())
	switch {
	case (r.Keys || r.Key != "") && col.Type.Kind != types.Map:
		return nil, fault.New(fault.Invalid, "TYPE_MISMATCH", fmt.Sprintf("the column %q is of type %s and has no keys", col.Name, col.Type))
	case r.Keys:
		sets := &ast.Select{Items: []ast.SelectItem{build.Item(build.Call("map_keys", value), keysName), build.Item(weight, rowsName)}, From: []ast.Rel{from}, Filter: recent, GroupBy: build.GroupBy(1)}
		from = &ast.Join{
			Kind:  ast.CrossJoin,
			Left:  &ast.Subquery{Query: &ast.Query{Body: sets}},
			Right: &ast.Aliased{Rel: &ast.Unnest{Exprs: []ast.Expr{build.Column(keysName)}}, Alias: *build.Ident("keys"), Columns: []ast.Ident{*build.Ident(valueName)}},
		}
		value, weight, recent = build.Column(valueName), build.Call("sum", build.Column(rowsName)), nil
		if col.Type.Elems[0].Kind != types.Varchar {
			value = build.AsText(value)
		}
	case r.Key != "":
		value = build.Call("element_at", value, build.Text(r.Key))
		if col.Type.Elems[1].Kind != types.Varchar {
			value = build.AsText(value)
		}
	case col.Type.Kind != types.Varchar:
		if !types.CanCast(col.Type, types.Text()) {
			return nil, fault.New(fault.Invalid, "TYPE_MISMATCH", fmt.Sprintf("the column %q is of type %s, whose values are no texts", col.Name, col.Type))
		}
		value = build.AsText(value)
	}
	var contains, short ast.Expr
	if long(col.Type) {
		short = build.Op(build.Call("length", value), "<=", build.Number(longestValue))
	}
	if r.Prefix != "" {
		contains = build.Op(build.Call("strpos", build.Call("lower", value), build.Text(strings.ToLower(r.Prefix))), ">", build.Number(0))
	}
	return &ast.Query{
		Body: &ast.Select{
			Items: []ast.SelectItem{build.Item(value, valueName), build.Item(weight, rowsName)}, From: []ast.Rel{from},
			Filter: recent, GroupBy: build.GroupBy(1), Having: build.Join("AND", &ast.IsNull{X: value, Not: true}, short, contains),
		},
		OrderBy: []ast.SortItem{{X: build.Number(2), Desc: true}, {X: build.Number(1)}}, //nolint:mnd // by rows, then by value
		Limit:   build.Limit(countedValues),
	}, nil
}

// longestValue is how many characters a value has at most that is shown: longer ones are no names.
const longestValue = 1000

// long tells whether values of a type, or the keys and values of a map, may be longer than that.
func long(t types.Type) bool {
	if t.Kind == types.Map {
		return long(t.Elems[0]) || long(t.Elems[1])
	}
	return t.Kind == types.Varchar && (t.P == types.Unbounded || t.P > longestValue) || t.Kind == types.JSON || t.Kind == types.Array || t.Kind == types.Row
}

// How many of the newest partitions are looked at: of bills, and of logs by day.
const (
	recentPeriods = 3
	recentDays    = 31
)

// recent is the condition for the newest partitions of a table, nil where it has none or where finding them would read its files.
func (c *Console) recent(ctx context.Context, by asker, table *catalog.Table) (ast.Expr, error) {
	column, most := "", recentDays
	for _, col := range table.Columns {
		if col.Name == "billing_period" {
			column, most = col.Name, recentPeriods
			break
		}
		if col.Partition && column == "" {
			column = col.Name
		}
	}
	if _, late := table.Data.(catalog.Deferred); late || column == "" {
		return nil, nil
	}
	return kept(ctx, by, fmt.Sprintf("recent %s", table.Name), func(ctx context.Context) (ast.Expr, error) {
		q := &ast.Query{
			Body:    &ast.Select{Distinct: true, Items: []ast.SelectItem{build.Item(build.AsText(build.Column(column)), valueName)}, From: []ast.Rel{build.Table("", table.Name.Database, table.Name.Table)}},
			OrderBy: []ast.SortItem{{X: build.Number(1), Desc: true}}, Limit: build.Limit(most),
		}
		rows, err := c.read(ctx, by.who, q, most)
		if err != nil || len(rows) < most {
			return nil, err
		}
		oldest := rows[len(rows)-1]
		if oldest[0] == nil {
			return nil, nil
		}
		return build.Op(build.Column(column), ">=", castTo(build.Text(oldest.text(0)), columnType(table, column))), nil
	})
}

// castTo writes a text as a value of a type.
func castTo(x ast.Expr, t types.Type) ast.Expr {
	switch t.Kind { //nolint:exhaustive // texts need nothing, dates have a literal, the rest a cast
	case types.Varchar:
		return x
	case types.Date:
		return &ast.TypedLiteral{Type: &ast.Type{Name: "date"}, Value: x.(*ast.String).Value} //nolint:forcetypeassert // made by text
	}
	return &ast.Cast{X: x, Type: &ast.Type{Name: t.Kind.String()}}
}

func columnType(t *catalog.Table, name string) types.Type {
	for _, col := range t.Columns {
		if col.Name == name {
			return col.Type
		}
	}
	return types.Text()
}
