package trino

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/typed"
)

// from prints a relation as an item of FROM and makes its columns known.
func (p *printer) from(r typed.Rel) string {
	switch r := r.(type) {
	case *typed.Scan:
		return p.scan(r)
	case *typed.View:
		return p.view(r)
	case *typed.CTERef:
		return p.cteRef(r)
	case *typed.Values:
		return p.derived(p.values(r), r.Cols)
	case *typed.Unnest:
		return p.unnest(r)
	case *typed.Join:
		return p.join(r)
	case *typed.Sample:
		return p.sample(r)
	case *typed.Sequence:
		return fmt.Sprintf("TABLE(sequence(start => %d, stop => %d, step => %d)) %s", r.Start, r.Stop, r.Step, p.alias(r.Columns()))
	case *typed.Block:
		return p.derived(p.block(r, false), r.Columns())
	default: // *typed.Select, *typed.SetOp
		return p.derived(p.body(r, false), r.Columns())
	}
}

// derived prints a query as a relation with names for its columns.
func (p *printer) derived(query string, columns []typed.Column) string {
	return parens(query) + " " + p.alias(columns)
}

// parens puts a query between parentheses, each on a line of its own.
func parens(query string) string { return "(\n" + emit.Indent(query) + "\n)" }

// alias makes a name for a relation and its columns and prints it: t1 (c1, c2).
func (p *printer) alias(columns []typed.Column) string {
	rel := p.relation()
	if len(columns) == 0 {
		return rel
	}
	return rel + " " + p.generate(rel, columns)
}

// generate makes names for columns, qualified with rel, and prints them: (c1, c2).
func (p *printer) generate(rel string, columns []typed.Column) string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = generated(i)
		p.columns[c.ID] = emit.Atom(rel + "." + names[i])
	}
	return "(" + strings.Join(names, ", ") + ")"
}

// scan prints a table. What a policy put on it becomes a subquery.
func (p *printer) scan(s *typed.Scan) string {
	table := emit.Ident(s.Table.Name.Database) + "." + emit.Ident(s.Table.Name.Table)
	if s.Guard == nil || s.Guard.Filter == nil {
		rel := p.relation()
		p.scanned(rel, s, s.Cols, s.Source)
		return table + " " + rel
	}
	inner := p.relation()
	p.scanned(inner, s, s.Cols, s.Source)
	query := emit.Lines("SELECT "+p.list(s.Cols), "FROM "+table+" "+inner, "WHERE "+p.expr(s.Guard.Filter).Text)
	return p.derived(query, s.Cols)
}

// scanned makes the columns of a table known by their own names.
func (p *printer) scanned(rel string, s *typed.Scan, columns []typed.Column, source []int) {
	for i, c := range columns {
		if source[i] < 0 || source[i] >= len(s.Table.Columns) {
			p.fail("column %q is not of table %q", c.Name, s.Table.Name)
			continue
		}
		p.columns[c.ID] = emit.Atom(rel + "." + name(s.Table.Columns[source[i]].Name))
	}
}

// list prints columns as items of a SELECT; one that reads no column has the item 1.
func (p *printer) list(columns []typed.Column) string {
	if len(columns) == 0 {
		return "1"
	}
	items := make([]string, len(columns))
	for i, c := range columns {
		items[i] = p.column(c).Text
	}
	return strings.Join(items, ", ")
}

// column returns what stands for a column.
func (p *printer) column(c typed.Column) emit.Expr {
	x, ok := p.columns[c.ID]
	if !ok {
		return p.fail("nothing defines column %d (%q)", c.ID, c.Name)
	}
	return x
}

// view prints the query of a view in the place of the view.
func (p *printer) view(v *typed.View) string {
	text := p.derived(p.block(v.Block, false), v.Cols)
	if v.Guard == nil || v.Guard.Filter == nil {
		return text
	}
	query := emit.Lines("SELECT "+p.list(v.Cols), "FROM "+text, "WHERE "+p.expr(v.Guard.Filter).Text)
	return p.derived(query, v.Cols)
}

func (p *printer) cteRef(r *typed.CTERef) string {
	cte, ok := p.ctes[r.CTE]
	if !ok {
		return p.fail("nothing defines the query %q", r.CTE.Name).Text
	}
	return name(cte) + " " + p.alias(r.Cols)
}

func (p *printer) unnest(u *typed.Unnest) string {
	if call, ok := jsonTableCall(u); ok {
		return p.jsonTable(call, u.Cols)
	}
	text := "UNNEST(" + p.exprs(u.Args) + ")"
	if u.Ordinality {
		text += " WITH ORDINALITY"
	}
	return text + " " + p.alias(u.Cols)
}

// join prints a join. Joins lean to the left; one on the right stands between parentheses.
func (p *printer) join(j *typed.Join) string {
	left := p.from(j.Left)
	right := p.from(j.Right)
	switch j.Right.(type) {
	case *typed.Join:
		right = parens(right)
	case *typed.Unnest:
	default:
		if j.Lateral {
			right = "LATERAL " + right
		}
	}
	kind := [...]string{"JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "CROSS JOIN"}[j.Kind]
	text := left + "\n" + kind + " " + right
	switch {
	case j.Kind == typed.CrossJoin:
	case j.On == nil:
		text += " ON true"
	default:
		text += " ON " + p.expr(j.On).Text
	}
	return text
}

func (p *printer) sample(s *typed.Sample) string {
	text := p.from(s.Input)
	if _, ok := s.Input.(*typed.Join); ok {
		text = parens(text)
	}
	method := "BERNOULLI"
	if s.System {
		method = "SYSTEM"
	}
	return text + " TABLESAMPLE " + method + " (" + strconv.FormatFloat(s.Percent, 'f', -1, 64) + ")"
}
