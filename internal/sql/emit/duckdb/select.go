package duckdb

import (
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// selectBlock writes a SELECT with the order and the limits of b. A block that aggregates is written in two steps, keys and
// aggregates inside and what is made of them outside, with HAVING as the outer WHERE; so are windows. DuckDB flattens both.
// Where the outer step would only rename, it is left out.
func (e *emitter) selectBlock(s *typed.Select, b *typed.Block) string {
	if s.Group != nil && e.flatGroup(s, b) {
		return e.flatGrouped(s, b)
	}
	var from, where string
	undo := func() {}
	switch {
	case s.Group != nil:
		from = e.nested(e.grouped(s))
		if len(s.Windows) == 0 {
			from, undo = e.bringIn(from, slices.Concat(input(s), s.Columns()), outputExprs(s, b))
		}
		if s.Having != nil {
			where = e.condition(s.Having)
		}
	case len(s.Windows) > 0:
		from, where, undo = e.source(s)
	default:
		from, where, undo = e.source(s, outputExprs(s, b)...)
	}
	if len(s.Windows) > 0 {
		from, where = e.nested(e.windowed(s, b, from, where)), ""
		undo()
		undo = func() {}
	}
	defer undo()
	list, items := e.items(s.Items)
	distinct := ""
	if s.Distinct {
		distinct = e.distinct(s.Columns())
	}
	return e.ordered(list, from, where, distinct, b, e.orderBy(triedKeys(b.OrderBy, s.Items), items))
}

// triedKeys returns keys of an order with the items in place of their names where TRY is around them: DuckDB does not know the names there.
func triedKeys(keys []typed.SortKey, items []typed.Item) []typed.SortKey {
	named := map[typed.ColumnID]typed.Expr{}
	for _, item := range items {
		named[item.Column.ID] = item.X
	}
	out := slices.Clone(keys)
	for i, k := range keys {
		out[i].X = typed.RewriteExpr(k.X, typed.Rewriter{Before: func(x typed.Expr) typed.Expr {
			try, ok := x.(*typed.Try)
			if !ok {
				return nil
			}
			return typed.RewriteExpr(try, typed.Rewriter{Expr: func(x typed.Expr) typed.Expr {
				if ref, ok := x.(*typed.Ref); ok && named[ref.Column.ID] != nil {
					return named[ref.Column.ID]
				}
				return x
			}})
		}})
	}
	return out
}

// items writes the output list, and returns for each text the name of the first column that holds it.
func (e *emitter) items(items []typed.Item) ([]string, map[string]string) {
	list := make([]string, len(items))
	byText := make(map[string]string, len(items))
	for i, item := range items {
		x := e.expr(item.X)
		name := columnName(item.Column.ID)
		list[i] = x.Text + " AS " + name
		if _, ok := byText[x.Text]; !ok && !isVolatile(x.Text) {
			byText[x.Text] = name
		}
	}
	if len(list) == 0 { // a block of which only the number of rows is wanted
		list = append(list, "1 AS n0")
	}
	return list, byText
}

// condition writes what WHERE, ON or FILTER keeps rows by.
func (e *emitter) condition(x typed.Expr) string { return e.expr(x).Text }

// windowed writes the inner step of a block with windows: the columns that the outer step needs, and the windows.
func (e *emitter) windowed(s *typed.Select, b *typed.Block, from, where string) string {
	var list []string
	need := map[typed.ColumnID]bool{}
	for _, item := range s.Items {
		note(need, item.X)
	}
	for _, k := range b.OrderBy {
		note(need, k.X)
	}
	for _, c := range input(s) {
		if need[c.ID] {
			list = append(list, columnName(c.ID))
		}
	}
	for _, w := range s.Windows {
		list = append(list, e.window(w.Call).Text+" AS "+columnName(w.Column.ID))
	}
	return selectFrom(list, from, where, "")
}

// input returns the columns that the windows and items of a block can use.
func input(s *typed.Select) []typed.Column {
	if s.Group == nil {
		if s.From == nil {
			return nil
		}
		return s.From.Columns()
	}
	var cols []typed.Column
	for _, k := range s.Group.Keys {
		cols = append(cols, k.Column)
	}
	for _, a := range s.Group.Aggs {
		cols = append(cols, a.Column)
	}
	for _, g := range s.Group.Groupings {
		cols = append(cols, g.Column)
	}
	return cols
}

// note adds the columns that x uses to the set.
func note(set map[typed.ColumnID]bool, x typed.Expr) {
	for id := range typed.UsedBy(x) {
		set[id] = true
	}
}

// grouped writes the inner step of a block that aggregates: a column for each key, aggregate and grouping(…).
func (e *emitter) grouped(s *typed.Select) string {
	g := s.Group
	from, where, undo := e.source(s)
	defer undo()
	if len(g.Sets) > 0 || len(g.Groupings) > 0 || g.Sets != nil && len(g.Keys) > 0 {
		undo() // the step of the sets does not have what was brought in
		return e.groupingSets(s, from, where)
	}
	var list, by []string
	for _, k := range g.Keys {
		text, key := e.groupKey(e.expr(k.X), k)
		list, by = append(list, text), append(by, key)
	}
	for _, a := range g.Aggs {
		list = append(list, e.aggregate(a.Call).Text+" AS "+columnName(a.Column.ID))
	}
	if len(list) == 0 {
		list = append(list, "count(*) AS n0")
	}
	text := selectFrom(list, from, where, "")
	if len(by) > 0 {
		text = emit.Lines(text, "GROUP BY "+strings.Join(by, ", "))
	}
	return text
}

// source writes FROM and WHERE. Until undo is called, columns of outer queries are written as FROM has them; more are
// expressions that need them too.
func (e *emitter) source(s *typed.Select, more ...typed.Expr) (from, where string, undo func()) {
	var own []typed.Column
	if s.From != nil {
		from, own = e.from(s.From), s.From.Columns()
	}
	own = slices.Concat(own, s.Columns()) // which keys of the order may use
	from, undo = e.bringIn(from, own, append(sourceExprs(s), more...))
	if s.Where != nil {
		where = e.condition(s.Where)
	}
	return from, where, undo
}

// groupKey returns the output column of a key and what to group by. A group of values that are equal and look different, such as
// instants in several zones, shows one of them.
func (e *emitter) groupKey(x emit.Expr, k typed.Item) (column, key string) {
	name := columnName(k.Column.ID)
	if !varied(k.Column.Type) {
		return x.Text + " AS " + name, name
	}
	plain := e.plain(x, k.Column.Type).Text
	return "any_value(" + x.Text + ") AS " + name, plain
}

// groupingSets writes a block with several grouping sets over a step that has the keys as columns.
func (e *emitter) groupingSets(s *typed.Select, from, where string) string {
	g := s.Group
	inner := e.nested(e.keyed(s, from, where))
	var list []string
	by := make([]string, len(g.Keys))
	for i, k := range g.Keys {
		text, key := e.groupKey(emit.Atom(columnName(k.Column.ID)), k)
		if varied(k.Column.Type) { // one of the values only where the set has the key
			name := columnName(k.Column.ID)
			text = emit.Case(emit.Compare("=", emit.Call("grouping", emit.Atom(key)), integer(0)), emit.Call("any_value", emit.Atom(name))).Text + " AS " + name
		}
		list, by[i] = append(list, text), key
	}
	for _, a := range g.Aggs {
		list = append(list, e.aggregate(a.Call).Text+" AS "+columnName(a.Column.ID))
	}
	for _, c := range g.Groupings {
		keys := make([]string, len(c.Keys))
		for i, k := range c.Keys {
			keys[i] = by[k]
		}
		x := emit.Cast(emit.Atom("grouping("+strings.Join(keys, ", ")+")"), e.typeName(c.Column.Type))
		list = append(list, x.Text+" AS "+columnName(c.Column.ID))
	}
	sets := make([]string, len(g.Sets))
	for i, set := range g.Sets {
		keys := make([]string, len(set))
		for j, k := range set {
			keys[j] = by[k]
		}
		sets[i] = "(" + strings.Join(keys, ", ") + ")"
	}
	if g.Sets == nil {
		sets = []string{"(" + strings.Join(by, ", ") + ")"}
	}
	return emit.Lines(selectFrom(list, inner, "", ""), "GROUP BY GROUPING SETS ("+strings.Join(sets, ", ")+")")
}

// keyed writes the step below grouping sets: the keys, and the columns that the aggregates need.
func (e *emitter) keyed(s *typed.Select, from, where string) string {
	var list []string
	for _, k := range s.Group.Keys {
		list = append(list, e.expr(k.X).Text+" AS "+columnName(k.Column.ID))
	}
	need := map[typed.ColumnID]bool{}
	for _, a := range s.Group.Aggs {
		noteAgg(need, a.Call)
	}
	if s.From != nil {
		for _, c := range s.From.Columns() {
			if need[c.ID] {
				list = append(list, columnName(c.ID))
			}
		}
	}
	if len(list) == 0 {
		list = []string{"1 AS n0"}
	}
	return selectFrom(list, from, where, "")
}

func noteAgg(need map[typed.ColumnID]bool, a *typed.Agg) {
	for _, x := range a.Args {
		note(need, x)
	}
	for _, k := range a.OrderBy {
		note(need, k.X)
	}
	if a.Filter != nil {
		note(need, a.Filter)
	}
}

// flatGroup tells whether a block that aggregates is nothing but keys and aggregates in some order, so that one step says it.
func (e *emitter) flatGroup(s *typed.Select, b *typed.Block) bool {
	g := s.Group
	if g.Sets != nil || len(g.Groupings) > 0 || s.Having != nil || len(s.Windows) > 0 || s.Distinct || b.WithTies {
		return false
	}
	shown := map[typed.ColumnID]bool{}
	for _, item := range s.Items {
		ref, ok := item.X.(*typed.Ref)
		if !ok || shown[ref.Column.ID] {
			return false
		}
		shown[ref.Column.ID] = true
		shown[item.Column.ID] = true
	}
	for _, k := range g.Keys {
		if !shown[k.Column.ID] || varied(k.Column.Type) {
			return false
		}
	}
	for _, a := range g.Aggs {
		delete(shown, a.Column.ID) // an order must use the item
	}
	for _, k := range b.OrderBy {
		ref, ok := k.X.(*typed.Ref)
		if !ok || !shown[ref.Column.ID] || holds(k.X.Type(), types.Map) {
			return false
		}
	}
	return e.onlyGroupItems(s)
}

// onlyGroupItems tells whether every item is a key or an aggregate of the block and not a column of an outer one.
func (e *emitter) onlyGroupItems(s *typed.Select) bool {
	own := map[typed.ColumnID]bool{}
	for _, c := range input(s) {
		own[c.ID] = true
	}
	for _, item := range s.Items {
		if ref, ok := item.X.(*typed.Ref); !ok || !own[ref.Column.ID] {
			return false
		}
	}
	return true
}

// flatGrouped writes a block for which flatGroup holds.
func (e *emitter) flatGrouped(s *typed.Select, b *typed.Block) string {
	from, where, undo := e.source(s)
	defer undo()
	text := map[typed.ColumnID]emit.Expr{}
	for _, a := range s.Group.Aggs {
		text[a.Column.ID] = e.aggregate(a.Call)
	}
	key := map[typed.ColumnID]bool{}
	for _, k := range s.Group.Keys {
		text[k.Column.ID] = e.expr(k.X)
		key[k.Column.ID] = true
	}
	var list, by []string
	for _, item := range s.Items {
		id := item.X.(*typed.Ref).Column.ID //nolint:forcetypeassert // flatGroup has seen it
		name := columnName(item.Column.ID)
		list = append(list, text[id].Text+" AS "+name)
		if key[id] {
			by = append(by, name)
			e.subst[id] = emit.Atom(name)
		}
	}
	query := selectFrom(list, from, where, "")
	if len(by) > 0 {
		query = emit.Lines(query, "GROUP BY "+strings.Join(by, ", "))
	}
	if order := e.orderBy(b.OrderBy, nil); len(order) > 0 {
		query = emit.Lines(query, "ORDER BY "+joinKeys(order))
	}
	return emit.Lines(query, limits(b))
}
