package unit

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/amount"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/build"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// The name of the view.
const (
	Database = "glaux"
	View     = "units"
)

// viewColumns are the columns of glaux.units.
func viewColumns() []catalog.Column {
	const digits, places = 38, 10
	return []catalog.Column{
		{Name: "unit", Type: types.Text(), Comment: "Names the unit; its page is /units/UNIT"},
		{Name: "day", Type: types.Of(types.Date), Comment: "The day, UTC"},
		{Name: "cost", Type: types.DecimalOf(digits, places), Comment: "What its lines cost, exact; NULL where there are none"},
		{Name: "quantity", Type: types.DecimalOf(digits, places), Comment: "How much there was of what it counts; NULL where nothing is told"},
		{Name: "per", Type: types.Of(types.BigInt), Comment: "How many are meant with one cost: 1000000 for a million requests"},
		{Name: "cost_per", Type: types.Of(types.Double), Comment: "cost * per / quantity of the day, NULL without a quantity"},
		{Name: "billing_period", Type: types.Text(), Comment: "The month, YYYY-MM; name it, and only its files are read"},
	}
}

// Relation is the query of glaux.units over some units: a row for each unit and day. Units that look at few dimensions are made of one reading
// of the bill together.
func Relation(units []Unit) (*ast.Query, error) {
	var together, alone []Unit
	for _, u := range units {
		if u.Origin == FromUsage && byFew(u.Cost) && byFew(u.Usage) {
			together = append(together, u)
		} else {
			alone = append(alone, u)
		}
	}
	var parts []ast.Body
	if len(together) > 0 {
		one, err := sharedReading(together)
		if err != nil {
			return nil, err
		}
		parts = append(parts, one)
	}
	for i := range alone {
		one, err := alone[i].rows()
		if err != nil {
			return nil, err
		}
		parts = append(parts, one)
	}
	if len(parts) == 0 {
		none := &ast.Select{Filter: &ast.Bool{Value: false}}
		for _, c := range viewColumns() {
			x := ast.Expr(&ast.Null{})
			switch c.Type.Kind { //nolint:exhaustive // the others are those of the columns
			case types.Decimal:
				x = exactly(x)
			default:
				x = build.Cast(x, c.Type.String())
			}
			none.Items = append(none.Items, build.Item(x, c.Name))
		}
		return &ast.Query{Body: none}, nil
	}
	body := parts[0]
	for _, p := range parts[1:] {
		body = &ast.SetOp{Op: ast.Union, All: true, Left: body, Right: p}
	}
	return &ast.Query{Body: body}, nil
}

// ViewDDL returns the statement that makes the view in Athena, beside a view glaux.bill there. Units that other tables count read those there.
func ViewDDL(units []Unit) (string, error) {
	q, err := Relation(units)
	if err != nil {
		return "", err
	}
	view := &ast.CreateView{Replace: true, Name: ast.Name{Parts: []ast.Ident{*build.Ident(Database), *build.Ident(View)}}, Query: q}
	return ast.Print(view) + ";\n", nil
}

// outer is what a row of the view is made of.
const outer = `SELECT unit, CAST(day AS date) AS day, CAST(cost AS decimal(38, 10)) AS cost, CAST(quantity AS decimal(38, 10)) AS quantity, per,
	CAST(cost AS double) * per / nullif(CAST(quantity AS double), 0) AS cost_per, billing_period
	FROM (SELECT 1) AS t WHERE cost IS NOT NULL OR quantity IS NOT NULL`

// rowsFrom makes rows of the view of a relation.
func rowsFrom(from ...ast.Rel) (*ast.Select, error) {
	q, err := build.Query(outer)
	if err != nil {
		return nil, err
	}
	s, _ := q.Body.(*ast.Select)
	s.From = from
	return s, nil
}

// grouped are the columns that units look at, by which lines are added up first.
func grouped(units []Unit) []string {
	var list []string
	var look func(conditions []Condition)
	look = func(conditions []Condition) {
		for _, c := range conditions {
			look(c.Any)
			if column, ok := columns()[c.By]; ok && !slices.Contains(list, column) {
				list = append(list, column)
			}
		}
	}
	for i := range units {
		look(units[i].Cost)
		look(units[i].Usage)
		if units[i].Tokens && !slices.Contains(list, "pricing_unit") {
			list = append(list, "pricing_unit")
		}
	}
	slices.Sort(list)
	return list
}

// sharedReading makes the rows of units that look at few dimensions: lines are added up by those once, and the units over the sums.
func sharedReading(units []Unit) (*ast.Select, error) {
	inner, err := sumsOfLines(units)
	if err != nil {
		return nil, err
	}
	on, err := build.Expression(dayOf)
	if err != nil {
		return nil, err
	}
	days := &ast.Select{Items: []ast.SelectItem{{X: build.Column("billing_period")}, build.Item(on, "day")}, From: []ast.Rel{subquery("lines", inner)}, GroupBy: build.GroupBy(2)} //nolint:mnd // two
	var names, pers, costs, quantities []ast.Expr
	for i := range units {
		u := &units[i]
		names, pers = append(names, build.Text(u.ID)), append(pers, build.Cast(build.Text(fmt.Sprint(u.Per)), "bigint"))
		cost, quantity := fmt.Sprintf("cost_%d", i+1), fmt.Sprintf("quantity_%d", i+1)
		usage := build.Column("usage")
		if u.Tokens {
			if usage, err = build.Expression(tokenScale + " * usage"); err != nil {
				return nil, err
			}
		}
		days.Items = append(days.Items,
			build.Item(build.Call("sum", when(all(u.Cost), build.Column(u.Metric))), cost),
			build.Item(build.Call("sum", when(all(u.Usage), usage)), quantity))
		costs, quantities = append(costs, build.Column(cost)), append(quantities, build.Column(quantity))
	}
	array := func(list []ast.Expr) ast.Expr { return &ast.Array{Elems: list} }
	return rowsFrom(&ast.Join{
		Kind: ast.CrossJoin, Left: subquery("days", days),
		Right: &ast.Aliased{
			Rel: &ast.Unnest{Exprs: []ast.Expr{array(names), array(pers), array(costs), array(quantities)}}, Alias: *build.Ident("units"),
			Columns: []ast.Ident{*build.Ident("unit"), *build.Ident("per"), *build.Ident("cost"), *build.Ident("quantity")},
		},
	})
}

// sumsOfLines adds lines up by day and the dimensions that are few.
func sumsOfLines(units []Unit) (*ast.Select, error) {
	s := &ast.Select{From: []ast.Rel{bill()}}
	add := func(text, name string) error {
		x, err := build.Expression(text)
		if err != nil {
			return err
		}
		s.Items = append(s.Items, build.Item(x, name))
		return nil
	}
	err := errors.Join(add("billing_period", "billing_period"), add(rawDay, usedOn))
	for _, column := range grouped(units) {
		s.Items = append(s.Items, ast.SelectItem{X: build.Column(column)})
	}
	s.GroupBy = build.GroupBy(len(s.Items))
	for _, m := range metricNames() {
		if slices.ContainsFunc(units, func(u Unit) bool { return u.Metric == m }) {
			err = errors.Join(err, add("sum("+costOf(m)+")", m))
		}
	}
	err = errors.Join(err, add("sum(CASE WHEN "+amount.Counted+" THEN "+usageOf(false)+" END)", "usage"))
	return s, err
}

// rows makes the rows of a unit by a reading of its own.
func (u *Unit) rows() (*ast.Select, error) {
	e, err := u.expressions()
	if err != nil {
		return nil, err
	}
	lines := &ast.Select{
		Items: append([]ast.SelectItem{{X: build.Column("billing_period")}, build.Item(e.day, usedOn)}, e.sums()...), From: []ast.Rel{bill()}, Filter: e.both(), GroupBy: build.GroupBy(2), //nolint:mnd // two
	}
	days, err := build.Query(`SELECT billing_period, ` + dayOf + ` AS day, sum(cost) AS cost, sum(quantity) AS quantity FROM (SELECT 1) AS t GROUP BY 1, 2`)
	if err != nil {
		return nil, err
	}
	one, _ := days.Body.(*ast.Select)
	one.From = []ast.Rel{subquery("lines", lines)}
	var body ast.Body = one
	if u.Origin != FromUsage {
		const counted = `SELECT substr(CAST(CAST(day AS date) AS varchar), 1, 7) AS billing_period, CAST(day AS date) AS day, CAST(NULL AS decimal(38, 10)) AS cost, CAST(sum(CAST(quantity AS decimal(38, 10))) AS decimal(38, 10)) AS quantity
			FROM (SELECT 1) AS t GROUP BY 1, 2`
		q, err := build.Query(counted)
		if err != nil {
			return nil, err
		}
		s, _ := q.Body.(*ast.Select)
		s.From = []ast.Rel{u.counts()}
		const both = `SELECT billing_period, day, sum(cost) AS cost, sum(quantity) AS quantity FROM (SELECT 1) AS t GROUP BY 1, 2`
		if q, err = build.Query(both); err != nil {
			return nil, err
		}
		outside, _ := q.Body.(*ast.Select)
		outside.From = []ast.Rel{subquery("told", &ast.SetOp{Op: ast.Union, All: true, Left: one, Right: s})}
		body = outside
	}
	s, err := rowsFrom(subquery("days", body))
	if err != nil {
		return nil, err
	}
	for i := range s.Items {
		if ref, ok := s.Items[i].X.(*ast.ColumnRef); ok && ref.Parts[0].Name == "unit" {
			s.Items[i] = build.Item(build.Text(u.ID), "unit")
		}
	}
	per(s, u.Per)
	return s, nil
}

// per puts the number in for the column per.
func per(s *ast.Select, n int64) {
	number := func() ast.Expr { return build.Cast(build.Text(fmt.Sprint(n)), "bigint") }
	for i := range s.Items {
		ast.Walk(s.Items[i].X, func(node ast.Node) bool {
			if op, ok := node.(*ast.BinaryOp); ok {
				if ref, ok := op.Right.(*ast.ColumnRef); ok && ref.Parts[0].Name == "per" {
					op.Right = number()
				}
			}
			return true
		})
		if ref, ok := s.Items[i].X.(*ast.ColumnRef); ok && ref.Parts[0].Name == "per" {
			s.Items[i] = build.Item(number(), "per")
		}
	}
}

// With returns a catalog that has everything of visible and glaux.units, over the units of the library whose queries read nothing that is not
// in visible. Like glaux.bill it is public, and reads with the rights of who asks. A table name without a database in the query of a file is
// one of database.
func With(visible catalog.Catalog, units *Library, database string) catalog.Catalog {
	return &overlay{Catalog: visible, units: units, database: database}
}

// overlay is a catalog with one more view. It is made when it is first asked for.
type overlay struct {
	catalog.Catalog
	units    *Library
	database string
}

// Table returns a table of the base, or the view.
func (o *overlay) Table(ctx context.Context, name catalog.Name) (*catalog.Table, error) {
	if name.Database != Database || name.Table != View {
		return o.Catalog.Table(ctx, name) //nolint:wrapcheck // the base's own words
	}
	list, _, err := o.units.All()
	if err != nil {
		return nil, err
	}
	list = slices.Clone(list)
	for i := range list {
		if list[i].Query != nil {
			list[i].Query = o.seen(ctx, list[i].Query)
		}
	}
	list = slices.DeleteFunc(list, func(u Unit) bool { return u.Origin == FromSQL && u.Query == nil })
	q, err := Relation(list)
	if err != nil {
		return nil, err
	}
	return &catalog.Table{
		Name: catalog.Name{Database: Database, Table: View}, Columns: viewColumns(), Comment: "What one of something costs: units by day",
		View: &catalog.View{Query: q, Database: o.database, Public: true},
	}, nil
}

// seen returns the query if all that it reads is there, and nil else.
func (o *overlay) seen(ctx context.Context, q *ast.Query) *ast.Query {
	own := map[string]bool{}
	ast.Walk(q, func(n ast.Node) bool {
		if w, ok := n.(*ast.With); ok {
			for _, t := range w.Tables {
				own[strings.ToLower(t.Name.Name)] = true
			}
		}
		return true
	})
	there := true
	ast.Walk(q, func(n ast.Node) bool {
		t, ok := n.(*ast.Table)
		if !ok {
			return there
		}
		parts := t.Name.Parts
		name := catalog.Name{Database: o.database, Table: strings.ToLower(parts[len(parts)-1].Name)}
		if len(parts) > 1 {
			name.Database = strings.ToLower(parts[len(parts)-2].Name)
		} else if own[name.Table] {
			return there
		}
		if name.Database == Database && name.Table == View {
			there = false // a unit that counts units has no end
		} else if _, err := o.Catalog.Table(ctx, name); err != nil {
			there = false
		}
		return there
	})
	if !there {
		return nil
	}
	return q
}

// Databases returns the databases of the base and glaux, sorted.
func (o *overlay) Databases(ctx context.Context) ([]string, error) {
	return catalog.DatabasesAnd(ctx, o.Catalog, Database)
}

// Tables returns the tables of a database, sorted.
func (o *overlay) Tables(ctx context.Context, database string) ([]string, error) {
	names, err := o.Catalog.Tables(ctx, database)
	if database != Database {
		return names, err //nolint:wrapcheck // the base's own words
	}
	if err != nil && !errors.Is(err, catalog.ErrSchemaNotFound) {
		return nil, err //nolint:wrapcheck // the base's own words
	}
	names = append(slices.Clone(names), View)
	slices.Sort(names)
	return slices.Compact(names), nil
}
