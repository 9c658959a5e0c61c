package difftest

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"

	"github.com/glauxhq/glaux/internal/sql/types"
)

// ref is something that an expression can name: a column, or the parameter of a lambda.
type ref struct {
	text string
	typ  types.Type
}

// maker makes expressions. What it draws first is simplest, so that rapid shrinks to it.
type maker struct {
	t      *rapid.T
	refs   []ref
	params int  // how many parameters of lambdas and columns of subqueries have a name
	lambda bool // inside of a lambda, where no subquery may stand
	nulls  bool // constants may be NULL
}

// over returns a maker of expressions over a table.
func over(t *rapid.T, tab table) *maker {
	m := &maker{t: t, nulls: rapid.Bool().Draw(t, "NULLs")}
	for i, typ := range tab.types {
		m.refs = append(m.refs, ref{fmt.Sprintf("{c%d}", i+1), typ})
	}
	return m
}

// form is a way to write an expression.
type form func(typ types.Type, depth int) string

// expr draws an expression of exactly the type.
func (m *maker) expr(typ types.Type, depth int) string {
	forms := []form{m.leaf}
	if depth > 0 {
		forms = append(forms, m.leaf, m.call, m.call, m.call, m.call, m.call, m.conditional, m.cast, m.try, m.subscript)
		forms = append(forms, m.special(typ)...)
	}
	return rapid.SampledFrom(forms).Draw(m.t, "form")(typ, depth-1)
}

// special returns the forms that only expressions of the type have.
func (m *maker) special(typ types.Type) []form {
	switch typ.Kind { //nolint:exhaustive // the others have none
	case types.Boolean:
		return []form{m.comparison, m.comparison, m.logic, m.logic, m.membership, m.test, m.like, m.subquery}
	case types.Array:
		return []form{m.array}
	case types.Row:
		return []form{m.row}
	case types.TimestampTZ:
		return []form{m.zoned}
	case types.BigInt:
		return []form{m.extract}
	}
	return []form{m.scalarSubquery}
}

// leaf is a column or a constant.
func (m *maker) leaf(typ types.Type, _ int) string {
	var fitting []string
	for _, r := range m.refs {
		if r.typ.Equal(typ) {
			fitting = append(fitting, r.text)
		}
	}
	if len(fitting) > 0 && rapid.IntRange(0, 3).Draw(m.t, "column") > 0 {
		return rapid.SampledFrom(fitting).Draw(m.t, "name")
	}
	if len(m.refs) > 0 && rapid.IntRange(0, 1).Draw(m.t, "cast column") == 1 {
		for _, r := range m.refs {
			if r.typ.Kind != types.Unknown && types.CanCast(r.typ, typ) {
				return "TRY_CAST(" + r.text + " AS " + typ.SQL() + ")"
			}
		}
	}
	return m.literal(typ)
}

// literal draws a constant.
func (m *maker) literal(typ types.Type) string {
	if m.nulls {
		return literal(m.t, typ)
	}
	return present(m.t, typ)
}

func (m *maker) conditional(typ types.Type, depth int) string {
	switch rapid.IntRange(0, 5).Draw(m.t, "conditional") {
	case 0:
		return "coalesce(" + m.expr(typ, depth) + ", " + m.expr(typ, depth) + ")"
	case 1:
		return "if(" + m.boolean(depth) + ", " + m.expr(typ, depth) + ", " + m.expr(typ, depth) + ")"
	case 2:
		return "if(" + m.boolean(depth) + ", " + m.expr(typ, depth) + ")"
	case 3:
		if typ.Comparable() && !nested(typ) {
			return "nullif(" + m.expr(typ, depth) + ", " + m.expr(typ, depth) + ")"
		}
		fallthrough
	case 4:
		of := drawPlain(m.t)
		return fmt.Sprintf("CASE %s WHEN %s THEN %s WHEN %s THEN %s ELSE %s END", m.expr(of, depth),
			m.expr(of, depth), m.expr(typ, depth), m.expr(of, depth), m.expr(typ, depth), m.expr(typ, depth))
	default:
		return fmt.Sprintf("CASE WHEN %s THEN %s WHEN %s THEN %s END", m.boolean(depth), m.expr(typ, depth), m.boolean(depth), m.expr(typ, depth))
	}
}

func nested(typ types.Type) bool { return len(typ.Elems) > 0 }

func (m *maker) boolean(depth int) string { return m.expr(types.Of(types.Boolean), depth) }

// cast casts from another type.
func (m *maker) cast(typ types.Type, depth int) string {
	from := drawType(m.t, 1)
	if !types.CanCast(from, typ) {
		from = typ
	}
	word := rapid.SampledFrom([]string{"TRY_CAST(", "CAST("}).Draw(m.t, "cast")
	return word + m.expr(from, depth) + " AS " + typ.SQL() + ")"
}

func (m *maker) try(typ types.Type, depth int) string { return "TRY(" + m.expr(typ, depth) + ")" }

// subscript takes an element out of an array, a map or a row.
func (m *maker) subscript(typ types.Type, depth int) string {
	switch rapid.IntRange(0, 3).Draw(m.t, "subscript") {
	case 0:
		return m.expr(types.ArrayOf(typ), depth) + "[" + rapid.SampledFrom([]string{"1", "2", "0", "-1"}).Draw(m.t, "index") + "]"
	case 1:
		key := rapid.SampledFrom(keys).Draw(m.t, "key type")
		return m.expr(types.MapOf(key, typ), depth) + "[" + m.expr(key, depth) + "]"
	case 2:
		return "(" + m.expr(types.RowOf([]string{"x", "y"}, typ, drawPlain(m.t)), depth) + ").x"
	default:
		return m.expr(types.RowOf([]string{"x", "y"}, drawPlain(m.t), typ), depth) + "[2]"
	}
}

func (m *maker) array(typ types.Type, depth int) string {
	return "CAST(ARRAY[" + list(rapid.IntRange(0, 3).Draw(m.t, "length"), func() string { return m.expr(typ.Elem(), depth) }) + "] AS " + typ.SQL() + ")"
}

func (m *maker) row(typ types.Type, depth int) string {
	i := 0
	return "CAST(ROW(" + list(len(typ.Elems), func() string { i++; return m.expr(typ.Elems[i-1], depth) }) + ") AS " + typ.SQL() + ")"
}

// zones are time zones, some with rules and some without.
var zones = []string{"'UTC'", "'America/Los_Angeles'", "'+05:30'", "'Europe/Berlin'", "'Australia/Lord_Howe'"}

func (m *maker) zoned(typ types.Type, depth int) string {
	return "CAST(" + m.expr(typ, depth) + " AT TIME ZONE " + rapid.SampledFrom(zones).Draw(m.t, "zone") + " AS " + typ.SQL() + ")"
}

func (m *maker) extract(_ types.Type, depth int) string {
	field := rapid.SampledFrom([]string{"YEAR", "MONTH", "DAY", "QUARTER", "WEEK", "DOW", "DOY", "YOW"}).Draw(m.t, "field")
	typ := rapid.SampledFrom([]types.Type{types.Of(types.Date), types.TimestampOf(3), types.TimestampTZOf(3)}).Draw(m.t, "clock")
	return "EXTRACT(" + field + " FROM " + m.expr(typ, depth) + ")"
}

// orderly draws a type that comparisons take, most often one without elements.
func (m *maker) orderly() types.Type {
	if rapid.IntRange(0, 5).Draw(m.t, "nested") == 5 {
		return types.ArrayOf(drawPlain(m.t))
	}
	return drawPlain(m.t)
}

func (m *maker) comparison(_ types.Type, depth int) string {
	op := rapid.SampledFrom([]string{"=", "<", ">=", "<>", "<=", ">", "IS DISTINCT FROM", "IS NOT DISTINCT FROM"}).Draw(m.t, "comparison")
	typ := m.orderly()
	if rapid.IntRange(0, 4).Draw(m.t, "column compared") > 0 && len(m.refs) > 0 {
		if r := rapid.SampledFrom(m.refs).Draw(m.t, "compared"); r.typ.Orderable() {
			typ = r.typ
		}
	}
	return "(" + m.expr(typ, depth) + " " + op + " " + m.expr(typ, depth) + ")"
}

func (m *maker) logic(_ types.Type, depth int) string {
	switch rapid.IntRange(0, 2).Draw(m.t, "logic") {
	case 0:
		return "(NOT " + m.boolean(depth) + ")"
	case 1:
		return "(" + m.boolean(depth) + " AND " + m.boolean(depth) + ")"
	default:
		return "(" + m.boolean(depth) + " OR " + m.boolean(depth) + ")"
	}
}

func (m *maker) membership(_ types.Type, depth int) string {
	typ, not := m.orderly(), rapid.SampledFrom([]string{"", "NOT "}).Draw(m.t, "not")
	if rapid.Bool().Draw(m.t, "between") {
		return "(" + m.expr(typ, depth) + " " + not + "BETWEEN " + m.expr(typ, depth) + " AND " + m.expr(typ, depth) + ")"
	}
	n := rapid.IntRange(1, 3).Draw(m.t, "members")
	return "(" + m.expr(typ, depth) + " " + not + "IN (" + list(n, func() string { return m.expr(typ, depth) }) + "))"
}

func (m *maker) test(_ types.Type, depth int) string {
	// The engine may know without computing x that x is not NULL: an error in x is caught.
	return "(" + m.try(drawType(m.t, 2), depth) + rapid.SampledFrom([]string{" IS NULL)", " IS NOT NULL)"}).Draw(m.t, "test")
}

func (m *maker) like(_ types.Type, depth int) string {
	pattern := rapid.SampledFrom([]string{"'a%'", "'%b%'", "'_'", "''", "'x$_$%' ESCAPE '$'", "'%'", "'a_'"}).Draw(m.t, "pattern")
	if rapid.IntRange(0, 4).Draw(m.t, "pattern of data") == 4 {
		pattern = m.expr(types.Text(), depth)
	}
	return "(" + m.expr(types.Text(), depth) + " LIKE " + pattern + ")"
}

// subquery is a test with a subquery over a few constants and the columns around it.
func (m *maker) subquery(typ types.Type, depth int) string {
	if m.lambda {
		return m.leaf(typ, depth)
	}
	of := drawPlain(m.t)
	x := m.name()
	from := "(SELECT " + x + " FROM (VALUES " + list(rapid.IntRange(1, 3).Draw(m.t, "members"), func() string { return literal(m.t, of) }) + ") AS v (" + x + ")"
	left := m.expr(of, depth)
	switch rapid.IntRange(0, 3).Draw(m.t, "subquery") {
	case 0:
		return "(" + left + " IN " + from + "))"
	case 1:
		return "(" + left + " NOT IN " + from + "))"
	case 2:
		return "EXISTS " + from + " WHERE " + x + " = " + left + ")"
	default:
		return "(" + left + rapid.SampledFrom([]string{" = ANY ", " <> ALL ", " < ALL ", " >= ANY "}).Draw(m.t, "quantifier") + from + "))"
	}
}

func (m *maker) scalarSubquery(typ types.Type, depth int) string {
	if m.lambda || nested(typ) || typ.Kind == types.JSON {
		return m.leaf(typ, depth)
	}
	x := m.name()
	agg := rapid.SampledFrom([]string{"max", "min"}).Draw(m.t, "aggregate")
	return "(SELECT " + agg + "(" + x + ") FROM (VALUES " + list(2, func() string { return literal(m.t, typ) }) + ") AS v (" + x + ") WHERE " + x + " <= " + m.expr(typ, depth) + ")"
}

// name makes a name that nothing else has.
func (m *maker) name() string {
	m.params++
	return fmt.Sprintf("p%d", m.params)
}

// lambdaOf makes a lambda.
func (m *maker) lambdaOf(params []types.Type, result types.Type, depth int) string {
	before, inside := m.refs, m.lambda
	names := make([]string, len(params))
	inner := make([]ref, 0, len(before)+len(params))
	for i, typ := range params {
		names[i] = m.name()
		inner = append(inner, ref{names[i], typ})
	}
	m.refs, m.lambda = append(inner, before...), true
	body := m.expr(result, min(depth, 1))
	m.refs, m.lambda = before, inside
	return "(" + strings.Join(names, ", ") + ") -> " + body
}
