package law_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"pgregory.net/rapid"

	"github.com/glauxhq/glaux/internal/difftest/draw"
	"github.com/glauxhq/glaux/internal/render"
	"github.com/glauxhq/glaux/internal/source/cur"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/parse"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// database is where the tables are, those that nobody may see among them.
const database = "db"

// table is a table as it was drawn: its columns, and its rows as constants.
type table struct {
	name    string
	columns []catalog.Column
	cells   [][]string
	// times is how many copies of the rows there are, with numbers of their own.
	times int
}

// words are texts that casts, parsers and patterns do not like.
var words = []string{"'SECRET-4711'", "''", "'('", `'\'`, "'2025-13-45'", "'{\"a\":'", "'%zz'", "'-'", "'1e999'", "'99999999999999999999'", "'a,b=c'", "'true'", "'0'"}

// stored are the types that columns of tables have.
var stored = []types.Type{
	types.Of(types.Integer), types.Text(), types.Of(types.BigInt), types.DecimalOf(10, 2), types.Of(types.Double), types.Of(types.Date),
	types.ArrayOf(types.Of(types.Integer)), types.MapOf(types.Text(), types.Text()), types.TimestampOf(3), types.Of(types.Boolean), types.ArrayOf(types.Text()),
	types.RowOf([]string{"x", "y"}, types.Of(types.Integer), types.Text()), types.Of(types.TinyInt), types.Of(types.SmallInt), types.DecimalOf(38, 0),
	types.VarcharOf(5), types.CharOf(4), types.Of(types.Varbinary), types.Of(types.Real), types.DecimalOf(38, 10), types.TimestampOf(6),
	types.MapOf(types.Text(), types.Of(types.Integer)), types.ArrayOf(types.ArrayOf(types.Of(types.BigInt))),
}

// calm are values of the types on which hardly anything fails.
func calm(t *rapid.T, typ types.Type) string {
	n := rapid.IntRange(1, 3).Draw(t, "calm")
	switch typ.Kind { //nolint:exhaustive // the rest below
	case types.Array:
		return "CAST(ARRAY[" + calm(t, typ.Elem()) + ", " + calm(t, typ.Elem()) + ", " + calm(t, typ.Elem()) + "] AS " + typ.SQL() + ")"
	case types.Map:
		return "CAST(MAP(ARRAY['a', 'b'], ARRAY[" + calm(t, typ.Value()) + ", " + calm(t, typ.Value()) + "]) AS " + typ.SQL() + ")"
	case types.Row:
		return "CAST(ROW(" + calm(t, typ.Elems[0]) + ", " + calm(t, typ.Elems[1]) + ") AS " + typ.SQL() + ")"
	case types.Boolean:
		return strconv.FormatBool(n == 1)
	case types.Date:
		return "DATE '2025-01-0" + strconv.Itoa(n) + "'"
	case types.Timestamp:
		return "CAST('2025-01-0" + strconv.Itoa(n) + " 0" + strconv.Itoa(n) + ":00:00' AS " + typ.SQL() + ")"
	case types.Varbinary:
		return "X'3" + strconv.Itoa(n) + "'"
	}
	return "CAST('" + strconv.Itoa(n) + "' AS " + typ.SQL() + ")"
}

// wild are values of the types on which something fails.
func wild(t *rapid.T, typ types.Type) string {
	if typ.Kind == types.Varchar && rapid.Bool().Draw(t, "word") {
		return "CAST(" + rapid.SampledFrom(words).Draw(t, "word of it") + " AS " + typ.SQL() + ")"
	}
	return draw.Constant(t, typ)
}

// teams are the values of the column by which filters most often tell rows apart. Each team's rows are calm or wild.
var teams = []string{"'red'", "'blue'", "'green'", "NULL"}

// billed is how the names of tables of bills begin.
const billed = "bill"

// charges are the columns that tables of bills have, besides those of every table.
var charges = []string{
	"line_item_usage_account_name", "line_item_unblended_cost", "line_item_usage_amount", "line_item_resource_id", "line_item_product_code",
	"resource_tags", "product", "line_item_usage_start_date", "bill_billing_period_start_date", "line_item_line_item_type", "cost_category",
}

// drawCharges draws columns of a table of bills.
func drawCharges(t *rapid.T) []catalog.Column {
	var out []catalog.Column
	for _, k := range cur.Columns() {
		if slices.Contains(charges, k.Name) && rapid.IntRange(0, 2).Draw(t, "column of bills") > 0 {
			out = append(out, catalog.Column{Name: k.Name, Type: k.Type})
		}
	}
	return out
}

// ofBills are the columns of glaux.bill that queries name: those of a table of bills, flat names, and where a row comes from.
func ofBills(columns []catalog.Column) []catalog.Column {
	var out []catalog.Column
	for _, c := range columns {
		if slices.Contains(charges, c.Name) {
			out = append(out, c)
		}
	}
	return append(out, catalog.Column{Name: "source", Type: text}, catalog.Column{Name: "product_region", Type: text},
		catalog.Column{Name: "resource_tags_user_name", Type: text}, catalog.Column{Name: "line_item_usage_type", Type: text})
}

// drawTable draws a table with the columns id, team, k and some more.
func drawTable(t *rapid.T, name string) table {
	tab := table{name: name, times: 1, columns: []catalog.Column{
		{Name: "id", Type: types.Of(types.Integer)}, {Name: "team", Type: types.Text()}, {Name: "k", Type: types.Of(types.Integer)},
	}}
	if strings.HasPrefix(name, billed) {
		tab.columns = append(tab.columns, drawCharges(t)...)
	} else {
		for i := range rapid.IntRange(2, 6).Draw(t, "columns") {
			tab.columns = append(tab.columns, catalog.Column{Name: "c" + strconv.Itoa(i+1), Type: rapid.SampledFrom(stored).Draw(t, "column")})
		}
	}
	wilds := make([]bool, len(teams))
	for i := range wilds {
		wilds[i] = rapid.IntRange(0, 3).Draw(t, "wild team") > []int{2, 0, 0, 0}[i]
	}
	for i := range rapid.SampledFrom([]int{6, 12, 1, 30, 0}).Draw(t, "rows") {
		team := rapid.IntRange(0, len(teams)-1).Draw(t, "team")
		row := []string{strconv.Itoa(i), teams[team], strconv.Itoa(rapid.IntRange(0, 3).Draw(t, "key"))}
		for _, c := range tab.columns[3:] {
			if wilds[team] && rapid.IntRange(0, 2).Draw(t, "wild") > 0 {
				row = append(row, wild(t, c.Type))
			} else {
				row = append(row, calm(t, c.Type))
			}
		}
		tab.cells = append(tab.cells, row)
	}
	if rapid.IntRange(0, 15).Draw(t, "many rows") == 15 {
		tab.times = 12
	}
	return tab
}

// sql returns a query that gives the rows.
func (tab table) sql() string {
	rows := make([]string, 0, len(tab.cells))
	for _, row := range tab.cells {
		rows = append(rows, "("+strings.Join(row, ", ")+")")
	}
	names, list := make([]string, len(tab.columns)), make([]string, len(tab.columns))
	for i, c := range tab.columns {
		names[i] = c.Name
		list[i] = "CAST(" + c.Name + " AS " + c.Type.SQL() + ") AS " + c.Name
	}
	if len(rows) == 0 {
		for i, c := range tab.columns {
			list[i] = "CAST(NULL AS " + c.Type.SQL() + ") AS " + c.Name
		}
		return "SELECT " + strings.Join(list, ", ") + " WHERE false"
	}
	from := "(VALUES " + strings.Join(rows, ",\n") + ") AS v (" + strings.Join(names, ", ") + ")"
	if tab.times > 1 {
		list[0] = fmt.Sprintf("CAST(id + n * %d AS integer) AS id", len(rows))
		from += fmt.Sprintf(" CROSS JOIN UNNEST(sequence(0, %d)) AS s (n)", tab.times-1)
	}
	return "SELECT " + strings.Join(list, ", ") + " FROM " + from
}

// lake is a catalog in memory over files.
type lake map[catalog.Name]*catalog.Table

// add adds a table of what a query of the owner gives.
func (l lake) add(ctx context.Context, s *session, dir, name, sql string) error {
	a := s.ask(ctx, l, everything(l), owner, sql)
	if a.fault != "" {
		return fmt.Errorf("%s\ngives %s", sql, a.fault)
	}
	return l.put(dir, name, a)
}

// put writes the rows of an answer to a file and adds a table of them.
func (l lake) put(dir, name string, a answer) error {
	path := filepath.Join(dir, name+".parquet")
	if err := write(path, a.columns, a.rows); err != nil {
		return err
	}
	id := catalog.Name{Database: database, Table: name}
	made := &catalog.Table{Name: id, Location: place(name)}
	files := map[string]catalog.FileColumn{}
	for _, c := range a.columns {
		made.Columns = append(made.Columns, catalog.Column{Name: c.Name, Type: c.Type})
		files[c.Name] = catalog.FileColumn{Name: c.Name, Type: c.Type}
	}
	made.Data = &catalog.Files{Groups: []catalog.FileGroup{{Paths: []string{path}, Columns: files}}}
	l[id] = made
	return nil
}

// place is where the files of a table are said to come from.
func place(table string) string { return "s3://bucket/" + table + "/" }

// write writes rows to a Parquet file.
func write(path string, columns []typed.Column, rows [][]value.Value) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	out, err := render.NewParquet("snappy", 0, file)
	if err == nil {
		err = out.Begin(columns)
	}
	for _, row := range rows {
		if err == nil {
			err = out.Row(row)
		}
	}
	if err == nil {
		err = out.End()
	}
	if e := file.Close(); err == nil {
		err = e
	}
	return err
}

// view adds a view, with the rights of its definer, or with the caller's where there is none.
func (l lake) view(name, text, definer string, columns []catalog.Column) error {
	tree, problems := parse.Query(text)
	if len(problems) > 0 {
		return problems
	}
	id := catalog.Name{Database: database, Table: name}
	l[id] = &catalog.Table{Name: id, Columns: columns, View: &catalog.View{Query: tree, Database: database, Definer: definer}}
	return nil
}

// Table returns a table.
func (l lake) Table(_ context.Context, name catalog.Name) (*catalog.Table, error) {
	if t, ok := l[name]; ok {
		return t, nil
	}
	if name.Database != database {
		return nil, catalog.ErrSchemaNotFound
	}
	return nil, catalog.ErrTableNotFound
}

// Databases returns the one database.
func (lake) Databases(context.Context) ([]string, error) { return []string{database}, nil }

// Tables returns the names of the tables.
func (l lake) Tables(_ context.Context, of string) ([]string, error) {
	if of != database {
		return nil, catalog.ErrSchemaNotFound
	}
	names := make([]string, 0, len(l))
	for name := range l {
		names = append(names, name.Table)
	}
	slices.Sort(names)
	return names, nil
}
