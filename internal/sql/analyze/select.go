package analyze

import (
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// block is a SELECT while it is being analyzed. In a SELECT names are bound in this order:
//
//  1. FROM: each item sees the outer queries; LATERAL and UNNEST see the items to their left too.
//  2. WINDOW: the named windows are put together, not yet resolved.
//  3. WHERE, in the names of FROM.
//  4. The items, in the names of FROM; stars are expanded. Aggregates and calls with OVER are taken out into lists as
//     they are met; columns of the block stand for them.
//  5. GROUP BY, in the names of FROM; an integer is an item.
//  6. HAVING, in the names of FROM.
//  7. ORDER BY, in the names of the output and then in those of FROM; an integer is an item.
//  8. When there is GROUP BY or an aggregate, everything that comes after grouping is lifted above it: a grouping
//     expression becomes the column that stands for it, and any other use of a column of FROM is an error.
//  9. With DISTINCT, the keys of ORDER BY must be items.
//
// The price is one pass over the text; equal expressions are found by their fingerprints.
type block struct {
	from    relation
	names   *scope
	windows map[string]window
	out     *typed.Select
	items   []outItem
	fields  []field // of the output
	keys    []typed.SortKey
	keyTops []ast.Expr // what each key was written as
	// prints, groupKeys, knownAggs and itemOf find what is there already: grouping keys and aggregates by fingerprint,
	// items by their column.
	prints    *typed.Fingerprints
	groupKeys map[uint64][]int
	knownAggs map[uint64][]int
	itemOf    map[typed.ColumnID]int
	aggs      []typed.AggColumn
	calls     []windowColumn
	asked     []groupingCall
	having    ast.Expr
	grouped   bool
}

// outItem is an item with what it was written as, for messages.
type outItem struct {
	written ast.Expr
	label   string // instead of written, for a column of a star
	at      ast.Node
}

// selectBlock analyzes a SELECT and the ORDER BY that belongs to it.
func (a *analyzer) selectBlock(s *ast.Select, order []ast.SortItem, p place) (relation, []typed.SortKey, error) {
	b := &block{out: &typed.Select{Distinct: s.Distinct}, prints: typed.NewFingerprints()}
	b.groupKeys, b.knownAggs, b.itemOf = map[uint64][]int{}, map[uint64][]int{}, map[typed.ColumnID]int{}
	var err error
	if b.from, err = a.from(s.From, p); err != nil { // 1
		return relation{}, nil, err
	}
	b.names = &scope{fields: b.from.fields, parent: p.outer, query: true}
	b.out.From = b.from.rel
	e := env{place: p, names: b.names, block: b}
	if b.windows, err = windowsOf(s.Windows, b.names); err != nil { // 2
		return relation{}, nil, err
	}
	var bad problems
	if s.Filter != nil { // 3
		b.out.Where, err = a.condition(s.Filter, e.in(inWhere), errNotBooleanWhere)
		bad.add(err)
	}
	bad.add(a.items(s.Items, e.in(inSelect), b)) // 4
	if err := bad.result(); err != nil {
		return relation{}, nil, hintAliases(err, s)
	}
	if err := a.groupBy(s.GroupBy, e.in(inGroupBy), b); err != nil { // 5
		return relation{}, nil, hintAliases(err, s)
	}
	if s.Having != nil { // 6
		h := e.in(inHaving)
		h.top, b.having = s.Having, s.Having
		b.out.Having, err = a.condition(s.Having, h, errNotBooleanHaving)
		bad.add(err)
	}
	bad.add(a.orderBy(order, e.in(inOrderBy), b)) // 7
	if err := bad.result(); err != nil {
		return relation{}, nil, hintAliases(err, s)
	}
	if err := b.aboveGrouping(); err != nil { // 8
		return relation{}, nil, err
	}
	for _, c := range b.calls {
		b.out.Windows = append(b.out.Windows, c.WindowColumn)
	}
	if s.Distinct { // 9
		if err := b.distinct(s); err != nil {
			return relation{}, nil, err
		}
	}
	return relation{rel: b.out, fields: b.fields}, b.keys, nil
}

// items analyzes what stands between SELECT and FROM.
func (a *analyzer) items(items []ast.SelectItem, e env, b *block) error {
	var bad problems
	for i := range items {
		if bad.full() {
			break
		}
		item := &items[i]
		if item.Star {
			bad.add(a.star(item, e, b))
			continue
		}
		e.top = item.X
		x, err := a.expr(item.X, e)
		if bad.add(err) {
			continue
		}
		a.addItem(b, x, itemName(item), outItem{written: item.X, at: item.X})
	}
	return bad.result()
}

// addItem puts an output column at the end of the others.
func (a *analyzer) addItem(b *block, x typed.Expr, name string, from outItem) {
	col := typed.Column{ID: a.newID(), Name: name, Type: x.Type()}
	a.passOn(col.ID, x)
	if name == "" {
		col.Name = unnamed(len(b.items))
	}
	b.itemOf[col.ID] = len(b.out.Items)
	b.out.Items = append(b.out.Items, typed.Item{Column: col, X: x})
	b.items = append(b.items, from)
	f := columnField(col, nil)
	if name == "" {
		f.name, f.shown = "", ""
	}
	b.fields = append(b.fields, f)
}

// itemName returns the name of an item: its alias, or the last part of the name that it consists of.
func itemName(item *ast.SelectItem) string {
	if item.Alias != nil {
		return item.Alias.Name
	}
	switch x := item.X.(type) {
	case *ast.ColumnRef:
		return x.Parts[len(x.Parts)-1].Name
	case *ast.Field:
		return x.Name.Name
	}
	return ""
}

// star expands `*`, `t.*` and `row.*`.
func (a *analyzer) star(item *ast.SelectItem, e env, b *block) error {
	var fields []field
	if item.X == nil {
		if len(b.from.fields) == 0 && b.from.rel == nil {
			return errStarWithoutFrom(item)
		}
		fields = shownFields(b.from.fields)
	} else if ref, ok := item.X.(*ast.ColumnRef); ok {
		fields = shownFields(e.names.relation(lowerParts(ref.Parts)))
	}
	if fields == nil && item.X != nil {
		return a.rowStar(item, e, b)
	}
	if len(item.Aliases) > 0 && len(item.Aliases) != len(fields) {
		return errStarAliases(item, len(item.Aliases), len(fields))
	}
	for i, f := range fields {
		name := f.shown
		if len(item.Aliases) > 0 {
			name = item.Aliases[i].Name
		}
		label := f.shown
		if len(f.qual) > 0 {
			label = f.qual[len(f.qual)-1] + "." + label
		}
		a.addItem(b, f.x, name, outItem{label: label, at: item})
	}
	return nil
}

// shownFields returns the fields that a star stands for.
func shownFields(fields []field) []field {
	var out []field
	for _, f := range fields {
		if !f.hidden {
			out = append(out, f)
		}
	}
	return out
}

// rowStar expands `x.*` where x is a row.
func (a *analyzer) rowStar(item *ast.SelectItem, e env, b *block) error {
	e.top = item.X
	x, err := a.expr(item.X, e)
	if err != nil {
		if ref, ok := item.X.(*ast.ColumnRef); ok {
			return errUnknownStar(ref)
		}
		return err
	}
	t := x.Type()
	if t.Kind != types.Row {
		return errStarNotRow(item, t)
	}
	if len(item.Aliases) > 0 && len(item.Aliases) != len(t.Elems) {
		return errStarAliases(item, len(item.Aliases), len(t.Elems))
	}
	for i, elem := range t.Elems {
		name := t.FieldName(i)
		if len(item.Aliases) > 0 {
			name = item.Aliases[i].Name
		}
		a.addItem(b, &typed.Field{X: x, Index: i, Result: elem}, name, outItem{written: item.X, at: item})
	}
	return nil
}

// orderBy analyzes the ORDER BY of a SELECT.
func (a *analyzer) orderBy(order []ast.SortItem, e env, b *block) error {
	e.names = &scope{fields: b.fields, parent: b.names, outputs: true}
	cols := b.out.Columns()
	var bad problems
	for i := range order {
		e.top = order[i].X
		key, err := a.sortKey(&order[i], e, cols)
		if bad.add(err) {
			continue
		}
		b.keys = append(b.keys, key)
		b.keyTops = append(b.keyTops, order[i].X)
	}
	return bad.result()
}

// sortKey analyzes one key of ORDER BY; an integer literal is one of the columns.
func (a *analyzer) sortKey(item *ast.SortItem, e env, cols []typed.Column) (typed.SortKey, error) {
	key := typed.SortKey{Desc: item.Desc, NullsFirst: item.Nulls == ast.NullsFirst}
	if n, ok := ordinal(item.X); ok {
		if n < 1 || n > int64(len(cols)) {
			return key, errOrdinal(item, "ORDER BY", n)
		}
		key.X = &typed.Ref{Column: cols[n-1], Span: item.X.Where()}
	} else {
		x, err := a.expr(item.X, e)
		if err != nil {
			return key, err
		}
		key.X = x
	}
	if t := key.X.Type(); !t.Orderable() {
		return key, errNotOrderable(item.X, t, "ORDER BY")
	}
	return key, nil
}

// ordinal returns the number that x is, when it is nothing but an integer literal.
func ordinal(x ast.Expr) (int64, bool) {
	n, ok := unparen(x).(*ast.Number)
	if !ok || n.Kind != ast.IntegerNumber {
		return 0, false
	}
	return parseInteger(n.Text)
}

// unparen returns what stands in parentheses.
func unparen(x ast.Expr) ast.Expr {
	for {
		p, ok := x.(*ast.Paren)
		if !ok {
			return x
		}
		x = p.X
	}
}

// distinct checks what SELECT DISTINCT asks: items that can be compared, and sort keys that are items.
func (b *block) distinct(s *ast.Select) error {
	for i, item := range b.out.Items {
		if !item.Column.Type.Comparable() {
			return errDistinctType(b.items[i].at, item.Column.Type)
		}
	}
	known := map[uint64][]int{}
	for i, item := range b.out.Items {
		print := b.prints.Of(item.X)
		known[print] = append(known[print], i)
	}
	for i, key := range b.keys {
		whole := b.inItems(key.X)
		at := -1
		for _, j := range known[b.prints.Of(whole)] {
			if typed.Same(whole, b.out.Items[j].X) {
				at = j
				break
			}
		}
		if at < 0 {
			return errNotInDistinct(s)
		}
		b.keys[i].X = &typed.Ref{Column: b.out.Items[at].Column, Span: b.keyTops[i].Where()}
	}
	return nil
}

// inItems returns x with each use of an output column replaced by what the column holds.
func (b *block) inItems(x typed.Expr) typed.Expr {
	return typed.RewriteExpr(x, typed.Rewriter{Before: func(x typed.Expr) typed.Expr {
		if ref, ok := x.(*typed.Ref); ok {
			if i, ok := b.itemOf[ref.Column.ID]; ok {
				return b.out.Items[i].X
			}
		}
		return nil
	}})
}
