package duckdb

import (
	"strconv"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/token"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// block writes a query whose columns are named as b.Columns() says, in that order.
func (e *emitter) block(b *typed.Block) string {
	with := e.with(b.CTEs)
	if s, ok := b.Body.(*typed.Select); ok {
		return emit.Lines(with, e.selectBlock(s, b))
	}
	if plainBlock(b) {
		return emit.Lines(with, e.query(b.Body))
	}
	from := e.nested(e.query(b.Body))
	return emit.Lines(with, e.ordered(names(b.Columns()), from, "", "", b, e.orderBy(b.OrderBy, nil)))
}

func plainBlock(b *typed.Block) bool {
	return len(b.OrderBy) == 0 && b.Limit == nil && b.Offset == nil
}

// query writes a relation as a query with all its columns in order.
func (e *emitter) query(r typed.Rel) string {
	switch r := r.(type) {
	case *typed.Block:
		return e.block(r)
	case *typed.Select:
		return e.selectBlock(r, &typed.Block{Body: r})
	case *typed.SetOp:
		return e.setOp(r)
	}
	cols := r.Columns()
	for _, c := range cols {
		e.used[c.ID] = true
	}
	return emit.Lines("SELECT "+strings.Join(names(cols), ", "), "FROM "+e.from(r))
}

// names returns the names under which columns are written.
func names(cols []typed.Column) []string {
	out := make([]string, len(cols))
	for i, c := range cols {
		out[i] = columnName(c.ID)
	}
	return out
}

// with writes the WITH clause, ending in nothing but itself.
func (e *emitter) with(ctes []*typed.CTE) string {
	if len(ctes) == 0 {
		return ""
	}
	recursive := ""
	parts := make([]string, len(ctes))
	for i, cte := range ctes {
		name := "t" + e.relation()[1:]
		e.ctes[cte] = name
		if cte.Recursive {
			recursive = "RECURSIVE "
		}
		head := name + "(" + strings.Join(names(cte.Cols), ", ") + ") AS ("
		parts[i] = head + "\n" + emit.Indent(e.definition(cte)) + "\n)"
	}
	return "WITH " + recursive + strings.Join(parts, ",\n")
}

// definition writes the query of a CTE. DuckDB wants the UNION of a recursive one at the top, with nothing around it; its
// columns have the names of the CTE.
func (e *emitter) definition(cte *typed.CTE) string {
	s, ok := cte.Block.Body.(*typed.SetOp)
	if !cte.Recursive || !ok || s.Op != typed.Union || !plainBlock(cte.Block) {
		return e.block(cte.Block)
	}
	op := "UNION"
	if s.All {
		op = "UNION ALL"
	}
	return emit.Lines(e.with(cte.Block.CTEs), e.operand(s.Left), op, e.operand(s.Right))
}

// setOp writes UNION, INTERSECT or EXCEPT.
func (e *emitter) setOp(s *typed.SetOp) string {
	op := map[typed.SetOperator]string{typed.Union: "UNION", typed.Intersect: "INTERSECT", typed.Except: "EXCEPT"}[s.Op]
	if s.All {
		op += " ALL"
	} else if columnsZoned(s.Cols) {
		return e.zonedSetOp(s)
	}
	left, right := e.operand(s.Left), e.operand(s.Right)
	names := strings.Join(names(s.Cols), ", ")
	inner := emit.Lines(left, op, right)
	return emit.Lines("SELECT *", "FROM (\n"+emit.Indent(inner)+"\n) AS "+e.relation()+"("+names+")")
}

func columnsZoned(cols []typed.Column) bool {
	for _, c := range cols {
		if zoned(c.Type) {
			return true
		}
	}
	return false
}

// operand writes a side of a set operation between parentheses.
func (e *emitter) operand(r typed.Rel) string { return "(\n" + emit.Indent(e.query(r)) + "\n)" }

// zonedSetOp writes UNION DISTINCT of columns that carry zones: equal instants are one row, whatever their zones.
func (e *emitter) zonedSetOp(s *typed.SetOp) string {
	if s.Op != typed.Union {
		e.unsupported(token.Span{}, "INTERSECT and EXCEPT of values with time zone are not supported")
	}
	names := strings.Join(names(s.Cols), ", ")
	inner := emit.Lines(e.operand(s.Left), "UNION ALL", e.operand(s.Right))
	return emit.Lines("SELECT "+e.distinct(s.Cols)+" *", "FROM (\n"+emit.Indent(inner)+"\n) AS "+e.relation()+"("+names+")")
}

// distinct is DISTINCT, or DISTINCT ON the comparable form where columns carry a zone.
func (e *emitter) distinct(cols []typed.Column) string {
	if !columnsZoned(cols) {
		return "DISTINCT"
	}
	keys := make([]string, len(cols))
	for i, c := range cols {
		keys[i] = e.plain(emit.Atom(columnName(c.ID)), c.Type).Text
	}
	return "DISTINCT ON (" + strings.Join(keys, ", ") + ")"
}

// orderKey is a key of an order: what to order by, and how.
type orderKey struct{ x, how string }

func joinKeys(keys []orderKey) string {
	parts := make([]string, len(keys))
	for i, k := range keys {
		parts[i] = k.x + k.how
	}
	return strings.Join(parts, ", ")
}

// orderBy writes the keys of an order. A key that is the text of an output column is written as that column's name, which is
// what DISTINCT wants; constants order nothing and are left out.
func (e *emitter) orderBy(keys []typed.SortKey, items map[string]string) []orderKey {
	out := make([]orderKey, 0, len(keys))
	for _, k := range keys {
		if _, ok := k.X.(*typed.Literal); ok {
			continue
		}
		x := e.expr(k.X)
		if name, ok := items[x.Text]; ok {
			x = emit.Atom(name)
		}
		out = append(out, e.sortKey(x, k))
	}
	return out
}

func (e *emitter) sortKey(x emit.Expr, k typed.SortKey) orderKey {
	t := k.X.Type()
	if holds(t, types.Map) {
		e.unsupported(token.Span{}, "ordering by values of type %s is not supported", t)
	}
	how := " NULLS LAST"
	if k.NullsFirst {
		how = " NULLS FIRST"
	}
	if k.Desc {
		how = " DESC" + how
	}
	return orderKey{e.plain(x, t).Text, how}
}

// ordered writes SELECT list FROM … with the order and the limits of b.
func (e *emitter) ordered(list []string, from, where, distinct string, b *typed.Block, order []orderKey) string {
	if b.WithTies && b.Limit != nil && len(order) > 0 {
		return e.withTies(list, from, where, distinct, b, order)
	}
	by := ""
	if len(order) > 0 {
		by = "ORDER BY " + joinKeys(order)
	}
	return emit.Lines(selectFrom(list, from, where, distinct), by, limits(b))
}

func selectFrom(list []string, from, where, distinct string) string {
	head := "SELECT " + strings.TrimSpace(distinct+" "+strings.Join(list, ", "))
	if from != "" {
		from = "FROM " + from
	}
	if where != "" {
		where = "WHERE " + where
	}
	return emit.Lines(head, from, where)
}

func limits(b *typed.Block) string {
	var parts []string
	if b.Limit != nil {
		parts = append(parts, "LIMIT "+strconv.FormatInt(*b.Limit, 10))
	}
	if b.Offset != nil {
		parts = append(parts, "OFFSET "+strconv.FormatInt(*b.Offset, 10))
	}
	return strings.Join(parts, " ")
}

// withTies keeps the rows up to the limit and those that are equal to the last one. The rows come out in order.
func (e *emitter) withTies(list []string, from, where, distinct string, b *typed.Block, order []orderKey) string {
	list = list[:len(list):len(list)]
	for i, k := range order {
		key := "k" + strconv.Itoa(i+1)
		if k.x != key {
			list = append(list, k.x+" AS "+key)
		}
		order[i].x = key
	}
	inner := e.nested(selectFrom(list, from, where, distinct))
	over := "() OVER (ORDER BY " + joinKeys(order) + ") AS "
	ranked := emit.Lines("SELECT *, rank"+over+"n1, row_number"+over+"n2", "FROM "+inner)
	offset := int64(0)
	if b.Offset != nil {
		offset = *b.Offset
	}
	last := strconv.FormatInt(satAdd(offset, *b.Limit), 10)
	return emit.Lines("SELECT "+strings.Join(names(b.Columns()), ", "), "FROM "+e.nested(ranked),
		"WHERE n1 <= "+last+" AND n2 > "+strconv.FormatInt(offset, 10), "ORDER BY n2")
}

func satAdd(a, b int64) int64 {
	if a > 0 && b > 0 && a+b < 0 {
		return 1<<63 - 1
	}
	return a + b
}
