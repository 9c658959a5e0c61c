package trino

import (
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/typed"
)

// selectText prints a SELECT block. It visits the clauses in the order in which they are evaluated, because each defines the columns
// of the next: FROM, WHERE, GROUP BY, HAVING, the windows, the items. Grouping keys, aggregates and windows have no
// names in SQL; the expressions behind them are put back wherever they are used.
func (p *printer) selectText(s *typed.Select, named bool) string {
	from, where, having := "", "", ""
	if s.From != nil {
		from = "FROM " + p.from(s.From)
	}
	if s.Where != nil {
		where = "WHERE " + p.expr(s.Where).Text
	}
	groupBy := p.groupBy(s.Group)
	if s.Having != nil {
		having = "HAVING " + p.expr(s.Having).Text
	}
	for _, w := range s.Windows {
		p.columns[w.Column.ID] = p.window(w.Call)
	}
	word := "SELECT "
	if s.Distinct {
		word = "SELECT DISTINCT "
	}
	return emit.Lines(word+p.items(s.Items, named), from, where, groupBy, having)
}

// items prints the items; afterwards their columns stand for what they hold, for ORDER BY.
func (p *printer) items(items []typed.Item, named bool) string {
	texts := make([]string, len(items))
	made := make([]emit.Expr, len(items))
	for i, item := range items {
		made[i] = p.expr(item.X)
		texts[i] = as(made[i], item.Column.Name, named)
	}
	for i, item := range items {
		p.columns[item.Column.ID] = made[i]
	}
	return strings.Join(texts, ", ")
}

// groupBy prints GROUP BY and makes its keys, aggregates and groupings known.
func (p *printer) groupBy(g *typed.Group) string {
	if g == nil {
		return ""
	}
	keys := make([]emit.Expr, len(g.Keys))
	for i, key := range g.Keys {
		keys[i] = constantKey(p.expr(key.X))
	}
	for _, agg := range g.Aggs {
		p.columns[agg.Column.ID] = p.agg(agg.Call, false)
	}
	for i, key := range g.Keys {
		p.columns[key.Column.ID] = keys[i]
	}
	for _, grouping := range g.Groupings {
		args := make([]emit.Expr, len(grouping.Keys))
		for i, k := range grouping.Keys {
			args[i] = keys[k]
		}
		p.columns[grouping.Column.ID] = emit.Call("grouping", args...)
	}
	return groupingText(g, keys)
}

// groupingText prints the clause. A group without keys is written only where no aggregate says that there is one.
func groupingText(g *typed.Group, keys []emit.Expr) string {
	if g.Sets == nil {
		if len(keys) == 0 && len(g.Aggs) > 0 {
			return ""
		}
		if len(keys) == 0 {
			return "GROUP BY ()"
		}
		return "GROUP BY " + join(keys)
	}
	elements, inAll := commonKeys(g, keys)
	sets := make([]string, len(g.Sets))
	for i, set := range g.Sets {
		var members []emit.Expr
		for _, k := range set {
			if !inAll[k] {
				members = append(members, keys[k])
			}
		}
		sets[i] = "(" + join(members) + ")"
	}
	elements = append(elements, "GROUPING SETS ("+strings.Join(sets, ", ")+")")
	return "GROUP BY " + strings.Join(elements, ", ")
}

// commonKeys returns the keys that are members of every set and are more than a column: only columns may stand inside GROUPING SETS,
// and what is in every set may stand beside it.
func commonKeys(g *typed.Group, keys []emit.Expr) (texts []string, common map[int]bool) {
	common = map[int]bool{}
	for k, key := range g.Keys {
		_, isColumn := key.X.(*typed.Ref)
		everywhere := !slices.ContainsFunc(g.Sets, func(set []int) bool { return !slices.Contains(set, k) })
		if !isColumn && everywhere {
			common[k] = true
			texts = append(texts, keys[k].Text)
		}
	}
	return texts, common
}

// join prints expressions with commas between them.
func join(xs []emit.Expr) string {
	texts := make([]string, len(xs))
	for i, x := range xs {
		texts[i] = x.Text
	}
	return strings.Join(texts, ", ")
}

// agg prints an aggregate call. LISTAGG has its order after the parentheses; so have windows theirs after OVER, and then the
// call has none.
func (p *printer) agg(a *typed.Agg, windowed bool) emit.Expr {
	if a.Func.Name == "listagg" {
		return p.listagg(a)
	}
	var b strings.Builder
	b.WriteString(name(a.Func.Name) + "(")
	switch {
	case a.Star:
		b.WriteByte('*')
	case a.Distinct:
		b.WriteString("DISTINCT ")
	}
	b.WriteString(p.exprs(a.Args))
	if len(a.OrderBy) > 0 && !windowed {
		b.WriteString(" ORDER BY " + p.keys(a.OrderBy))
	}
	b.WriteByte(')')
	b.WriteString(p.filter(a))
	return emit.Atom(b.String())
}

func (p *printer) filter(a *typed.Agg) string {
	if a.Filter == nil {
		return ""
	}
	return " FILTER (WHERE " + p.expr(a.Filter).Text + ")"
}

// listagg prints LISTAGG(x, separator ON OVERFLOW …) WITHIN GROUP (ORDER BY …).
func (p *printer) listagg(a *typed.Agg) emit.Expr {
	var b strings.Builder
	b.WriteString("LISTAGG(")
	if a.Distinct {
		b.WriteString("DISTINCT ")
	}
	b.WriteString(p.exprs(a.Args))
	if o := a.Overflow; o != nil {
		count := "WITHOUT"
		if o.Count {
			count = "WITH"
		}
		b.WriteString(" ON OVERFLOW TRUNCATE " + quote(o.Filler) + " " + count + " COUNT")
	}
	b.WriteString(") WITHIN GROUP (ORDER BY " + p.keys(a.OrderBy) + ")" + p.filter(a))
	return emit.Atom(b.String())
}

// keys prints the keys of an order inside a call or a window.
func (p *printer) keys(keys []typed.SortKey) string {
	texts := make([]string, len(keys))
	for i, key := range keys {
		texts[i] = p.expr(key.X).Text + direction(key)
	}
	return strings.Join(texts, ", ")
}

// window prints a call over a window.
func (p *printer) window(w *typed.WindowCall) emit.Expr {
	text := p.agg(&w.Agg, true).Text
	if w.IgnoreNulls {
		text += " IGNORE NULLS"
	}
	var parts []string
	if len(w.PartitionBy) > 0 {
		parts = append(parts, "PARTITION BY "+p.exprs(w.PartitionBy))
	}
	if len(w.Order) > 0 {
		parts = append(parts, "ORDER BY "+p.keys(w.Order))
	}
	if w.Frame != nil {
		unit := [...]string{"ROWS", "RANGE", "GROUPS"}[w.Frame.Unit]
		parts = append(parts, unit+" BETWEEN "+p.bound(w.Frame.Start)+" AND "+p.bound(w.Frame.End))
	}
	return emit.Atom(text + " OVER (" + strings.Join(parts, " ") + ")")
}

func (p *printer) bound(b typed.Bound) string {
	text := [...]string{"UNBOUNDED PRECEDING", " PRECEDING", "CURRENT ROW", " FOLLOWING", "UNBOUNDED FOLLOWING"}[b.Kind]
	if b.X == nil {
		return text
	}
	return p.expr(b.X).Text + text
}
