package typed

import (
	"fmt"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/types"
)

// Print returns the tree as stable text, one relation or item a line, indented: what golden files and `glaux explain
// --stage typed` show. A column is its name and id, `cost#7`; a definition adds the type.
func (q *Query) Print() string {
	p := &printer{}
	p.block(q.Root)
	for _, v := range q.Views {
		p.line("view %s", v)
	}
	return p.b.String()
}

// Print returns the text of the query, as its method does.
func Print(q *Query) string { return q.Print() }

// PrintRel returns the text of a relation as Query.Print shows it.
func PrintRel(r Rel) string {
	p := &printer{}
	p.rel(r)
	return p.b.String()
}

// printer writes a tree, a line at a time.
type printer struct {
	b      strings.Builder
	indent int
}

// maxIndent is how deep lines are indented at most: chains of set operations are as deep as they are long.
const maxIndent = 100

// line writes a line at the current depth.
func (p *printer) line(format string, args ...any) {
	p.b.WriteString(strings.Repeat("  ", min(p.indent, maxIndent)))
	fmt.Fprintf(&p.b, format, args...)
	p.b.WriteByte('\n')
}

// under runs write one level deeper.
func (p *printer) under(write func()) {
	p.indent++
	write()
	p.indent--
}

func (p *printer) block(b *Block) {
	for _, cte := range b.CTEs {
		word := "with"
		if cte.Recursive {
			word = "with recursive"
		}
		p.line("%s %s (%s)", word, cte.Name, defs(cte.Cols))
		p.under(func() { p.block(cte.Block) })
	}
	p.rel(b.Body)
	if len(b.OrderBy) > 0 {
		p.line("order by %s", keys(b.OrderBy))
	}
	if b.Offset != nil {
		p.line("offset %d", *b.Offset)
	}
	if b.Limit != nil {
		ties := ""
		if b.WithTies {
			ties = " with ties"
		}
		p.line("limit %d%s", *b.Limit, ties)
	}
}

func (p *printer) rel(r Rel) {
	switch r := r.(type) {
	case *Block:
		p.line("query")
		p.under(func() { p.block(r) })
	case *Select:
		p.selectBlock(r)
	case *Values:
		p.line("values (%s)", defs(r.Cols))
		p.under(func() {
			for _, row := range r.Rows {
				p.line("(%s)", list(row))
			}
		})
	case *SetOp:
		p.setOp(r)
	case *Join:
		p.join(r)
	case *Scan:
		p.line("scan %s (%s)", r.Table.Name, defs(r.Cols))
		p.guard(r.Guard)
	case *View:
		word := "view"
		if r.Definer {
			word = "view of its definer"
		}
		p.line("%s %s (%s)", word, r.Table.Name, defs(r.Cols))
		p.guard(r.Guard)
		p.under(func() { p.block(r.Block) })
	case *CTERef:
		p.line("read %s (%s)", r.CTE.Name, defs(r.Cols))
	case *Unnest:
		word := ""
		if r.Ordinality {
			word = " with ordinality"
		}
		if r.Whole {
			word += " whole"
		}
		p.line("unnest %s%s (%s)", list(r.Args), word, defs(r.Cols))
	case *Sequence:
		p.line("sequence from %d to %d by %d (%s)", r.Start, r.Stop, r.Step, def(r.Col))
	case *Sample:
		method := "bernoulli"
		if r.System {
			method = "system"
		}
		p.line("sample %s %v", method, r.Percent)
		p.under(func() { p.rel(r.Input) })
	}
}

func (p *printer) guard(g *Guard) {
	if g == nil {
		return
	}
	p.under(func() {
		if g.Filter == nil {
			p.line("guard: all rows")
			return
		}
		p.line("guard: %s", text(g.Filter))
	})
}

func (p *printer) setOp(s *SetOp) {
	word := [...]string{Union: "union", Intersect: "intersect", Except: "except"}[s.Op]
	if s.All {
		word += " all"
	}
	p.line("%s (%s)", word, defs(s.Cols))
	p.under(func() {
		p.rel(s.Left)
		p.rel(s.Right)
	})
}

func (p *printer) join(j *Join) {
	word := [...]string{InnerJoin: "inner join", LeftJoin: "left join", RightJoin: "right join", FullJoin: "full join", CrossJoin: "cross join"}[j.Kind]
	if j.Lateral {
		word += " lateral"
	}
	if j.On != nil {
		word += " on " + text(j.On)
	}
	p.line("%s", word)
	p.under(func() {
		p.rel(j.Left)
		p.rel(j.Right)
	})
}

func (p *printer) selectBlock(s *Select) {
	switch {
	case s.Distinct:
		p.line("select distinct")
	case s.Screen != nil && s.Screen.Barrier:
		p.line("select behind a barrier")
	default:
		p.line("select")
	}
	p.under(func() {
		for _, item := range s.Items {
			p.line("%s = %s", def(item.Column), text(item.X))
		}
		if s.From != nil {
			p.line("from")
			p.under(func() { p.rel(s.From) })
		}
		if s.Where != nil {
			p.line("where %s", text(s.Where))
		}
		p.group(s.Group)
		if s.Having != nil {
			p.line("having %s", text(s.Having))
		}
		for _, w := range s.Windows {
			p.line("window %s = %s", def(w.Column), windowText(w.Call))
		}
	})
}

func (p *printer) group(g *Group) {
	if g == nil {
		return
	}
	p.line("group")
	p.under(func() {
		for _, key := range g.Keys {
			p.line("by %s = %s", def(key.Column), text(key.X))
		}
		for _, set := range g.Sets {
			names := make([]string, len(set))
			for i, k := range set {
				names[i] = ref(g.Keys[k].Column)
			}
			p.line("set (%s)", strings.Join(names, ", "))
		}
		for _, agg := range g.Aggs {
			p.line("%s = %s", def(agg.Column), aggText(agg.Call))
		}
		for _, call := range g.Groupings {
			names := make([]string, len(call.Keys))
			for i, k := range call.Keys {
				names[i] = ref(g.Keys[k].Column)
			}
			p.line("%s = grouping(%s)", def(call.Column), strings.Join(names, ", "))
		}
	})
}

// ref returns a column as it is used.
func ref(c Column) string { return fmt.Sprintf("%s#%d", c.Name, c.ID) }

// def returns a column as it is defined.
func def(c Column) string { return ref(c) + " " + c.Type.String() }

func defs(cols []Column) string {
	out := make([]string, len(cols))
	for i, c := range cols {
		out[i] = def(c)
	}
	return strings.Join(out, ", ")
}

func list(xs []Expr) string {
	out := make([]string, len(xs))
	for i, x := range xs {
		out[i] = text(x)
	}
	return strings.Join(out, ", ")
}

func keys(ks []SortKey) string {
	out := make([]string, len(ks))
	for i, k := range ks {
		out[i] = text(k.X)
		if k.Desc {
			out[i] += " desc"
		}
		if k.NullsFirst {
			out[i] += " nulls first"
		}
	}
	return strings.Join(out, ", ")
}

func aggText(a *Agg) string {
	var b strings.Builder
	b.WriteString(a.Func.Name + "(")
	if a.Distinct {
		b.WriteString("distinct ")
	}
	if a.Star {
		b.WriteByte('*')
	}
	b.WriteString(list(a.Args))
	if len(a.OrderBy) > 0 {
		b.WriteString(" order by " + keys(a.OrderBy))
	}
	if a.Overflow != nil {
		fmt.Fprintf(&b, " on overflow truncate %q", a.Overflow.Filler)
		if a.Overflow.Count {
			b.WriteString(" with count")
		}
	}
	b.WriteByte(')')
	if a.Filter != nil {
		b.WriteString(" filter " + text(a.Filter))
	}
	return b.String()
}

func windowText(w *WindowCall) string {
	var b strings.Builder
	b.WriteString(aggText(&w.Agg))
	if w.IgnoreNulls {
		b.WriteString(" ignore nulls")
	}
	b.WriteString(" over (")
	var parts []string
	if len(w.PartitionBy) > 0 {
		parts = append(parts, "partition by "+list(w.PartitionBy))
	}
	if len(w.Order) > 0 {
		parts = append(parts, "order by "+keys(w.Order))
	}
	if f := w.Frame; f != nil {
		unit := [...]string{Rows: "rows", Range: "range", Groups: "groups"}[f.Unit]
		parts = append(parts, unit+" between "+boundText(f.Start)+" and "+boundText(f.End))
	}
	b.WriteString(strings.Join(parts, " ") + ")")
	return b.String()
}

func boundText(b Bound) string {
	switch b.Kind {
	case UnboundedPreceding:
		return "unbounded preceding"
	case Preceding:
		return text(b.X) + " preceding"
	case CurrentRow:
		return "current row"
	case Following:
		return text(b.X) + " following"
	case UnboundedFollowing:
		return "unbounded following"
	}
	return ""
}

// typeName returns the name of a type that a literal must show, "" where its text shows it.
func typeName(t types.Type) string {
	switch t.Kind { //nolint:exhaustive // the others are all alike
	case types.Integer, types.Boolean, types.Unknown:
		return ""
	}
	return t.String()
}
