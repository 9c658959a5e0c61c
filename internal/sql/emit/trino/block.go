package trino

import (
	"strconv"
	"strings"

	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// block prints a query. With named, its columns get their names by AS.
func (p *printer) block(b *typed.Block, named bool) string {
	with := p.with(b.CTEs)
	text := p.blockBody(b, named)
	parts := []string{with, text, p.orderOf(b)}
	if b.Offset != nil {
		parts = append(parts, "OFFSET "+strconv.FormatInt(*b.Offset, 10))
	}
	if b.Limit != nil {
		parts = append(parts, limit(*b.Limit, b.WithTies))
	}
	return emit.Lines(parts...)
}

func limit(n int64, ties bool) string {
	if ties {
		return "FETCH FIRST " + strconv.FormatInt(n, 10) + " ROWS WITH TIES"
	}
	return "LIMIT " + strconv.FormatInt(n, 10)
}

// blockBody prints the body of a block. Where keys of the order compute with the columns of something that is not a Select, the
// body becomes a subquery, so that these columns have names.
func (p *printer) blockBody(b *typed.Block, named bool) string {
	_, isSelect := b.Body.(*typed.Select)
	if isSelect || plainKeys(b) {
		return p.body(b.Body, named)
	}
	return p.selectAll(b.Body, named)
}

// plainKeys tells whether every key of the order is a column of the body.
func plainKeys(b *typed.Block) bool {
	for _, key := range b.OrderBy {
		if ordinal(key.X, b.Columns()) == 0 {
			return false
		}
	}
	return true
}

// selectAll prints a relation as a SELECT of all its columns.
func (p *printer) selectAll(r typed.Rel, named bool) string {
	from := p.from(r)
	columns := r.Columns()
	items := make([]string, len(columns))
	for i, c := range columns {
		items[i] = as(p.column(c), c.Name, named)
	}
	return emit.Lines("SELECT "+strings.Join(items, ", "), "FROM "+from)
}

// as prints an item of a SELECT.
func as(x emit.Expr, alias string, named bool) string {
	if !named || alias == "" {
		return x.Text
	}
	return x.Text + " AS " + emit.Ident(alias)
}

// ordinal returns the position of the column that x is, counted from 1, and 0 when x is none of them.
func ordinal(x typed.Expr, columns []typed.Column) int {
	if ref, ok := x.(*typed.Ref); ok {
		for i, c := range columns {
			if c.ID == ref.Column.ID {
				return i + 1
			}
		}
	}
	return 0
}

// orderOf prints ORDER BY. Keys that are columns of the result are printed by their position.
func (p *printer) orderOf(b *typed.Block) string {
	if len(b.OrderBy) == 0 {
		return ""
	}
	columns := b.Columns()
	keys := make([]string, len(b.OrderBy))
	for i, key := range b.OrderBy {
		at := ordinal(key.X, columns)
		if at == 0 {
			at = p.itemOf(b.Body, key.X)
		}
		text := strconv.Itoa(at)
		if at == 0 {
			text = constantKey(p.expr(key.X)).Text
		}
		keys[i] = text + direction(key)
	}
	return "ORDER BY " + strings.Join(keys, ", ")
}

// itemOf returns the position of the item of a Select that reads as x does, 0 for none.
func (p *printer) itemOf(body typed.Rel, x typed.Expr) int {
	s, ok := body.(*typed.Select)
	if !ok {
		return 0
	}
	text := p.expr(x).Text
	for i, item := range s.Items {
		if p.column(item.Column).Text == text {
			return i + 1
		}
	}
	return 0
}

// direction prints what follows a key: the default is ascending with NULLs last.
func direction(key typed.SortKey) string {
	text := ""
	if key.Desc {
		text = " DESC"
	}
	if key.NullsFirst {
		text += " NULLS FIRST"
	}
	return text
}

// constantKey keeps a number that is a key of GROUP BY or ORDER BY from being read as the position of a column.
func constantKey(x emit.Expr) emit.Expr {
	if _, err := strconv.ParseInt(x.Text, 10, 64); err == nil {
		return emit.Cast(x, "integer")
	}
	return x
}

// with prints the named queries of a block.
func (p *printer) with(ctes []*typed.CTE) string {
	if len(ctes) == 0 {
		return ""
	}
	word := "WITH "
	texts := make([]string, len(ctes))
	for i, cte := range ctes {
		if cte.Recursive {
			word = "WITH RECURSIVE "
		}
		texts[i] = p.cte(cte)
	}
	return word + strings.Join(texts, ",\n")
}

func (p *printer) cte(cte *typed.CTE) string {
	id := p.unique(cte.Name)
	columns := p.generate(name(id), cte.Cols)
	if cte.Recursive {
		p.ctes[cte] = id
	}
	text := name(id) + " " + columns + " AS " + parens(p.block(cte.Block, false))
	p.ctes[cte] = id
	return text
}

// unique makes a name of a CTE that no other has, as WITH may hide one name by another.
func (p *printer) unique(id string) string {
	id = strings.ToLower(id)
	made := id
	for n := 2; p.taken[made]; n++ {
		made = id + "_" + strconv.Itoa(n)
	}
	p.taken[made] = true
	return made
}

// body prints what a block or one side of a set operation consists of.
func (p *printer) body(r typed.Rel, named bool) string {
	switch r := r.(type) {
	case *typed.Block:
		if bare(r) {
			return p.body(r.Body, named)
		}
		if len(r.CTEs) > 0 { // between the parentheses of a body the grammar has no place for WITH
			return p.selectAll(r, named)
		}
		return parens(p.block(r, named))
	case *typed.Select:
		return p.selectText(r, named)
	case *typed.SetOp:
		return p.setOp(r, named)
	case *typed.Values:
		return p.values(r)
	default: // *typed.Scan, *typed.View, *typed.CTERef: TABLE name
		return p.selectAll(r, named)
	}
}

// bare tells whether a block is nothing but its body.
func bare(b *typed.Block) bool {
	return len(b.CTEs) == 0 && len(b.OrderBy) == 0 && b.Offset == nil && b.Limit == nil
}

// setOp prints a set operation; the names of its columns are those of its left side.
func (p *printer) setOp(s *typed.SetOp, named bool) string {
	word := [...]string{"UNION", "INTERSECT", "EXCEPT"}[s.Op]
	if s.All {
		word += " ALL"
	}
	return emit.Lines(p.side(s.Left, named), word, p.side(s.Right, false))
}

// side prints a side of a set operation. Another set operation stands between parentheses.
func (p *printer) side(r typed.Rel, named bool) string {
	text := p.body(r, named)
	if b, ok := r.(*typed.Block); ok && bare(b) {
		r = b.Body
	}
	if _, ok := r.(*typed.SetOp); ok {
		return parens(text)
	}
	return text
}

// values prints VALUES.
func (p *printer) values(v *typed.Values) string {
	rows := make([]string, len(v.Rows))
	for i, row := range v.Rows {
		rows[i] = "(" + p.exprs(row) + ")"
		if len(row) == 1 {
			rows[i] = p.expr(row[0]).Text
			if row[0].Type().Kind == types.Row { // else its fields would be read as the columns
				rows[i] = "ROW(" + rows[i] + ")"
			}
		}
	}
	return "VALUES " + strings.Join(rows, ", ")
}
