package duckdb

import (
	"strconv"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// unnested is the text of an UNNEST: the calls of DuckDB's unnest, and how the columns are made of them.
type unnested struct{ inner, outer []string }

// unnest writes arrays and maps as rows.
func (e *emitter) unnest(u *typed.Unnest) string {
	parts := e.unnestParts(u, false)
	query := "SELECT " + strings.Join(parts.inner, ", ")
	return emit.Lines("SELECT "+strings.Join(parts.outer, ", "), "FROM "+e.nested(query))
}

// unnestBeside writes the arrays and maps of a relation as rows beside its own columns. With keep, a row whose arrays are all empty
// stays once.
func (e *emitter) unnestBeside(left string, u *typed.Unnest, keep bool) string {
	parts := e.unnestParts(u, keep)
	query := "SELECT *, " + strings.Join(parts.inner, ", ") + "\nFROM " + left
	var apart []string
	for _, column := range parts.outer {
		if strings.Contains(column, " AS ") {
			apart = append(apart, column)
		}
	}
	if len(apart) == 0 {
		return query
	}
	return "SELECT *, " + strings.Join(apart, ", ") + "\nFROM " + e.nested(query)
}

// unnestParts writes the parts of an UNNEST. DuckDB sets the unnest calls of one SELECT side by side and pads them with NULL, as
// Trino does; an array of rows is unnested first and taken apart above.
func (e *emitter) unnestParts(u *typed.Unnest, keep bool) unnested {
	var made unnested
	var lengths []string
	next := 0
	column := func() string { next++; return columnName(u.Cols[next-1].ID) }
	add := func(list string, name string, n string) {
		if keep {
			list = "CASE WHEN " + n + " > 0 THEN " + list + " ELSE [NULL] END"
		}
		made.inner = append(made.inner, "unnest("+list+") AS "+name)
	}
	for _, arg := range u.Args {
		x, t := e.expr(arg), arg.Type()
		n := "coalesce(" + length(x, t).Text + ", 0)"
		lengths = append(lengths, n)
		switch {
		case t.Kind == types.Map:
			k, v := column(), column()
			add("map_keys("+x.Text+")", k, n)
			add("map_values("+x.Text+")", v, n)
			made.outer = append(made.outer, k, v)
		case t.Elem().Kind == types.Row && !u.Whole:
			whole := "u" + strconv.Itoa(int(u.Cols[next].ID))
			add(x.Text, whole, n)
			for f := range t.Elem().Elems {
				made.outer = append(made.outer, "("+whole+")."+fieldName(f)+" AS "+column())
			}
		default:
			name := column()
			add(x.Text, name, n)
			made.outer = append(made.outer, name)
		}
	}
	if u.Ordinality {
		name := column()
		longest := lengths[0]
		if len(lengths) > 1 {
			longest = "greatest(" + strings.Join(lengths, ", ") + ")"
		}
		add("range(1, "+longest+" + 1)", name, longest)
		made.outer = append(made.outer, name)
	}
	return made
}

// beside returns the UNNEST of a join that can be written beside the columns of the left side: DuckDB runs a LATERAL as a join over
// all distinct arguments, which is many times slower. The arguments must be made of the left side alone.
func beside(j *typed.Join) (*typed.Unnest, bool) {
	u, ok := j.Right.(*typed.Unnest)
	if !ok || j.Kind != typed.CrossJoin && j.Kind != typed.InnerJoin && j.Kind != typed.LeftJoin {
		return nil, false
	}
	if on, ok := j.On.(*typed.Literal); j.On != nil && (!ok || on.Value != true) {
		return nil, false
	}
	columns := map[typed.ColumnID]bool{}
	for _, c := range j.Left.Columns() {
		columns[c.ID] = true
	}
	some := false
	for _, arg := range u.Args {
		own, others := uses(arg, columns)
		if hasQuery(arg) || others {
			return nil, false
		}
		some = some || own
		if t := arg.Type(); t.Kind == types.Array && t.Elem().Kind == types.Row && len(t.Elem().Elems) == 0 {
			return nil, false
		}
	}
	return u, some
}

// uses tells whether an expression names some of these columns, and whether it names others.
func uses(x typed.Expr, columns map[typed.ColumnID]bool) (some, others bool) {
	params := map[typed.ColumnID]bool{}
	typed.WalkExpr(x, typed.Visitor{Expr: func(x typed.Expr) bool {
		switch x := x.(type) {
		case *typed.Lambda:
			for _, p := range x.Params {
				params[p.ID] = true
			}
		case *typed.Ref:
			some = some || columns[x.Column.ID]
			others = others || !columns[x.Column.ID] && !params[x.Column.ID]
		}
		return true
	}})
	return some, others
}

// length is the number of elements of an array or the entries of a map.
func length(x emit.Expr, t types.Type) emit.Expr {
	if t.Kind == types.Map {
		return emit.Cast(emit.Call("cardinality", x), "BIGINT")
	}
	return emit.Call("len", x)
}
