package draw

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"

	"github.com/glauxhq/glaux/internal/sql/types"
)

// Ref is something that an expression can name: a column, or the parameter of a lambda.
type Ref struct {
	Text string
	Type types.Type
}

// Maker makes expressions. What it draws first is simplest, so that rapid shrinks to it.
type Maker struct {
	// Refs are what expressions may name.
	Refs []Ref
	// Nulls tells that constants may be NULL.
	Nulls bool

	t      *rapid.T
	params int  // how many parameters of lambdas and columns of subqueries have a name
	lambda bool // inside of a lambda, where no subquery may stand
}

// New returns a Maker of expressions that may name refs.
func New(t *rapid.T, refs ...Ref) *Maker {
	return &Maker{t: t, Nulls: rapid.Bool().Draw(t, "NULLs"), Refs: refs}
}

// Over returns a Maker of expressions over a table, whose columns stand in them as {c1}, {c2} and so on; see Columns.
func Over(t *rapid.T, tab Table) *Maker {
	m := New(t)
	for i, typ := range tab.Types {
		m.Refs = append(m.Refs, Ref{fmt.Sprintf("{c%d}", i+1), typ})
	}
	return m
}

// form is a way to write an expression.
type form func(typ types.Type, depth int) string

// Expr draws an expression of exactly the type.
func (m *Maker) Expr(typ types.Type, depth int) string {
	forms := []form{m.leaf}
	if depth > 0 {
		forms = append(forms, m.leaf, m.call, m.call, m.call, m.call, m.call, m.conditional, m.cast, m.try, m.subscript)
		forms = append(forms, m.special(typ)...)
	}
	return rapid.SampledFrom(forms).Draw(m.t, "form")(typ, depth-1)
}

// special returns the forms that only expressions of the type have.
func (m *Maker) special(typ types.Type) []form {
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
func (m *Maker) leaf(typ types.Type, _ int) string {
	var fitting []string
	for _, r := range m.Refs {
		if r.Type.Equal(typ) {
			fitting = append(fitting, r.Text)
		}
	}
	if len(fitting) > 0 && rapid.IntRange(0, 3).Draw(m.t, "column") > 0 {
		return rapid.SampledFrom(fitting).Draw(m.t, "name")
	}
	if len(m.Refs) > 0 && rapid.IntRange(0, 1).Draw(m.t, "cast column") == 1 {
		for _, r := range m.Refs {
			if r.Type.Kind != types.Unknown && types.CanCast(r.Type, typ) {
				return "TRY_CAST(" + r.Text + " AS " + typ.SQL() + ")"
			}
		}
	}
	return m.literal(typ)
}

// literal draws a constant.
func (m *Maker) literal(typ types.Type) string {
	if m.Nulls {
		return Constant(m.t, typ)
	}
	return present(m.t, typ)
}

func (m *Maker) conditional(typ types.Type, depth int) string {
	switch rapid.IntRange(0, 5).Draw(m.t, "conditional") {
	case 0:
		return "coalesce(" + m.Expr(typ, depth) + ", " + m.Expr(typ, depth) + ")"
	case 1:
		return "if(" + m.Boolean(depth) + ", " + m.Expr(typ, depth) + ", " + m.Expr(typ, depth) + ")"
	case 2:
		return "if(" + m.Boolean(depth) + ", " + m.Expr(typ, depth) + ")"
	case 3:
		if typ.Comparable() && !Nested(typ) {
			return "nullif(" + m.Expr(typ, depth) + ", " + m.Expr(typ, depth) + ")"
		}
		fallthrough
	case 4:
		of := Plain(m.t)
		return fmt.Sprintf("CASE %s WHEN %s THEN %s WHEN %s THEN %s ELSE %s END", m.Expr(of, depth),
			m.Expr(of, depth), m.Expr(typ, depth), m.Expr(of, depth), m.Expr(typ, depth), m.Expr(typ, depth))
	default:
		return fmt.Sprintf("CASE WHEN %s THEN %s WHEN %s THEN %s END", m.Boolean(depth), m.Expr(typ, depth), m.Boolean(depth), m.Expr(typ, depth))
	}
}

// Nested tells whether a type has elements.
func Nested(typ types.Type) bool { return len(typ.Elems) > 0 }

// Boolean draws a condition.
func (m *Maker) Boolean(depth int) string { return m.Expr(types.Of(types.Boolean), depth) }

// cast casts from another type.
func (m *Maker) cast(typ types.Type, depth int) string {
	from := Type(m.t, 1)
	if !types.CanCast(from, typ) {
		from = typ
	}
	word := rapid.SampledFrom([]string{"TRY_CAST(", "CAST("}).Draw(m.t, "cast")
	return word + m.Expr(from, depth) + " AS " + typ.SQL() + ")"
}

func (m *Maker) try(typ types.Type, depth int) string { return "TRY(" + m.Expr(typ, depth) + ")" }

// subscript takes an element out of an array, a map or a row.
func (m *Maker) subscript(typ types.Type, depth int) string {
	switch rapid.IntRange(0, 3).Draw(m.t, "subscript") {
	case 0:
		return m.Expr(types.ArrayOf(typ), depth) + "[" + rapid.SampledFrom([]string{"1", "2", "0", "-1"}).Draw(m.t, "index") + "]"
	case 1:
		key := rapid.SampledFrom(keys).Draw(m.t, "key type")
		return m.Expr(types.MapOf(key, typ), depth) + "[" + m.Expr(key, depth) + "]"
	case 2:
		return "(" + m.Expr(types.RowOf([]string{"x", "y"}, typ, Plain(m.t)), depth) + ").x"
	default:
		return m.Expr(types.RowOf([]string{"x", "y"}, Plain(m.t), typ), depth) + "[2]"
	}
}

func (m *Maker) array(typ types.Type, depth int) string {
	return "CAST(ARRAY[" + list(rapid.IntRange(0, 3).Draw(m.t, "length"), func() string { return m.Expr(typ.Elem(), depth) }) + "] AS " + typ.SQL() + ")"
}

func (m *Maker) row(typ types.Type, depth int) string {
	i := 0
	return "CAST(ROW(" + list(len(typ.Elems), func() string { i++; return m.Expr(typ.Elems[i-1], depth) }) + ") AS " + typ.SQL() + ")"
}

// zones are time zones, some with rules and some without.
//
//nolint:gochecknoglobals // a table
var zones = []string{"'UTC'", "'America/Los_Angeles'", "'+05:30'", "'Europe/Berlin'", "'Australia/Lord_Howe'"}

func (m *Maker) zoned(typ types.Type, depth int) string {
	return "CAST(" + m.Expr(typ, depth) + " AT TIME ZONE " + rapid.SampledFrom(zones).Draw(m.t, "zone") + " AS " + typ.SQL() + ")"
}

func (m *Maker) extract(_ types.Type, depth int) string {
	field := rapid.SampledFrom([]string{"YEAR", "MONTH", "DAY", "QUARTER", "WEEK", "DOW", "DOY", "YOW"}).Draw(m.t, "field")
	typ := rapid.SampledFrom([]types.Type{types.Of(types.Date), types.TimestampOf(3), types.TimestampTZOf(3)}).Draw(m.t, "clock")
	return "EXTRACT(" + field + " FROM " + m.Expr(typ, depth) + ")"
}

// Orderly draws a type that comparisons take, most often one without elements.
func (m *Maker) Orderly() types.Type {
	if rapid.IntRange(0, 5).Draw(m.t, "nested") == 5 {
		return types.ArrayOf(Plain(m.t))
	}
	return Plain(m.t)
}

func (m *Maker) comparison(_ types.Type, depth int) string {
	op := rapid.SampledFrom([]string{"=", "<", ">=", "<>", "<=", ">", "IS DISTINCT FROM", "IS NOT DISTINCT FROM"}).Draw(m.t, "comparison")
	typ := m.Orderly()
	if rapid.IntRange(0, 4).Draw(m.t, "column compared") > 0 && len(m.Refs) > 0 {
		if r := rapid.SampledFrom(m.Refs).Draw(m.t, "compared"); r.Type.Orderable() {
			typ = r.Type
		}
	}
	return "(" + m.Expr(typ, depth) + " " + op + " " + m.Expr(typ, depth) + ")"
}

func (m *Maker) logic(_ types.Type, depth int) string {
	switch rapid.IntRange(0, 2).Draw(m.t, "logic") {
	case 0:
		return "(NOT " + m.Boolean(depth) + ")"
	case 1:
		return "(" + m.Boolean(depth) + " AND " + m.Boolean(depth) + ")"
	default:
		return "(" + m.Boolean(depth) + " OR " + m.Boolean(depth) + ")"
	}
}

func (m *Maker) membership(_ types.Type, depth int) string {
	typ, not := m.Orderly(), rapid.SampledFrom([]string{"", "NOT "}).Draw(m.t, "not")
	if rapid.Bool().Draw(m.t, "between") {
		return "(" + m.Expr(typ, depth) + " " + not + "BETWEEN " + m.Expr(typ, depth) + " AND " + m.Expr(typ, depth) + ")"
	}
	n := rapid.IntRange(1, 3).Draw(m.t, "members")
	return "(" + m.Expr(typ, depth) + " " + not + "IN (" + list(n, func() string { return m.Expr(typ, depth) }) + "))"
}

func (m *Maker) test(_ types.Type, depth int) string {
	// The engine may know without computing x that x is not NULL: an error in x is caught.
	return "(" + m.try(Type(m.t, 2), depth) + rapid.SampledFrom([]string{" IS NULL)", " IS NOT NULL)"}).Draw(m.t, "test")
}

func (m *Maker) like(_ types.Type, depth int) string {
	pattern := rapid.SampledFrom([]string{"'a%'", "'%b%'", "'_'", "''", "'x$_$%' ESCAPE '$'", "'%'", "'a_'"}).Draw(m.t, "pattern")
	if rapid.IntRange(0, 4).Draw(m.t, "pattern of data") == 4 {
		pattern = m.Expr(types.Text(), depth)
	}
	return "(" + m.Expr(types.Text(), depth) + " LIKE " + pattern + ")"
}

// subquery is a test with a subquery over a few constants and the columns around it.
func (m *Maker) subquery(typ types.Type, depth int) string {
	if m.lambda {
		return m.leaf(typ, depth)
	}
	of := Plain(m.t)
	x := m.name()
	from := "(SELECT " + x + " FROM (VALUES " + list(rapid.IntRange(1, 3).Draw(m.t, "members"), func() string { return Constant(m.t, of) }) + ") AS v (" + x + ")"
	left := m.Expr(of, depth)
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

func (m *Maker) scalarSubquery(typ types.Type, depth int) string {
	if m.lambda || Nested(typ) || typ.Kind == types.JSON {
		return m.leaf(typ, depth)
	}
	x := m.name()
	agg := rapid.SampledFrom([]string{"max", "min"}).Draw(m.t, "aggregate")
	return "(SELECT " + agg + "(" + x + ") FROM (VALUES " + list(2, func() string { return Constant(m.t, typ) }) + ") AS v (" + x + ") WHERE " + x + " <= " + m.Expr(typ, depth) + ")"
}

// name makes a name that nothing else has.
func (m *Maker) name() string {
	m.params++
	return fmt.Sprintf("p%d", m.params)
}

// lambdaOf makes a lambda.
func (m *Maker) lambdaOf(params []types.Type, result types.Type, depth int) string {
	before, inside := m.Refs, m.lambda
	names := make([]string, len(params))
	inner := make([]Ref, 0, len(before)+len(params))
	for i, typ := range params {
		names[i] = m.name()
		inner = append(inner, Ref{names[i], typ})
	}
	m.Refs, m.lambda = append(inner, before...), true
	body := m.Expr(result, min(depth, 1))
	m.Refs, m.lambda = before, inside
	return "(" + strings.Join(names, ", ") + ") -> " + body
}
