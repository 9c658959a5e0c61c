package duckdb

import (
	"slices"
	"strconv"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/token"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// block writes a query whose columns are named as b.Columns() says, in that order.
func (e *emitter) block(b *typed.Block) string {
	with := e.with(b.CTEs)
	if s, ok := b.Body.(*typed.Select); ok && !apart(s) {
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
		if !apart(r) {
			return e.selectBlock(r, &typed.Block{Body: r})
		}
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
	word := "WITH "
	var parts []string
	for _, cte := range ctes {
		if _, ok := recursion(cte); ok {
			word = "WITH RECURSIVE "
		}
		parts = append(parts, e.definitions(cte)...)
	}
	return word + strings.Join(parts, ",\n")
}

// definitions writes the CTEs that stand for one: a recursive UNION with a bound needs a second one that drops what is there twice.
func (e *emitter) definitions(cte *typed.CTE) []string {
	columns := names(cte.Cols)
	name := e.nameCTE(cte)
	s, ok := recursion(cte)
	switch {
	case !ok:
		return []string{definition(name, columns, e.block(cte.Block))}
	case cte.Steps == 0:
		return []string{definition(name, columns, e.union(cte, s))}
	}
	steps := definition(name, append(columns, stepColumn), e.steps(cte, s, name))
	if s.All {
		return []string{steps}
	}
	once := emit.Lines("SELECT "+e.distinct(cte.Cols)+" "+strings.Join(columns, ", "), "FROM "+name)
	return []string{steps, definition(e.nameCTE(cte), columns, once)}
}

// nameCTE gives a CTE a name, by which references to it call it from now on.
func (e *emitter) nameCTE(cte *typed.CTE) string {
	name := "t" + e.relation()[1:]
	e.ctes[cte] = name
	return name
}

func definition(name string, columns []string, query string) string {
	return name + "(" + strings.Join(columns, ", ") + ") AS (\n" + emit.Indent(query) + "\n)"
}

// recursion returns the UNION of a recursive query, whose right side is the step.
func recursion(cte *typed.CTE) (*typed.SetOp, bool) {
	s, ok := cte.Block.Body.(*typed.SetOp)
	return s, ok && cte.Recursive && s.Op == typed.Union && plainBlock(cte.Block)
}

// union writes a recursive query: DuckDB wants the UNION at the top, with nothing around it; its columns have the names of the CTE.
func (e *emitter) union(cte *typed.CTE, s *typed.SetOp) string {
	op := "UNION"
	if s.All {
		op = "UNION ALL"
	}
	return emit.Lines(e.with(cte.Block.CTEs), e.operand(s.Left), op, e.operand(s.Right))
}

// stepColumn numbers the steps of a recursive query in its rows.
const stepColumn = "n0"

// steps writes a recursive query with a bound: a row that a step makes beyond it fails. Trino drops rows that are there already only at
// the end, so that a query which finds no new ones fails too.
func (e *emitter) steps(cte *typed.CTE, s *typed.SetOp, name string) string {
	base := emit.Lines("SELECT *, 0", "FROM "+e.operand(s.Left))
	limit := strconv.Itoa(cte.Steps)
	message := "Recursion depth limit exceeded (" + limit + "). Use 'max_recursion_depth' session property to modify the limit."
	beyond := e.raiseText(diag.NotSupported, token.Nowhere().Start, types.Of(types.Integer), message)
	number := "CASE WHEN n1 < " + limit + " THEN n1 + 1 ELSE " + beyond.Text + " END"
	last := "(SELECT max(" + stepColumn + ") AS n1 FROM " + name + ") AS " + e.relation()
	columns := strings.Join(names(s.Right.Columns()), ", ")
	step := emit.Lines("SELECT "+strings.Join(append(names(s.Right.Columns()), number), ", "), "FROM "+e.operand(s.Right)+" AS "+e.relation()+"("+columns+"), "+last)
	return emit.Lines(e.with(cte.Block.CTEs), base, "UNION ALL", step)
}

// setOp writes UNION, INTERSECT or EXCEPT.
func (e *emitter) setOp(s *typed.SetOp) string {
	op := map[typed.SetOperator]string{typed.Union: "UNION", typed.Intersect: "INTERSECT", typed.Except: "EXCEPT"}[s.Op]
	if columnsVaried(s.Cols) && (s.Op != typed.Union || !s.All) {
		return e.variedSetOp(s)
	}
	if s.All {
		op += " ALL"
	}
	names := strings.Join(names(s.Cols), ", ")
	var sides []string
	for i, side := range chain(s) {
		if i > 0 {
			sides = append(sides, op)
		}
		sides = append(sides, e.operand(side))
	}
	inner := emit.Lines(sides...)
	return emit.Lines("SELECT *", "FROM (\n"+emit.Indent(inner)+"\n) AS "+e.relation()+"("+names+")")
}

// chain returns the sides of a set operation, those of a chain of the same UNION all in one: a text that goes deeper with each would
// grow with the square of their number.
func chain(s *typed.SetOp) []typed.Rel {
	var sides []typed.Rel
	for {
		sides = append(sides, s.Right)
		left, ok := s.Left.(*typed.SetOp)
		if b, is := s.Left.(*typed.Block); is && plainBlock(b) && len(b.CTEs) == 0 {
			left, ok = b.Body.(*typed.SetOp)
		}
		if !ok || s.Op != typed.Union || left.Op != s.Op || left.All != s.All {
			break
		}
		s = left
	}
	sides = append(sides, s.Left)
	slices.Reverse(sides)
	return sides
}

func columnsVaried(cols []typed.Column) bool {
	for _, c := range cols {
		if varied(c.Type) {
			return true
		}
	}
	return false
}

// operand writes a side of a set operation between parentheses.
func (e *emitter) operand(r typed.Rel) string { return "(\n" + emit.Indent(e.query(r)) + "\n)" }

// variedSetOp writes a set operation of columns whose equal values may look different: instants in several zones, maps. INTERSECT and EXCEPT
// number the equal rows of each side and count those of the right one: of n rows on the left and r on the right INTERSECT ALL keeps the
// first r, EXCEPT ALL the others, and without ALL the first is kept where there are some on the right, or none.
func (e *emitter) variedSetOp(s *typed.SetOp) string {
	names := strings.Join(names(s.Cols), ", ")
	if s.Op == typed.Union {
		inner := emit.Lines(e.operand(s.Left), "UNION ALL", e.operand(s.Right))
		return emit.Lines("SELECT "+e.distinct(s.Cols)+" *", "FROM (\n"+emit.Indent(inner)+"\n) AS "+e.relation()+"("+names+")")
	}
	left := emit.Lines("SELECT *, 0", "FROM "+e.operand(s.Left))
	right := emit.Lines("SELECT *, 1", "FROM "+e.operand(s.Right))
	both := "(\n" + emit.Indent(emit.Lines(left, "UNION ALL", right)) + "\n) AS " + e.relation() + "(" + names + ", n1)"
	keys := e.distinctKeys(s.Cols)
	list := names + ", n1, sum(n1) OVER (PARTITION BY " + keys + ") AS n2, row_number() OVER (PARTITION BY n1, " + keys + ") AS n3"
	keep := map[bool]string{true: "n3 <= n2", false: "n3 = 1 AND n2 > 0"}[s.All]
	if s.Op == typed.Except {
		keep = map[bool]string{true: "n3 > n2", false: "n3 = 1 AND n2 = 0"}[s.All]
	}
	return selectFrom([]string{names}, e.nested(emit.Lines("SELECT "+list, "FROM "+both)), "n1 = 0 AND "+keep, "")
}

// distinct is DISTINCT, or DISTINCT ON the comparable forms where equal values may look different.
func (e *emitter) distinct(cols []typed.Column) string {
	if !columnsVaried(cols) {
		return "DISTINCT"
	}
	return "DISTINCT ON (" + e.distinctKeys(cols) + ")"
}

// distinctKeys are the comparable forms of columns.
func (e *emitter) distinctKeys(cols []typed.Column) string {
	keys := make([]string, len(cols))
	for i, c := range cols {
		keys[i] = e.plain(emit.Atom(columnName(c.ID)), c.Type).Text
	}
	return strings.Join(keys, ", ")
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
	return orderKey{e.apart(x, t).Text, how}
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
