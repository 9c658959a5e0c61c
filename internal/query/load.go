package query

import (
	"context"
	"maps"
	"slices"

	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// load gives every table whose files are found late (catalog.Deferred) the files that the query needs. What a WHERE says about
// a partition key alone narrows them: a WHERE above a join too, for it drops the rows that the join would make of what is left out.
func load(ctx context.Context, q *typed.Query) (*typed.Query, error) {
	l := &loader{keys: map[typed.ColumnID][]catalog.Constraint{}}
	typed.Walk(q.Root, typed.Visitor{Rel: l.collect})
	if !l.needed {
		return q, nil
	}
	var failed error
	out := q.Rewrite(typed.Rewriter{Rel: func(r typed.Rel) typed.Rel {
		s, ok := r.(*typed.Scan)
		if !ok || failed != nil {
			return r
		}
		made, err := l.scan(ctx, s)
		if err != nil {
			failed = err
			return r
		}
		return made
	}})
	return out, failed
}

// loader knows what the conditions of a query say about columns.
type loader struct {
	needed bool
	keys   map[typed.ColumnID][]catalog.Constraint
}

// collect notes what the WHERE of a SELECT says about the columns of the tables right below it.
func (l *loader) collect(r typed.Rel) bool {
	switch r := r.(type) {
	case *typed.Scan:
		if _, ok := r.Table.Data.(catalog.Deferred); ok {
			l.needed = true
		}
	case *typed.Select:
		if r.Where != nil {
			l.conditions(r)
		}
	}
	return true
}

// conditions notes what the WHERE of a SELECT says about the tables of its own FROM. Columns of queries around it are not its own: what
// it says about them holds for some rows only.
func (l *loader) conditions(s *typed.Select) {
	own := map[typed.ColumnID]bool{}
	deferredColumns(s.From, own)
	for id, list := range constraints(s.Where) {
		if own[id] {
			l.keys[id] = append(l.keys[id], list...)
		}
	}
}

// constraints returns what a condition says about each column by itself.
func constraints(x typed.Expr) map[typed.ColumnID][]catalog.Constraint {
	found := map[typed.ColumnID][]catalog.Constraint{}
	for _, cond := range conjuncts(x) {
		if or, ok := cond.(*typed.Logic); ok && or.Or {
			for id, c := range either(or) {
				found[id] = append(found[id], c)
			}
		} else if id, c, ok := constraint(cond); ok {
			found[id] = append(found[id], c)
		}
	}
	return found
}

// either returns what a condition with OR says about the columns that each of its arms says something about.
func either(or *typed.Logic) map[typed.ColumnID]catalog.Constraint {
	arms := make([]map[typed.ColumnID][]catalog.Constraint, len(or.Args))
	for i, arg := range or.Args {
		arms[i] = constraints(arg)
	}
	found := map[typed.ColumnID]catalog.Constraint{}
	for id := range arms[0] {
		var lists [][]catalog.Constraint
		for _, arm := range arms {
			if list := arm[id]; list != nil {
				lists = append(lists, list)
			}
		}
		if len(lists) == len(arms) {
			found[id] = union(lists)
		}
	}
	return found
}

// union returns the constraint that is met when all of one of the lists are.
func union(lists [][]catalog.Constraint) catalog.Constraint {
	c := catalog.Constraint{Keep: func(text string) bool {
		return slices.ContainsFunc(lists, func(list []catalog.Constraint) bool {
			return !slices.ContainsFunc(list, func(one catalog.Constraint) bool { return one.Keep != nil && !one.Keep(text) })
		})
	}}
	for _, list := range lists {
		i := slices.IndexFunc(list, func(one catalog.Constraint) bool { return one.Only != nil })
		if i < 0 {
			c.Only = nil
			return c
		}
		c.Only = append(c.Only, list[i].Only...)
	}
	return c
}

// deferredColumns adds the columns of the scans that are joined in a relation.
func deferredColumns(r typed.Rel, into map[typed.ColumnID]bool) {
	switch r := r.(type) {
	case *typed.Scan:
		for _, c := range r.Cols {
			into[c.ID] = true
		}
	case *typed.Join:
		deferredColumns(r.Left, into)
		deferredColumns(r.Right, into)
	}
}

// scan returns the scan of a deferred table with its files.
func (l *loader) scan(ctx context.Context, s *typed.Scan) (*typed.Scan, error) {
	data, ok := s.Table.Data.(catalog.Deferred)
	if !ok {
		return s, nil
	}
	var want []catalog.Constraint
	for i, col := range s.Cols {
		for _, c := range l.keys[col.ID] {
			if of := s.Table.Columns[s.Source[i]]; of.Partition {
				c.Column = of.Name
				want = append(want, c)
			}
		}
	}
	files, err := data.Files(ctx, want)
	if err != nil {
		return nil, err
	}
	out, table := *s, *s.Table
	table.Data = files
	if table.Whole != nil {
		whole := *table.Whole
		whole.Data = files
		table.Whole = &whole
	}
	out.Table = &table
	return &out, nil
}

// conjuncts returns the conditions that must all be true.
func conjuncts(x typed.Expr) []typed.Expr {
	logic, ok := x.(*typed.Logic)
	if !ok || logic.Or {
		return []typed.Expr{x}
	}
	var all []typed.Expr
	for _, arg := range logic.Args {
		all = append(all, conjuncts(arg)...)
	}
	return all
}

// constraint reads a condition on one column: comparisons with constants, BETWEEN and IN.
func constraint(x typed.Expr) (typed.ColumnID, catalog.Constraint, bool) {
	switch x := x.(type) {
	case *typed.Compare:
		return comparison(x)
	case *typed.Between:
		ref, low, high := column(x.X), constant(x.Low), constant(x.High)
		if ref == nil || low == nil || high == nil {
			return 0, catalog.Constraint{}, false
		}
		t := x.X.Type()
		return ref.Column.ID, catalog.Constraint{Keep: keep(t, func(v value.Value) bool {
			return value.Compare(v, low.Value, t) >= 0 && value.Compare(v, high.Value, t) <= 0
		})}, true
	case *typed.In:
		return oneOf(x)
	}
	return 0, catalog.Constraint{}, false
}

// comparison reads `column op constant`, either way round.
func comparison(x *typed.Compare) (typed.ColumnID, catalog.Constraint, bool) {
	ref, lit, op := column(x.L), constant(x.R), x.Op
	if ref == nil {
		ref, lit, op = column(x.R), constant(x.L), mirrored(x.Op)
	}
	fits, known := meets(op)
	if ref == nil || lit == nil || !known {
		return 0, catalog.Constraint{}, false
	}
	t := lit.Type()
	c := catalog.Constraint{Keep: keep(t, func(v value.Value) bool { return fits(value.Compare(v, lit.Value, t)) })}
	if op == typed.Equal {
		c.Only = []string{value.CastText(lit.Value, t)}
	}
	return ref.Column.ID, c, true
}

// oneOf reads `column IN (constants)`.
func oneOf(x *typed.In) (typed.ColumnID, catalog.Constraint, bool) {
	ref, t := column(x.X), x.X.Type()
	only := map[string]bool{}
	for _, item := range x.List {
		lit := constant(item)
		if lit == nil {
			return 0, catalog.Constraint{}, false
		}
		only[value.CastText(lit.Value, t)] = true
	}
	if ref == nil {
		return 0, catalog.Constraint{}, false
	}
	return ref.Column.ID, catalog.Constraint{
		Keep: keep(t, func(v value.Value) bool { return only[value.CastText(v, t)] }),
		Only: slices.Sorted(maps.Keys(only)),
	}, true
}

// keep makes a test of texts of a test of values. A text that is no value of the type is kept: reading it is an error to be told.
func keep(t types.Type, fits func(value.Value) bool) func(string) bool {
	return func(text string) bool {
		v, err := value.FromText(text, t)
		return err != nil || v == nil || fits(v)
	}
}

// column returns the column that an expression is, through casts that keep its order: from one length of text to another.
func column(x typed.Expr) *typed.Ref {
	if c, ok := x.(*typed.Cast); ok && c.To.Kind == types.Varchar && c.To.P == types.Unbounded && c.X.Type().Kind == types.Varchar {
		x = c.X
	}
	ref, _ := x.(*typed.Ref)
	return ref
}

// constant returns the constant that an expression is, when it is not NULL.
func constant(x typed.Expr) *typed.Literal {
	if c, ok := x.(*typed.Cast); ok && c.To.Kind == types.Varchar && c.To.P == types.Unbounded && c.X.Type().Kind == types.Varchar {
		x = c.X
	}
	lit, ok := x.(*typed.Literal)
	if !ok || lit.Value == nil {
		return nil
	}
	return lit
}

// mirrored returns the comparison that holds when the sides are exchanged.
func mirrored(op typed.CompareOp) typed.CompareOp {
	switch op { //nolint:exhaustive // the others are their own mirrors
	case typed.Less:
		return typed.Greater
	case typed.LessEqual:
		return typed.GreaterEqual
	case typed.Greater:
		return typed.Less
	case typed.GreaterEqual:
		return typed.LessEqual
	}
	return op
}

// meets returns what the outcome of value.Compare must be.
func meets(op typed.CompareOp) (func(int) bool, bool) {
	switch op { //nolint:exhaustive // the others do not narrow
	case typed.Equal:
		return func(c int) bool { return c == 0 }, true
	case typed.Less:
		return func(c int) bool { return c < 0 }, true
	case typed.LessEqual:
		return func(c int) bool { return c <= 0 }, true
	case typed.Greater:
		return func(c int) bool { return c > 0 }, true
	case typed.GreaterEqual:
		return func(c int) bool { return c >= 0 }, true
	}
	return nil, false
}
