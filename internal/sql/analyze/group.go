package analyze

import (
	"fmt"
	"slices"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/typed"
)

// maxGroupingSets is how many grouping sets a query may have.
const maxGroupingSets = 2048

// groupBy analyzes GROUP BY. Each element is a list of grouping sets; the grouping sets of the query are all
// combinations of one set of each element.
func (a *analyzer) groupBy(g *ast.GroupBy, e env, b *block) error {
	if g == nil {
		return nil
	}
	b.grouped = true
	b.out.Group = &typed.Group{}
	var always []int // the keys of the elements with one set, which are in every set
	sets := [][]int{{}}
	for i := range g.Elements {
		el := &g.Elements[i]
		lists, err := a.groupingElement(el, e, b)
		if err != nil {
			return err
		}
		n := setCount(el.Kind, lists)
		if n > maxGroupingSets || n*len(sets) > maxGroupingSets {
			return errTooManySets(g, n*len(sets), maxGroupingSets)
		}
		if el.Kind == ast.GroupingSimple && n == 1 {
			always = append(always, lists[0]...)
			continue
		}
		sets = cross(sets, expandSets(el.Kind, lists))
	}
	sets = cross([][]int{always}, sets)
	if g.Distinct {
		sets = distinctSets(sets)
	}
	if len(sets) > 1 {
		b.out.Group.Sets = sets
	}
	return nil
}

// groupingElement analyzes one element and returns its lists of expressions as indexes of grouping keys.
func (a *analyzer) groupingElement(el *ast.Grouping, e env, b *block) ([][]int, error) {
	lists := make([][]int, len(el.Sets))
	for i, set := range el.Sets {
		for _, x := range set {
			key, err := a.groupingKey(el, x, e, b)
			if err != nil {
				return nil, err
			}
			lists[i] = append(lists[i], key)
		}
		lists[i] = union(lists[i : i+1])
	}
	return lists, nil
}

// groupingKey analyzes one expression of GROUP BY and returns the index of its key. An integer is an item of SELECT;
// ROLLUP, CUBE and GROUPING SETS take columns only.
func (a *analyzer) groupingKey(el *ast.Grouping, x ast.Expr, e env, b *block) (int, error) {
	e.top = x
	var key typed.Expr
	if n, ok := ordinal(x); ok && el.Kind == ast.GroupingSimple {
		if n < 1 || n > int64(len(b.out.Items)) {
			return 0, errOrdinal(x, "GROUP BY", n)
		}
		key = b.out.Items[n-1].X
		if b.aggregates(key) {
			return 0, errNotScalarItem(x, b.items[n-1])
		}
	} else {
		var err error
		if key, err = a.expr(x, e); err != nil {
			return 0, err
		}
	}
	if t := key.Type(); !t.Comparable() {
		return 0, errNotGroupable(x, t)
	}
	if el.Kind != ast.GroupingSimple {
		if _, ok := unparen(x).(*ast.ColumnRef); !ok {
			return 0, errGroupingColumn(x)
		}
	}
	if i := b.groupKey(key); i >= 0 {
		return i, nil
	}
	print := b.prints.Of(key)
	b.groupKeys[print] = append(b.groupKeys[print], len(b.out.Group.Keys))
	col := typed.Column{ID: a.newID(), Name: keyName(key, len(b.out.Group.Keys)), Type: key.Type()}
	a.passOn(col.ID, key)
	b.out.Group.Keys = append(b.out.Group.Keys, typed.Item{Column: col, X: key})
	return len(b.out.Group.Keys) - 1, nil
}

// groupKey returns the index of the grouping key that x is, -1 if it is none.
func (b *block) groupKey(x typed.Expr) int {
	if len(b.groupKeys) == 0 {
		return -1
	}
	for _, i := range b.groupKeys[b.prints.Of(x)] {
		if typed.Same(b.out.Group.Keys[i].X, x) {
			return i
		}
	}
	return -1
}

// keyName returns the name of the column of a grouping key, for people only.
func keyName(x typed.Expr, i int) string {
	if ref, ok := x.(*typed.Ref); ok {
		return ref.Column.Name
	}
	return unnamed(i)
}

// aggregates tells whether x, an item, uses an aggregate, a window or grouping().
func (b *block) aggregates(x typed.Expr) bool {
	used := typed.UsedBy(x)
	return slices.ContainsFunc(b.aggs, func(c typed.AggColumn) bool { return used[c.Column.ID] }) ||
		slices.ContainsFunc(b.calls, func(c windowColumn) bool { return used[c.Column.ID] }) ||
		slices.ContainsFunc(b.asked, func(c groupingCall) bool { return used[c.column.ID] })
}

// setCount returns how many grouping sets an element has.
func setCount(kind ast.GroupingKind, lists [][]int) int {
	switch kind {
	case ast.GroupingRollup:
		return len(lists) + 1
	case ast.GroupingCube:
		return 1 << min(len(lists), 20)
	case ast.GroupingSimple, ast.GroupingSets:
	}
	return len(lists)
}

// expandSets returns the grouping sets of an element.
func expandSets(kind ast.GroupingKind, lists [][]int) [][]int {
	var out [][]int
	switch kind {
	case ast.GroupingRollup:
		for n := len(lists); n >= 0; n-- {
			out = append(out, union(lists[:n]))
		}
	case ast.GroupingCube:
		for mask := 1<<len(lists) - 1; mask >= 0; mask-- {
			var chosen [][]int
			for i, list := range lists {
				if mask>>(len(lists)-1-i)&1 == 1 {
					chosen = append(chosen, list)
				}
			}
			out = append(out, union(chosen))
		}
	case ast.GroupingSimple, ast.GroupingSets:
		return lists
	}
	return out
}

// union returns the members of all lists, each once.
func union(lists [][]int) []int {
	out := []int{}
	seen := map[int]bool{}
	for _, list := range lists {
		for _, key := range list {
			if !seen[key] {
				seen[key] = true
				out = append(out, key)
			}
		}
	}
	return out
}

// cross returns all combinations of a set of left with a set of right.
func cross(left, right [][]int) [][]int {
	var out [][]int
	for _, l := range left {
		for _, r := range right {
			out = append(out, union([][]int{l, r}))
		}
	}
	return out
}

// distinctSets returns the sets without those that have the same members as one before.
func distinctSets(sets [][]int) [][]int {
	var out [][]int
	seen := map[string]bool{}
	for _, set := range sets {
		members := fmt.Sprint(slices.Sorted(slices.Values(set)))
		if !seen[members] {
			seen[members] = true
			out = append(out, set)
		}
	}
	return out
}

// aboveGrouping lifts everything that is evaluated after grouping above it. Without GROUP BY and aggregates there is
// nothing to lift, and HAVING is one more condition on the rows.
func (b *block) aboveGrouping() error {
	if !b.grouped && len(b.aggs) == 0 {
		if len(b.asked) > 0 {
			return errGroupingWithoutGroup(b.asked[0].written)
		}
		if b.out.Having != nil {
			if b.out.Where != nil {
				b.out.Where = conjunction([]typed.Expr{b.out.Where, b.out.Having})
			} else {
				b.out.Where = b.out.Having
			}
			b.out.Having = nil
		}
		return b.placeWindows(func(x typed.Expr, _ ast.Expr) (typed.Expr, error) { return x, nil })
	}
	if b.out.Group == nil {
		b.out.Group = &typed.Group{}
	}
	b.out.Group.Aggs = b.aggs
	l := &lifter{block: b, local: map[typed.ColumnID]bool{}}
	if b.from.rel != nil {
		for _, c := range b.from.rel.Columns() {
			l.local[c.ID] = true
		}
	}
	if err := b.resolveGroupings(); err != nil {
		return err
	}
	return b.lift(l)
}

// resolveGroupings finds which keys the arguments of grouping(…) are.
func (b *block) resolveGroupings() error {
	for _, call := range b.asked {
		g := typed.GroupingColumn{Column: call.column}
		if !b.grouped {
			return errGroupingWithoutGroup(call.written)
		}
		for i, arg := range call.args {
			index := b.groupKey(arg)
			if index < 0 {
				return errGroupingArgument(call.written.Args[i])
			}
			g.Keys = append(g.Keys, index)
		}
		b.out.Group.Groupings = append(b.out.Group.Groupings, g)
	}
	return nil
}

// lift lifts the parts of the block.
func (b *block) lift(l *lifter) error {
	var bad problems
	for i, item := range b.out.Items {
		from := b.items[i]
		x, ok := l.lift(item.X)
		if !ok {
			bad.add(errNotGrouped(from))
			continue
		}
		b.out.Items[i].X = x
	}
	if b.out.Having != nil {
		x, ok := l.lift(b.out.Having)
		if !ok {
			bad.add(errNotGrouped(outItem{written: b.having, at: b.having}))
		}
		b.out.Having = x
	}
	lift := func(x typed.Expr, top ast.Expr) (typed.Expr, error) {
		out, ok := l.lift(x)
		if !ok {
			return nil, errNotGrouped(outItem{written: top, at: top})
		}
		return out, nil
	}
	for i := range b.keys {
		x, err := lift(b.keys[i].X, b.keyTops[i])
		bad.add(err)
		b.keys[i].X = x
	}
	bad.add(b.placeWindows(lift))
	return bad.result()
}

// lifter rewrites expressions over the columns of FROM into expressions over the columns of a Group.
type lifter struct {
	block *block
	local map[typed.ColumnID]bool
}

// lift returns x above grouping, and whether it uses nothing but grouping expressions and what is computed from groups.
func (l *lifter) lift(x typed.Expr) (typed.Expr, bool) {
	ok := true
	out := typed.RewriteExpr(x, typed.Rewriter{Before: func(x typed.Expr) typed.Expr {
		if key := l.key(x); key != nil {
			return key
		}
		if ref, isRef := x.(*typed.Ref); isRef && l.local[ref.Column.ID] {
			ok = false
		}
		return nil
	}})
	return out, ok
}

// key returns the column of the grouping expression that x is, or nil. Literals stay what they are.
func (l *lifter) key(x typed.Expr) typed.Expr {
	if _, literal := x.(*typed.Literal); literal {
		return nil
	}
	i := l.block.groupKey(x)
	if i < 0 {
		return nil
	}
	ref := &typed.Ref{Column: l.block.out.Group.Keys[i].Column}
	if old, ok := x.(*typed.Ref); ok {
		ref.Span = old.Span
	}
	return ref
}
