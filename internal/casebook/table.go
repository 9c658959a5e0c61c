package casebook

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/parse"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// The names of the tables.
const (
	Database    = "glaux"
	Table       = "anomalies"
	CausesTable = "anomaly_causes"
)

// column is a column of a table of cases.
type column[T any] struct {
	name, comment string
	kind          types.Type
	value         func(T) ast.Expr
}

func textColumn[T any](name, comment string, of func(T) string) column[T] {
	return column[T]{name, comment, types.Text(), func(row T) ast.Expr { return textOr(of(row)) }}
}

// amountColumn is a column of amounts.
func amountColumn[T any](name, comment string, of func(T) string) column[T] {
	const digits, places = 38, 10
	return column[T]{name, comment, types.DecimalOf(digits, places), func(row T) ast.Expr { return &ast.String{Value: of(row)} }}
}

// textOr is a text, NULL for none.
func textOr(text string) ast.Expr {
	if text == "" {
		return &ast.Null{}
	}
	return &ast.String{Value: text}
}

// caseColumns are the columns of glaux.anomalies.
func caseColumns() []column[Case] {
	day := func(name, comment string, of func(Case) string) column[Case] {
		return column[Case]{name, comment, types.Of(types.Date), func(c Case) ast.Expr { return textOr(of(c)) }}
	}
	return []column[Case]{
		textColumn("id", "Names the case; its page is /anomalies/ID", func(c Case) string { return c.ID }),
		textColumn("state", "open, expected, planned, fixed or false", func(c Case) string { return string(c.State) }),
		textColumn("class", "spike, step, drift, new, netting, expiry, price, drop or credit", func(c Case) string { return string(c.Class) }),
		textColumn("severity", "low, medium or high", func(c Case) string { return string(c.Severity) }),
		textColumn("account_id", "The account; NULL where the case is about more", func(c Case) string { return c.Node.Account }),
		textColumn("account_name", "Its name, where it is seen", func(c Case) string { return c.Account }),
		textColumn("service", "The product code; NULL where the case is about more", func(c Case) string { return c.Node.Service }),
		textColumn("usage_type", "The usage type; NULL where the case is about more", func(c Case) string { return c.Node.UsageType }),
		textColumn("region", "The region; NULL where the case is about more", func(c Case) string { return c.Node.Region }),
		day("start_date", "The first unusual day", func(c Case) string { return c.Start }),
		day("found_date", "The day of the delivery that showed it", func(c Case) string { return c.Found }),
		day("end_date", "The first usual day after it; NULL while it lasts", func(c Case) string { return c.End }),
		amountColumn("actual", "What it cost from the first unusual day on, amortized, exact", func(c Case) string { return c.Actual.String() }),
		amountColumn("impact", "How much of that was not expected, an estimate", func(c Case) string { return c.Impact.String() }),
		amountColumn("monthly", "What 30 more such days would cost above the expectation, an estimate", func(c Case) string { return c.Monthly.String() }),
		{"score", "How many times the width of the band the change is", types.Of(types.Double), func(c Case) ast.Expr {
			return &ast.String{Value: strconv.FormatFloat(c.Score, 'g', -1, 64)}
		}},
		textColumn("owner", "Who took it", func(c Case) string { return c.Owner }),
		textColumn("planned", "The planned event that it falls into", func(c Case) string { return c.Planned }),
		{"note_count", "How many notes there are", types.Of(types.BigInt), func(c Case) ast.Expr { return &ast.String{Value: strconv.Itoa(c.Notes)} }},
		{"updated_at", "When it was changed last, UTC", types.TimestampOf(micros), func(c Case) ast.Expr {
			return &ast.String{Value: c.Updated.UTC().Format("2006-01-02 15:04:05.000000")}
		}},
	}
}

const micros = 6

// causeRow is a row of glaux.anomaly_causes.
type causeRow struct {
	id                      string
	place                   int
	dimension, value        string
	change, price, quantity string
	share                   float64
}

// causeColumns are the columns of glaux.anomaly_causes.
func causeColumns() []column[causeRow] {
	return []column[causeRow]{
		textColumn("anomaly_id", "The case", func(r causeRow) string { return r.id }),
		{"place", "1 for what explains most", types.Of(types.BigInt), func(r causeRow) ast.Expr { return &ast.String{Value: strconv.Itoa(r.place)} }},
		textColumn("dimension", "account, service, usageType or region; a cause has a row for each of its values", func(r causeRow) string { return r.dimension }),
		textColumn("value", "The value", func(r causeRow) string { return r.value }),
		amountColumn("change", "What the cause adds to the change, an estimate", func(r causeRow) string { return r.change }),
		amountColumn("price", "How much of that is price", func(r causeRow) string { return r.price }),
		amountColumn("quantity", "How much of that is quantity", func(r causeRow) string { return r.quantity }),
		{"share", "Its part of the whole change", types.Of(types.Double), func(r causeRow) ast.Expr {
			return &ast.String{Value: strconv.FormatFloat(r.share, 'g', -1, 64)}
		}},
	}
}

// With returns a catalog that has everything of visible and the tables of cases, with those that who sees. Open gives the book, nil where
// there is none yet.
func With(visible catalog.Catalog, who access.Principal, open func(context.Context) (*Book, error)) catalog.Catalog {
	return &overlay{Catalog: visible, who: who, open: open}
}

// overlay is a catalog with two more tables.
type overlay struct {
	catalog.Catalog
	who  access.Principal
	open func(context.Context) (*Book, error)
}

// Table returns a table of the base, or of cases.
func (o *overlay) Table(ctx context.Context, name catalog.Name) (*catalog.Table, error) {
	if name.Database != Database || name.Table != Table && name.Table != CausesTable {
		return o.Catalog.Table(ctx, name)
	}
	var seen []*kept
	names := map[string]string{}
	book, err := o.open(ctx)
	if err != nil {
		return nil, err
	}
	if book != nil {
		v, err := book.view(ctx, o.who)
		if err != nil {
			return nil, err
		}
		seen, names = v.seen(), v.sight.names
	}
	if name.Table == CausesTable {
		return tableOf(name, "What caused anomalies, as the detector found it", causeColumns(), causeRows(seen)), nil
	}
	rows := make([]Case, len(seen))
	for i, k := range seen {
		rows[i] = k.short(names)
	}
	return tableOf(name, "What is unusual in the bills: the cases whose lines you see", caseColumns(), rows), nil
}

// causeRows are the causes of cases, as the detector found them among series.
func causeRows(all []*kept) []causeRow {
	var rows []causeRow
	for _, k := range all {
		for place, c := range k.Causes {
			for _, e := range c.Elements {
				rows = append(rows, causeRow{
					id: k.ID, place: place + 1, dimension: e.Dimension, value: e.Value, change: estimate(c.Change).String(),
					price: estimate(c.Price).String(), quantity: estimate(c.Quantity).String(), share: c.Share,
				})
			}
		}
	}
	return rows
}

// Databases returns the names of all databases, sorted.
func (o *overlay) Databases(ctx context.Context) ([]string, error) {
	return catalog.DatabasesAnd(ctx, o.Catalog, Database)
}

// Tables returns the tables of a database, sorted.
func (o *overlay) Tables(ctx context.Context, database string) ([]string, error) {
	names, err := o.Catalog.Tables(ctx, database)
	if database != Database || err != nil && !errors.Is(err, catalog.ErrSchemaNotFound) {
		return names, err
	}
	names = append(slices.Clone(names), Table, CausesTable)
	slices.Sort(names)
	return names, nil
}

// tableOf makes a table of rows: a view with the rows in it.
func tableOf[T any](name catalog.Name, comment string, columns []column[T], rows []T) *catalog.Table {
	body := &ast.Select{}
	values := &ast.Values{}
	from := &ast.Aliased{Rel: &ast.Subquery{Query: &ast.Query{Body: values}}, Alias: ast.Ident{Name: "t"}}
	for _, row := range rows {
		one := &ast.Row{}
		for _, c := range columns {
			one.Elems = append(one.Elems, c.value(row))
		}
		values.Rows = append(values.Rows, one)
	}
	if len(rows) > 0 {
		body.From = []ast.Rel{from}
	} else {
		body.Filter = &ast.Bool{}
	}
	t := &catalog.Table{Name: name, Comment: comment, View: &catalog.View{Query: &ast.Query{Body: body}, Database: Database, Public: true}}
	for _, c := range columns {
		id := ast.Ident{Name: c.name, Quoted: true}
		from.Columns = append(from.Columns, id)
		x := ast.Expr(&ast.ColumnRef{Parts: []ast.Ident{id}})
		if len(rows) == 0 {
			x = &ast.Null{}
		}
		body.Items = append(body.Items, ast.SelectItem{X: &ast.Cast{X: x, Type: typeOf(c.kind)}, Alias: &id})
		t.Columns = append(t.Columns, catalog.Column{Name: c.name, Type: c.kind, Comment: c.comment})
	}
	return t
}

// typeOf writes a type.
func typeOf(t types.Type) *ast.Type {
	tree, bad := parse.Type(t.String())
	if len(bad) > 0 {
		return &ast.Type{Name: "varchar"} // a type of our own that cannot be read, which a test would see
	}
	return tree
}
