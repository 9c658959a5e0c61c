package access

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/typed"
)

// kept returns the filters and masks of the grants over cols, and an id greater than all of theirs. Those that hold no query are typed
// once for a principal and a table, over columns with ids from 1 on, and then only renumbered: two hundred principals with fifty filters
// each ask often.
func (g *guard) kept(r rights, table *catalog.Table, cols []typed.Column) (over, typed.ColumnID, error) {
	if len(cols) == 0 || slices.ContainsFunc(r.cells, func(c cells) bool { return c.Rows != nil && g.policy.reading[c.Grant] }) {
		t := newTyping(g.ctx, g.View, table, cols)
		o, err := t.every(r.cells, cols)
		return o, t.Next(), err
	}
	key := keptFor{table: table.Name, who: g.key()}
	one := g.policy.kept.get(key, cols)
	if one == nil {
		one = &typedOnce{cols: renumbered(cols, 1)}
		t := newTyping(g.ctx, g.View, table, one.cols)
		var err error
		if one.over, err = t.every(r.cells, one.cols); err != nil {
			return one.over, 0, err
		}
		one.next = t.Next()
		g.policy.kept.put(key, one)
	}
	return one.moved(r.cells, cols[0].ID-1), one.next + cols[0].ID - 1, nil
}

// key tells principals apart in all that a filter can ask.
func (v *View) key() string {
	var b strings.Builder
	write := func(text string) { b.WriteString(strconv.Quote(text)) }
	write(v.who.Name)
	for _, group := range v.who.Groups {
		write(group)
	}
	b.WriteByte(';')
	for _, tag := range slices.Sorted(maps.Keys(v.who.Tags)) {
		write(tag)
		write(v.who.Tags[tag])
	}
	return b.String()
}

// renumbered returns the columns with ids from first on.
func renumbered(cols []typed.Column, first typed.ColumnID) []typed.Column {
	out := slices.Clone(cols)
	for i := range out {
		out[i].ID = first + typed.ColumnID(i)
	}
	return out
}

// typedOnce are the filters and masks of a principal and a table, over columns with ids from 1 on.
type typedOnce struct {
	over
	cols []typed.Column
	next typed.ColumnID
}

// moved returns them with all ids raised by up.
func (o *typedOnce) moved(all []cells, up typed.ColumnID) over {
	w := typed.Rewriter{Expr: func(x typed.Expr) typed.Expr {
		switch x := x.(type) {
		case *typed.Ref:
			out := *x
			out.Column.ID += up
			return &out
		case *typed.Lambda:
			out := *x
			out.Params = slices.Clone(x.Params)
			for i := range out.Params {
				out.Params[i].ID += up
			}
			return &out
		}
		return x
	}}
	out := over{cells: all, filters: make([]typed.Expr, len(all)), masks: make([]map[string]typed.Expr, len(all))}
	for i := range all {
		if o.filters[i] != nil {
			out.filters[i] = typed.RewriteExpr(o.filters[i], w)
		}
		out.masks[i] = make(map[string]typed.Expr, len(o.masks[i]))
		for name, mask := range o.masks[i] {
			out.masks[i][name] = typed.RewriteExpr(mask, w)
		}
	}
	return out
}

// keptFor names what is kept.
type keptFor struct {
	table catalog.Name
	who   string
}

// keeper keeps typed filters, so many that they stay below some ten megabytes; it forgets all at once.
type keeper struct {
	mu   sync.Mutex
	held map[keptFor]*typedOnce
	size int
}

// maxKept is how many filters and masks are kept.
const maxKept = 20_000

// get returns what is kept for a table with such columns, nil for nothing.
func (k *keeper) get(key keptFor, cols []typed.Column) *typedOnce {
	k.mu.Lock()
	defer k.mu.Unlock()
	one := k.held[key]
	if one == nil || !slices.EqualFunc(one.cols, cols, func(a, b typed.Column) bool { return a.Name == b.Name && a.Type.Equal(b.Type) }) {
		return nil
	}
	return one
}

func (k *keeper) put(key keptFor, one *typedOnce) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.held == nil || k.size > maxKept {
		k.held, k.size = map[keptFor]*typedOnce{}, 0
	}
	if old := k.held[key]; old != nil {
		k.size -= old.weight()
	}
	k.held[key] = one
	k.size += one.weight()
}

// weight is how many filters and masks there are.
func (o *typedOnce) weight() int {
	n := 1 + len(o.filters)
	for _, masks := range o.masks {
		n += len(masks)
	}
	return n
}

// reads tells whether there is a query in a condition.
func reads(x ast.Expr) (found bool) {
	ast.Walk(x, func(n ast.Node) bool {
		_, query := n.(*ast.Query)
		found = found || query
		return !found
	})
	return found
}
