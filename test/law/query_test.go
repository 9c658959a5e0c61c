package law_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"pgregory.net/rapid"

	"github.com/glauxhq/glaux/internal/difftest/draw"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// source is a table or a view that queries may read, with the columns that they name.
type source struct {
	name    string
	columns []catalog.Column
}

// maker makes queries whose rows, in any order, do not depend on chance: what is cut by LIMIT is in an order that tells rows apart.
type maker struct {
	t       *rapid.T
	sources []source
	local   []source // the WITH queries that can be named here
	names   int
	// asParams tells that constants which are marked become parameters.
	asParams bool
	params   []string // what stands for the parameters of the query
	risks    int      // how many more expressions that can fail may stand in the query
	kinds    []string // of those that stand in it
	shapes   []string // the forms that it has
}

// relation is a member of FROM, with what can be named of it.
type relation struct {
	from string
	refs []draw.Ref
}

// query draws a query of what the reader sees; now and then it names what there is and the reader does not see.
func (w *world) query(t *rapid.T) (string, *maker) {
	if rapid.IntRange(0, 19).Draw(t, "hidden names") == 19 {
		return drawQuery(t, w.unknown)
	}
	return drawQuery(t, w.seen)
}

// mark stands before and behind a constant that may become a parameter.
const mark = "\x01"

// parameters makes parameters of the constants that are marked.
func (m *maker) parameters(sql string) string {
	parts := strings.Split(sql, mark)
	for i := 1; i < len(parts); i += 2 {
		if m.asParams {
			m.params = append(m.params, parts[i])
			parts[i] = "?"
		}
	}
	return strings.Join(parts, "")
}

// drawQuery draws a query.
func drawQuery(t *rapid.T, sources []source) (string, *maker) {
	m := &maker{asParams: rapid.IntRange(0, 3).Draw(t, "parameters") == 3, t: t, sources: sources, risks: rapid.SampledFrom([]int{1, 1, 1, 2, 0}).Draw(t, "risks")}
	sql, _ := m.query(rapid.SampledFrom([]int{1, 2, 0}).Draw(t, "depth"))
	return m.parameters(sql), m
}

func (m *maker) pick(label string, n int) int { return rapid.IntRange(0, n-1).Draw(m.t, label) }

func (m *maker) name(prefix string) string {
	m.names++
	return prefix + strconv.Itoa(m.names)
}

// query draws a query and the types of its columns, which are named x1, x2 and so on.
func (m *maker) query(depth int) (string, []types.Type) {
	forms := []func(int) (string, []types.Type){m.plain, m.plain, m.grouped, m.aggregated, m.windowed}
	if depth > 0 {
		forms = append(forms, m.set, m.with, m.limited, m.distinct, m.recursive, m.plain, m.grouped, m.top)
	}
	return forms[m.pick("form", len(forms))](depth)
}

// shape notes a form that the query has.
func (m *maker) shape(name string) {
	if !slices.Contains(m.shapes, name) {
		m.shapes = append(m.shapes, name)
	}
}

// table draws a table, a view or a WITH query.
func (m *maker) table() relation {
	all := append(slices.Clone(m.sources), m.local...)
	all = append(all, m.local...)
	s := all[m.pick("table", len(all))]
	alias := m.name("a")
	return relation{from: s.name + " AS " + alias, refs: refs(alias+".", s.columns)}
}

// relation draws a member of FROM.
func (m *maker) relation(depth int) relation {
	if depth <= 0 {
		return m.table()
	}
	switch m.pick("relation", 8) {
	case 0, 1, 2:
		return m.table()
	case 3:
		m.shape("subquery in FROM")
		return m.derived(m.query(depth - 1))
	case 4, 5:
		return m.join(depth)
	case 6:
		return m.unnest(m.relation(depth - 1))
	}
	return m.lateral(m.relation(depth - 1))
}

// derived makes a relation of a query.
func (m *maker) derived(sql string, typs []types.Type) relation {
	alias := m.name("a")
	names, out := make([]string, len(typs)), relation{}
	for i, typ := range typs {
		names[i] = fmt.Sprintf("x%d", i+1)
		out.refs = append(out.refs, draw.Ref{Text: alias + "." + names[i], Type: typ})
	}
	out.from = "(" + sql + ") AS " + alias + " (" + strings.Join(names, ", ") + ")"
	return out
}

func (m *maker) join(depth int) relation {
	left, right := m.relation(depth-1), m.relation(0)
	kind := rapid.SampledFrom([]string{"JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "CROSS JOIN"}).Draw(m.t, "join")
	m.shape(kind)
	out := relation{refs: append(slices.Clone(left.refs), right.refs...)}
	if kind == "CROSS JOIN" {
		out.from = left.from + " CROSS JOIN " + right.from
		return out
	}
	on := m.equal(left.refs, right.refs)
	if m.pick("more of the condition", 3) == 2 {
		on += " AND " + m.simple(out.refs)
	}
	out.from = left.from + " " + kind + " " + right.from + " ON " + on
	return out
}

// equal draws an equation between columns of two relations.
func (m *maker) equal(left, right []draw.Ref) string {
	var pairs []string
	for _, l := range left {
		for _, r := range right {
			if l.Type.Equal(r.Type) && l.Type.Comparable() && !draw.Nested(l.Type) {
				pairs = append(pairs, l.Text+" = "+r.Text)
			}
		}
	}
	if len(pairs) == 0 {
		return "true"
	}
	return rapid.SampledFrom(pairs).Draw(m.t, "equation")
}

func (m *maker) unnest(over relation) relation {
	m.shape("UNNEST")
	alias := m.name("u")
	var arrays []draw.Ref
	for _, r := range over.refs {
		if r.Type.Kind == types.Array {
			arrays = append(arrays, r)
		}
	}
	var x string
	var typ types.Type
	if len(arrays) > 0 && m.pick("array column", 4) > 0 {
		r := rapid.SampledFrom(arrays).Draw(m.t, "array")
		x, typ = r.Text, r.Type.Elem()
	} else {
		one, of := m.value(over.refs)
		x, typ = "ARRAY["+one+", "+one+"]", of
	}
	out := relation{refs: append(slices.Clone(over.refs), draw.Ref{Text: alias + ".e", Type: typ}, draw.Ref{Text: alias + ".n", Type: bigint})}
	if typ.Kind == types.Row { // its fields are columns
		x, out.refs[len(over.refs)].Type = "ARRAY[1]", integer
	}
	if m.pick("outer unnest", 3) == 2 {
		out.from = over.from + " LEFT JOIN UNNEST(" + x + ") WITH ORDINALITY AS " + alias + " (e, n) ON true"
	} else {
		out.from = over.from + " CROSS JOIN UNNEST(" + x + ") WITH ORDINALITY AS " + alias + " (e, n)"
	}
	return out
}

func (m *maker) lateral(over relation) relation {
	m.shape("LATERAL")
	alias := m.name("l")
	x, typ := m.value(over.refs)
	out := relation{refs: append(slices.Clone(over.refs), draw.Ref{Text: alias + ".y", Type: typ})}
	out.from = over.from + " CROSS JOIN LATERAL (SELECT " + x + " AS y) AS " + alias
	return out
}

// value draws an expression: one that can fail while there may be more of these, a column, or any.
func (m *maker) value(refs []draw.Ref) (string, types.Type) {
	n := m.pick("value", 6)
	switch {
	case m.risks > 0 && n < 3:
		return m.risk(refs)
	case n == 5:
		typ := draw.Type(m.t, 1)
		if typ.Kind == types.Real || typ.Kind == types.TimestampTZ {
			typ = bigint
		}
		m.shape("any expression")
		return draw.New(m.t, refs...).Expr(typ, 2), typ
	case len(refs) > 0:
		r := rapid.SampledFrom(refs).Draw(m.t, "column")
		return r.Text, r.Type
	}
	return "1", integer
}

// risk draws an expression that can fail.
func (m *maker) risk(refs []draw.Ref) (string, types.Type) {
	m.risks--
	k := kinds[m.pick("kind", len(kinds))]
	m.kinds = append(m.kinds, k.name)
	return risky(m.t, k, refs), k.typ
}

// simple draws a condition that hardly fails.
func (m *maker) simple(refs []draw.Ref) string { return conditionOn(m.t, refs) }

// condition draws a condition, which may fail, or hold a subquery.
func (m *maker) condition(refs []draw.Ref) string {
	switch m.pick("condition", 9) {
	case 0, 1:
		return m.simple(refs)
	case 2, 3:
		if m.risks == 0 {
			return m.simple(refs)
		}
		x, typ := m.risk(refs)
		switch {
		case typ.Kind == types.Boolean:
			return x
		case m.pick("test of a risk", 3) == 0:
			return x + " IS NOT NULL"
		}
		return "CAST(" + x + " AS varchar) <> '2'"
	case 4:
		m.shape("any expression")
		return draw.New(m.t, refs...).Boolean(2)
	case 5:
		return m.simple(refs) + " AND " + m.condition(refs)
	case 6:
		return "(" + m.simple(refs) + " OR " + m.condition(refs) + ")"
	}
	return m.subquery(refs)
}

// subquery draws a condition with a subquery, most often one that uses columns around it.
func (m *maker) subquery(refs []draw.Ref) string {
	inner := m.table()
	where := m.equal(refs, inner.refs)
	if m.pick("correlated", 3) == 0 {
		where = m.simple(inner.refs)
	}
	both := append(slices.Clone(inner.refs), refs...)
	switch m.pick("subquery", 5) {
	case 0:
		m.shape("EXISTS")
		return "EXISTS (SELECT 1 FROM " + inner.from + " WHERE " + where + " AND " + m.condition(both) + ")"
	case 1:
		m.shape("NOT EXISTS")
		return "NOT EXISTS (SELECT 1 FROM " + inner.from + " WHERE " + where + " AND " + m.simple(both) + ")"
	case 2:
		m.shape("IN")
		x, y := m.pair(refs, inner.refs)
		return x + rapid.SampledFrom([]string{" IN ", " NOT IN "}).Draw(m.t, "in") + "(SELECT " + y + " FROM " + inner.from + " WHERE " + m.simple(inner.refs) + ")"
	case 3:
		m.shape("a quantifier")
		x, y := m.pair(refs, inner.refs)
		return x + rapid.SampledFrom([]string{" = ANY ", " <> ALL "}).Draw(m.t, "quantifier") + "(SELECT " + y + " FROM " + inner.from + ")"
	}
	m.shape("a scalar subquery")
	x, _ := m.value(inner.refs)
	return "(SELECT count(" + x + ") FROM " + inner.from + " WHERE " + where + ") " + rapid.SampledFrom([]string{"> 0", "= 1", "< 3"}).Draw(m.t, "bound")
}

// pair draws columns of two relations with one type.
func (m *maker) pair(left, right []draw.Ref) (x, y string) {
	x, y, ok := strings.Cut(m.equal(left, right), " = ")
	if !ok {
		return "1", "1"
	}
	return x, y
}

// items draws an output of some columns.
func (m *maker) items(refs []draw.Ref, n int) (list []string, typs []types.Type) {
	for range n {
		x, typ := m.value(refs)
		list, typs = append(list, x), append(typs, typ)
	}
	return list, typs
}

// named writes items with their names.
func named(list []string) string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = fmt.Sprintf("%s AS x%d", x, i+1)
	}
	return strings.Join(out, ", ")
}

// where draws a WHERE, or none.
func (m *maker) where(refs []draw.Ref) string {
	if m.pick("where", 3) == 0 {
		return ""
	}
	return " WHERE " + m.condition(refs)
}

func (m *maker) plain(depth int) (string, []types.Type) {
	r := m.relation(depth)
	list, typs := m.items(r.refs, 1+m.pick("items", 3))
	if m.pick("scalar item", 6) == 5 {
		x, typ := m.scalar(r.refs)
		list, typs = append(list, x), append(typs, typ)
	}
	return "SELECT " + named(list) + " FROM " + r.from + m.where(r.refs), typs
}

// scalar draws a subquery that is a value.
func (m *maker) scalar(refs []draw.Ref) (string, types.Type) {
	m.shape("a scalar subquery")
	inner := m.table()
	x, typ := m.aggregate(inner.refs)
	return "(SELECT " + x + " FROM " + inner.from + " WHERE " + m.equal(refs, inner.refs) + ")", typ
}

// aggregate draws an aggregate whose result does not depend on the order of rows.
func (m *maker) aggregate(refs []draw.Ref) (string, types.Type) {
	x, typ := m.value(refs)
	filter := ""
	if m.pick("filter", 5) == 4 {
		filter = " FILTER (WHERE " + m.simple(refs) + ")"
	}
	plain := typ.Orderable() && !draw.Nested(typ)
	switch n := m.pick("aggregate", 7); {
	case n == 0:
		return "count(" + x + ")" + filter, bigint
	case n == 1 && plain && typ.Kind != types.Double && typ.Kind != types.Real: // NaN
		return "max(" + x + ")" + filter, typ
	case n == 2 && plain && typ.Kind != types.Double && typ.Kind != types.Real:
		return "min(" + x + ")" + filter, typ
	case n == 3 && typ.IsInteger():
		return "sum(" + x + ")" + filter, bigint
	case n == 4 && plain && typ.Kind != types.Double && typ.Kind != types.Real:
		return "count(DISTINCT " + x + ")" + filter, bigint
	case n == 5 && plain:
		return "array_agg(" + x + " ORDER BY " + x + ")" + filter, types.ArrayOf(typ)
	case n == 6 && typ.Kind == types.Boolean:
		return "bool_or(" + x + ")" + filter, boolean
	}
	return "count(*)" + filter, bigint
}

func (m *maker) aggregated(depth int) (string, []types.Type) {
	m.shape("aggregates")
	r := m.relation(depth)
	var list []string
	var typs []types.Type
	for range 1 + m.pick("aggregates", 3) {
		x, typ := m.aggregate(r.refs)
		list, typs = append(list, x), append(typs, typ)
	}
	return "SELECT " + named(list) + " FROM " + r.from + m.where(r.refs), typs
}

// key draws an expression to group by.
func (m *maker) key(refs []draw.Ref) (string, types.Type) {
	x, typ := m.value(refs)
	if !typ.Orderable() || draw.Nested(typ) || typ.Kind == types.TimestampTZ || typ.Kind == types.TimeTZ {
		return "(" + x + ") IS NULL", boolean
	}
	return x, typ
}

func (m *maker) grouped(depth int) (string, []types.Type) {
	m.shape("GROUP BY")
	r := m.relation(depth)
	key, keyType := m.key(r.refs)
	other, otherType := m.key(r.refs)
	inner, innerTypes := m.items(r.refs, 1)
	inside := "SELECT " + named(append([]string{key, other}, inner...)) + " FROM " + r.from + m.where(r.refs)
	over := m.derived(inside, append([]types.Type{keyType, otherType}, innerTypes...))
	x, y := over.refs[0].Text, over.refs[1].Text
	by := rapid.SampledFrom([]string{"x", "x, y", "GROUPING SETS ((x), ())", "ROLLUP (x, y)", "CUBE (x, y)"}).Draw(m.t, "by")
	by = strings.NewReplacer("x", x, "y", y).Replace(by)
	if by != x {
		m.shape("GROUP BY of several")
	}
	agg, aggType := m.aggregate(over.refs)
	list, typs := []string{x, agg}, []types.Type{keyType, aggType}
	sql := "SELECT " + named(list) + " FROM " + over.from + " GROUP BY " + by
	if m.pick("having", 3) == 2 {
		m.shape("HAVING")
		more, _ := m.aggregate(over.refs)
		sql += " HAVING (" + more + ") IS NOT NULL AND count(*) > 0"
	}
	return sql, typs
}

func (m *maker) windowed(depth int) (string, []types.Type) {
	m.shape("windows")
	r := m.relation(depth)
	x, typ := m.value(r.refs)
	agg, aggType := m.aggregate(r.refs)
	if strings.Contains(agg, "DISTINCT") || strings.Contains(agg, "ORDER BY") {
		agg, aggType = "count(*)", bigint
	}
	part, _ := m.key(r.refs)
	over := "PARTITION BY " + part
	if m.pick("ordered window", 2) == 1 {
		order, _ := m.key(r.refs)
		over += " ORDER BY " + order // peers have one value: the frame is RANGE
	}
	list, typs := []string{x, agg + " OVER (" + over + ")"}, []types.Type{typ, aggType}
	if strings.Contains(over, "ORDER BY") && m.pick("rank", 2) == 1 {
		list, typs = append(list, "rank() OVER ("+over+")"), append(typs, bigint)
	}
	return "SELECT " + named(list) + " FROM " + r.from + m.where(r.refs), typs
}

func (m *maker) set(depth int) (string, []types.Type) {
	left, typs := m.query(depth - 1)
	op := rapid.SampledFrom([]string{"UNION ALL", "UNION", "INTERSECT", "EXCEPT", "INTERSECT ALL", "EXCEPT ALL"}).Draw(m.t, "set operation")
	if slices.ContainsFunc(typs, func(t types.Type) bool {
		return !t.Comparable() || draw.Nested(t) || t.Kind == types.JSON || t.Kind == types.Double || t.Kind == types.Real || t.Kind == types.TimestampTZ || t.Kind == types.TimeTZ
	}) {
		op = "UNION ALL"
	}
	m.shape(op)
	r := m.table()
	list := make([]string, len(typs))
	for i, typ := range typs {
		list[i] = draw.New(m.t, r.refs...).Expr(typ, m.pick("depth of item", 2))
	}
	return "(" + left + ") " + op + " SELECT " + named(list) + " FROM " + r.from + m.where(r.refs), typs
}

// with draws a WITH query, which is read once or more; now and then it has the name of a table.
func (m *maker) with(depth int) (string, []types.Type) {
	m.shape("WITH")
	inner, typs := m.query(depth - 1)
	name := m.name("w")
	if len(m.sources) > 0 && m.pick("shadow", 5) == 4 {
		name = m.sources[m.pick("shadowed", len(m.sources))].name
		name = name[strings.LastIndex(name, ".")+1:]
		m.shape("WITH of a table's name")
	}
	columns, names := make([]catalog.Column, len(typs)), make([]string, len(typs))
	for i, typ := range typs {
		names[i] = fmt.Sprintf("x%d", i+1)
		columns[i] = catalog.Column{Name: names[i], Type: typ}
	}
	beforeSources, beforeLocal := m.sources, m.local
	m.sources = slices.DeleteFunc(slices.Clone(m.sources), func(s source) bool { return s.name == name })
	m.local = append(slices.Clone(m.local), source{name, columns})
	body, out := m.query(depth - 1)
	m.sources, m.local = beforeSources, beforeLocal
	if strings.HasPrefix(body, "WITH") {
		body = "(" + body + ")"
	}
	return "WITH " + name + " (" + strings.Join(names, ", ") + ") AS (" + inner + ") " + body, out
}

// limited cuts the rows of a query in an order that tells apart all that are not the same.
func (m *maker) limited(depth int) (string, []types.Type) {
	inner, typs := m.query(depth - 1)
	order := make([]string, len(typs))
	for i, typ := range typs {
		if !typ.Orderable() || draw.Nested(typ) || typ.Kind == types.Double || typ.Kind == types.Real || typ.Kind == types.TimestampTZ || typ.Kind == types.TimeTZ {
			return inner, typs
		}
		order[i] = strconv.Itoa(i+1) + rapid.SampledFrom([]string{"", " DESC", " NULLS FIRST"}).Draw(m.t, "direction")
	}
	m.shape("LIMIT")
	r := m.derived(inner, typs)
	limit := rapid.SampledFrom([]string{"LIMIT 2", "OFFSET 1 LIMIT 3", "FETCH FIRST 2 ROWS WITH TIES", "LIMIT 0", "OFFSET 2", "LIMIT ALL"}).Draw(m.t, "limit")
	list := make([]string, len(typs))
	for i := range typs {
		list[i] = r.refs[i].Text
	}
	return "SELECT " + named(list) + " FROM " + r.from + " ORDER BY " + strings.Join(order, ", ") + " " + limit, typs
}

func (m *maker) distinct(depth int) (string, []types.Type) {
	m.shape("DISTINCT")
	r := m.relation(depth - 1)
	x, typ := m.key(r.refs)
	return "SELECT DISTINCT " + x + " AS x1 FROM " + r.from + m.where(r.refs), []types.Type{typ}
}

// top draws the first rows of each group.
func (m *maker) top(int) (string, []types.Type) {
	m.shape("top of groups")
	r := m.table()
	key, _ := m.key(r.refs)
	x, typ := m.value(r.refs)
	if !typ.Orderable() || draw.Nested(typ) {
		x, typ = "(("+x+") IS NULL)", boolean
	}
	return "SELECT x1 FROM (SELECT " + x + " AS x1, rank() OVER (PARTITION BY " + key + " ORDER BY " + x + ") AS r FROM " + r.from + m.where(r.refs) + ") AS q WHERE r <= 2",
		[]types.Type{typ}
}

func (m *maker) recursive(int) (string, []types.Type) {
	m.shape("WITH RECURSIVE")
	r := m.table()
	x, typ := m.value(r.refs)
	more := m.table()
	return "WITH RECURSIVE r (x1, x2) AS (SELECT " + x + ", 1 FROM " + r.from + m.where(r.refs) + " UNION ALL SELECT r.x1, r.x2 + 1 FROM r CROSS JOIN (SELECT count(*) AS n FROM " +
		more.from + ") AS c WHERE r.x2 < 3 AND n > 1) SELECT x1, x2 FROM r", []types.Type{typ, integer}
}
