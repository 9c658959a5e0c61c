package scalar

import (
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/sqljson"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// maxTableCells bounds what JSON_TABLE makes of one input: with CROSS the rows of nested paths multiply.
const maxTableCells = 4_000_000

// tableMaker makes the function behind JSON_TABLE: an array with the rows that are made of the input, none for NULL.
func tableMaker(params []types.Type, result types.Type) (Impl, bool) {
	if len(params) <= sqljson.ClausesAt(sqljson.Table) || result.Kind != types.Array || result.Elem().Kind != types.Row {
		return Impl{}, false
	}
	tables := &cache[*jsonTable]{load: readTable}
	return Impl{NullCall: true, Throws: true, Call: func(args []value.Value) (value.Value, error) {
		if args[0] == nil {
			return value.List{}, nil
		}
		at := sqljson.ClausesAt(sqljson.Table)
		t, err := tables.get(text(args, at))
		if err != nil {
			return nil, err
		}
		run := &tableRun{
			jsonTable: t, fields: result.Elem().Elems,
			defaults: pathCall{clauses: t.clauses, args: args, types: params},
		}
		rows, err := run.all()
		if err != nil {
			return nil, err
		}
		out := make(value.List, len(rows))
		for i, row := range rows {
			out[i] = value.Row(row)
		}
		return out, nil
	}}, true
}

// jsonTable is what the clauses of a JSON_TABLE say, with all paths read.
type jsonTable struct {
	clauses sqljson.Call
	rows    *tableRows
}

// tableRows are sqljson.Rows with paths that were read.
type tableRows struct {
	*sqljson.Rows
	path    *sqljson.Path
	columns []tableColumn
	parts   []*tableRows
	child   *tableRows
}

type tableColumn struct {
	sqljson.Column
	path *sqljson.Path
}

func readTable(clauses string) (*jsonTable, error) {
	c, err := sqljson.ReadCall(clauses)
	if err != nil {
		return nil, err
	}
	if c.Rows == nil {
		return nil, fail(diag.GenericInternalError, "JSON_TABLE without columns")
	}
	rows, err := readRows(c.Rows)
	return &jsonTable{c, rows}, err
}

func readRows(r *sqljson.Rows) (*tableRows, error) {
	out := &tableRows{Rows: r}
	for _, part := range r.Parts {
		made, err := readRows(part)
		if err != nil {
			return nil, err
		}
		out.parts = append(out.parts, made)
	}
	if r.Op != "" {
		return out, nil
	}
	var err error
	if out.path, err = readPath(r.Path); err != nil {
		return nil, err
	}
	for _, c := range r.Columns {
		column := tableColumn{Column: c}
		if c.Function != "" {
			if column.path, err = readPath(c.Path); err != nil {
				return nil, err
			}
		}
		out.columns = append(out.columns, column)
	}
	if r.Child != nil {
		out.child, err = readRows(r.Child)
	}
	return out, err
}

func readPath(text string) (*sqljson.Path, error) {
	path, err := sqljson.Parse(text)
	if err != nil {
		return nil, fail(diag.InvalidPath, "%s", err)
	}
	return path, nil
}

// tableRun makes the rows of one input.
type tableRun struct {
	*jsonTable
	fields   []types.Type
	defaults pathCall // the call, for the values of its parameters and of DEFAULT
	params   map[string]jsonSequence
	cells    int
}

// all returns the rows of the input.
func (t *tableRun) all() ([][]value.Value, error) {
	c := t.defaults
	c.path = t.rows.path
	e, err := c.start()
	if err != nil {
		return nil, t.unless(err)
	}
	t.params = e.params
	return t.make(t.rows, e.input)
}

// unless returns the error if the table says ERROR ON ERROR, or nothing answers it; else what failed gives no rows.
func (t *tableRun) unless(err error) error {
	err, fatal := coded(err)
	if fatal || t.clauses.OnError == "ERROR" {
		return err
	}
	return nil
}

// spend counts the cells of rows that are kept.
func (t *tableRun) spend(rows int) error {
	if t.cells += rows * max(len(t.fields), 1); t.cells > maxTableCells {
		return fail(diag.ExceededFunctionMemoryLimit, "JSON_TABLE makes more than %d values of one input", maxTableCells)
	}
	return nil
}

// make returns the rows made of an item. A row has a place for every column; those of other paths are NULL.
func (t *tableRun) make(r *tableRows, item jsonItem) ([][]value.Value, error) {
	switch r.Op {
	case "UNION":
		var out [][]value.Value
		for _, part := range r.parts {
			rows, err := t.make(part, item)
			if err != nil {
				return nil, err
			}
			out = append(out, rows...)
		}
		return out, nil
	case "CROSS":
		return t.cross(r.parts, item)
	}
	e := &pathEval{lax: !r.path.Strict, input: item, params: t.params}
	found, err := e.eval(r.path.Root, spot{})
	if err != nil {
		return nil, t.unless(err)
	}
	var out [][]value.Value
	for i, x := range found {
		if err := t.spend(1); err != nil {
			return nil, err
		}
		row, err := t.row(r, x, i)
		if err != nil {
			return nil, err
		}
		rows, err := t.below(r, x, row)
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	return out, nil
}

// below joins a row with the rows made of its item.
func (t *tableRun) below(r *tableRows, item jsonItem, row []value.Value) ([][]value.Value, error) {
	if r.child == nil {
		return [][]value.Value{row}, nil
	}
	rows, err := t.make(r.child, item)
	switch {
	case err != nil:
		return nil, err
	case len(rows) == 0 && r.Inner:
		return nil, nil
	case len(rows) == 0:
		return [][]value.Value{row}, nil
	}
	for _, child := range rows {
		for _, c := range r.columns {
			child[c.Field] = row[c.Field]
		}
	}
	return rows, nil
}

// cross returns every combination of the rows of the parts.
func (t *tableRun) cross(parts []*tableRows, item jsonItem) ([][]value.Value, error) {
	out := [][]value.Value{make([]value.Value, len(t.fields))}
	for _, part := range parts {
		rows, err := t.make(part, item)
		if err != nil {
			return nil, err
		}
		if err := t.spend(len(out) * len(rows)); err != nil {
			return nil, err
		}
		both := make([][]value.Value, 0, len(out)*len(rows))
		for _, left := range out {
			for _, right := range rows {
				both = append(both, combined(left, right))
			}
		}
		out = both
	}
	return out, nil
}

// combined puts together two rows that have no column in common.
func combined(left, right []value.Value) []value.Value {
	out := make([]value.Value, len(left))
	for i := range out {
		if out[i] = left[i]; out[i] == nil {
			out[i] = right[i]
		}
	}
	return out
}

// row returns the row of the item at index i of those that a path has found.
func (t *tableRun) row(r *tableRows, item jsonItem, i int) ([]value.Value, error) {
	out := make([]value.Value, len(t.fields))
	for _, c := range r.columns {
		if c.Function == "" {
			out[c.Field] = int64(i) + 1
			continue
		}
		v, err := t.column(c, item)
		if err != nil {
			return nil, err
		}
		out[c.Field] = v
	}
	return out, nil
}

// column returns the value of a column.
func (t *tableRun) column(c tableColumn, item jsonItem) (value.Value, error) {
	at := min(sqljson.ClausesAt(sqljson.Table)+1+len(t.clauses.Passing)+c.Default, len(t.defaults.args))
	first := sqljson.ClausesAt(sqljson.Value) + 1
	call := pathCall{
		path: c.path, clauses: c.Call, result: t.fields[c.Field],
		args:  append(make([]value.Value, first, first+2), t.defaults.args[at:]...),
		types: append(make([]types.Type, first, first+2), t.defaults.types[at:]...),
	}
	e := &pathEval{lax: !c.path.Strict, input: item}
	found, err := e.eval(c.path.Root, spot{})
	if c.Function == sqljson.Value {
		return call.valueOf(found, err)
	}
	v, err := call.queryOf(found, err)
	if err != nil || v == nil {
		return nil, err
	}
	return Cast(v, types.Text(), call.result)
}
