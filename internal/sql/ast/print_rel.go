package ast

import "strings"

// rel writes an item of FROM.
func (p *printer) rel(rel Rel) {
	switch r := rel.(type) {
	case *Table:
		p.table(r)
	case *Aliased:
		p.aliased(r)
	case *Subquery:
		p.parenQuery(r.Query)
	case *Lateral:
		p.word("LATERAL ")
		p.parenQuery(r.Query)
	case *Unnest:
		p.word("UNNEST(")
		p.exprs(r.Exprs)
		p.word(")")
		if r.Ordinality {
			p.word(" WITH ORDINALITY")
		}
	case *ParenRel:
		p.parens(r.Rel)
	case *Join:
		p.join(r)
	case *Sample:
		p.sampled(r.Rel)
		p.word(" TABLESAMPLE " + strings.ToUpper(r.Method) + " (")
		p.expr(r.Percent, anyLevel)
		p.word(")")
	case *TableFunction:
		p.tableFunction(r)
	case *JSONTable:
		p.jsonTable(r)
	case *MatchRecognize:
		p.matchRecognize(r)
	}
}

// table writes a table.
func (p *printer) table(t *Table) {
	p.name(t.Name)
	if t.Version != nil {
		p.word(" FOR " + strings.ToUpper(t.VersionKind) + " AS OF ")
		p.expr(t.Version, concatLevel)
	}
}

// aliased writes a relation with an alias.
func (p *printer) aliased(a *Aliased) {
	switch a.Rel.(type) {
	case *Join, *Sample, *Aliased:
		p.parens(a.Rel)
	default:
		p.rel(a.Rel)
	}
	p.word(" AS ")
	p.ident(a.Alias)
	if len(a.Columns) > 0 {
		p.word(" ")
		p.idents(a.Columns)
	}
}

// sampled writes the relation of a sample or of a pattern.
func (p *printer) sampled(rel Rel) {
	switch rel.(type) {
	case *Join, *Sample:
		p.parens(rel)
	default:
		p.rel(rel)
	}
}

// parens writes a relation in parentheses, a join on lines of its own.
func (p *printer) parens(rel Rel) {
	p.word("(")
	_, join := rel.(*Join)
	join = join && !p.flat
	if join {
		p.indent++
		p.line()
	}
	p.rel(rel)
	if join {
		p.indent--
		p.line()
	}
	p.word(")")
}

// join writes a join: the left side, and the right side on a new line.
func (p *printer) join(j *Join) {
	p.rel(j.Left)
	p.line()
	if j.Natural {
		p.word("NATURAL ")
	}
	switch j.Kind {
	case InnerJoin:
		p.word("JOIN ")
	case LeftJoin:
		p.word("LEFT JOIN ")
	case RightJoin:
		p.word("RIGHT JOIN ")
	case FullJoin:
		p.word("FULL JOIN ")
	case CrossJoin:
		p.word("CROSS JOIN ")
	}
	if _, nested := j.Right.(*Join); nested && (j.Natural || j.Kind == CrossJoin) {
		p.parens(j.Right)
	} else {
		p.rel(j.Right)
	}
	switch {
	case j.On != nil:
		p.word(" ON ")
		p.expr(j.On, anyLevel)
	case len(j.Using) > 0:
		p.word(" USING ")
		p.idents(j.Using)
	}
}

// tableFunction writes TABLE(…) on one line.
func (p *printer) tableFunction(f *TableFunction) {
	flat := p.flat
	p.flat = true
	p.word("TABLE(")
	p.callName(f.Call.Name)
	p.word("(")
	p.exprs(f.Call.Args)
	for i, tables := range f.Copartition {
		if i == 0 {
			p.word(" COPARTITION ")
		}
		p.comma(i)
		for k, n := range tables {
			if k == 0 {
				p.word("(")
			}
			p.comma(k)
			p.name(n)
		}
		p.word(")")
	}
	p.word("))")
	p.flat = flat
}

// tableArg writes a table as an argument.
func (p *printer) tableArg(a *TableArg) {
	rel := a.Rel
	aliased, _ := rel.(*Aliased)
	if aliased != nil {
		rel = aliased.Rel
	}
	p.word("TABLE")
	if s, ok := rel.(*Subquery); ok {
		p.inline(s.Query)
	} else {
		p.parens(rel)
	}
	if aliased != nil {
		p.word(" AS ")
		p.ident(aliased.Alias)
		if len(aliased.Columns) > 0 {
			p.word(" ")
			p.idents(aliased.Columns)
		}
	}
	if a.Partitioned {
		p.word(" PARTITION BY (")
		p.exprs(a.PartitionBy)
		p.word(")")
	}
	if a.WhenEmpty != "" {
		p.word(" " + a.WhenEmpty + " WHEN EMPTY")
	}
	if len(a.OrderBy) > 0 {
		p.word(" ORDER BY (")
		p.sortItems(a.OrderBy)
		p.word(")")
	}
}

// descriptor writes DESCRIPTOR(…).
func (p *printer) descriptor(d *Descriptor) {
	p.word("DESCRIPTOR(")
	for i := range d.Fields {
		p.comma(i)
		p.ident(*d.Fields[i].Name)
		if d.Fields[i].Type != nil {
			p.word(" ")
			p.typ(d.Fields[i].Type)
		}
	}
	p.word(")")
}

// matchRecognize writes MATCH_RECOGNIZE, each clause on its line.
func (p *printer) matchRecognize(m *MatchRecognize) {
	p.sampled(m.Rel)
	p.word(" MATCH_RECOGNIZE (")
	p.indent++
	if len(m.PartitionBy) > 0 {
		p.line()
		p.word("PARTITION BY ")
		p.exprs(m.PartitionBy)
	}
	if len(m.OrderBy) > 0 {
		p.line()
		p.word("ORDER BY ")
		p.sortItems(m.OrderBy)
	}
	for i := range m.Measures {
		if i == 0 {
			p.line()
			p.word("MEASURES ")
		}
		p.comma(i)
		p.measure(&m.Measures[i])
	}
	p.rowsPerMatch(m.Rows)
	p.matching(&m.Matching)
	p.indent--
	p.line()
	p.word(")")
}

// rowsPerMatch writes how many rows a match gives.
func (p *printer) rowsPerMatch(r RowsPerMatch) {
	if r == RowsPerMatchDefault {
		return
	}
	p.line()
	switch r {
	case RowsPerMatchDefault:
	case OneRowPerMatch:
		p.word("ONE ROW PER MATCH")
	case AllRowsPerMatch:
		p.word("ALL ROWS PER MATCH")
	case AllRowsShowEmpty:
		p.word("ALL ROWS PER MATCH SHOW EMPTY MATCHES")
	case AllRowsOmitEmpty:
		p.word("ALL ROWS PER MATCH OMIT EMPTY MATCHES")
	case AllRowsWithUnmatched:
		p.word("ALL ROWS PER MATCH WITH UNMATCHED ROWS")
	}
}

// matching writes AFTER MATCH, PATTERN, SUBSET and DEFINE.
func (p *printer) matching(m *Matching) {
	if m.Skip != nil {
		p.line()
		p.skipTo(m.Skip)
	}
	if m.Initial != "" {
		p.line()
		p.word(m.Initial)
	}
	if m.Pattern != nil {
		p.line()
		p.word("PATTERN (")
		p.pattern(m.Pattern)
		p.word(")")
	}
	for i := range m.Subsets {
		if i == 0 {
			p.line()
			p.word("SUBSET ")
		}
		p.comma(i)
		p.subset(&m.Subsets[i])
	}
	for i := range m.Defines {
		if i == 0 {
			p.line()
			p.word("DEFINE ")
		}
		p.comma(i)
		p.define(&m.Defines[i])
	}
}

func (p *printer) measure(m *Measure) {
	p.expr(m.X, anyLevel)
	p.word(" AS ")
	p.ident(m.Name)
}

func (p *printer) subset(s *Subset) {
	p.ident(s.Name)
	p.word(" = ")
	p.idents(s.Members)
}

func (p *printer) define(d *Define) {
	p.ident(d.Name)
	p.word(" AS ")
	p.expr(d.Cond, anyLevel)
}

// skipTo writes where matching goes on.
func (p *printer) skipTo(s *SkipTo) {
	p.word("AFTER MATCH SKIP ")
	switch s.Kind {
	case SkipPastLastRow:
		p.word("PAST LAST ROW")
	case SkipToNextRow:
		p.word("TO NEXT ROW")
	case SkipToFirst:
		p.word("TO FIRST ")
	case SkipToLast:
		p.word("TO LAST ")
	}
	if s.Variable != nil {
		p.ident(*s.Variable)
	}
}

// pattern writes a row pattern.
func (p *printer) pattern(x Pattern) {
	switch x := x.(type) {
	case *PatternVar:
		p.ident(x.Name)
	case *PatternAnchor:
		if x.Start {
			p.word("^")
		} else {
			p.word("$")
		}
	case *PatternEmpty:
		p.word("()")
	case *PatternGroup:
		if x.Exclude {
			p.word("{- ")
			p.pattern(x.X)
			p.word(" -}")
			return
		}
		p.word("(")
		p.pattern(x.X)
		p.word(")")
	case *PatternSeq:
		p.patterns(x.Items, " ")
	case *PatternAlt:
		p.patterns(x.Items, " | ")
	case *PatternPermute:
		p.word("PERMUTE(")
		p.patterns(x.Items, ", ")
		p.word(")")
	case *PatternRepeat:
		p.pattern(x.X)
		p.quantifier(x)
	}
}

// patterns writes patterns with sep between them.
func (p *printer) patterns(items []Pattern, sep string) {
	for i, item := range items {
		if i > 0 {
			p.word(sep)
		}
		p.pattern(item)
	}
}

// quantifier writes how often a pattern repeats.
func (p *printer) quantifier(r *PatternRepeat) {
	switch {
	case r.Min == 0 && r.Max < 0:
		p.word("*")
	case r.Min == 1 && r.Max < 0:
		p.word("+")
	case r.Min == 0 && r.Max == 1:
		p.word("?")
	default:
		p.word("{")
		p.int(r.Min)
		if r.Max != r.Min {
			p.word(",")
		}
		if r.Max >= 0 && r.Max != r.Min {
			p.int(r.Max)
		}
		p.word("}")
	}
	if r.Reluctant {
		p.word("?")
	}
}
