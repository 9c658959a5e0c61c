package ast

// statement writes a statement.
//
//nolint:funlen // one case for each kind of statement
func (p *printer) statement(s Statement) {
	switch s := s.(type) {
	case *Query:
		p.query(s)
	case *Explain:
		p.explain(s)
	case *Prepare:
		p.word("PREPARE ")
		p.ident(s.Name)
		p.word(" FROM")
		p.line()
		p.statement(s.Statement)
	case *Execute:
		p.word("EXECUTE ")
		p.ident(s.Name)
		if len(s.Args) > 0 {
			p.word(" USING ")
			p.exprs(s.Args)
		}
	case *Deallocate:
		p.word("DEALLOCATE PREPARE ")
		p.ident(s.Name)
	case *CreateView:
		p.createView(s)
	case *CreateTableAs:
		p.createTableAs(s)
	case *Insert:
		p.word("INSERT INTO ")
		p.name(s.Table)
		if len(s.Columns) > 0 {
			p.word(" ")
			p.idents(s.Columns)
		}
		p.line()
		p.query(s.Query)
	case *Unload:
		p.word("UNLOAD ")
		p.parenQuery(s.Query)
		p.line()
		p.word("TO ")
		p.str(s.To)
		p.properties(s.Properties)
	case *Delete:
		p.word("DELETE FROM ")
		p.name(s.Table)
		p.condition("WHERE ", s.Cond)
	case *Update:
		p.word("UPDATE ")
		p.name(s.Table)
		p.line()
		p.word("SET ")
		p.assignments(s.Set)
		p.condition("WHERE ", s.Cond)
	case *Merge:
		p.merge(s)
	case *Optimize:
		p.word("OPTIMIZE ")
		p.name(s.Table)
		p.word(" REWRITE DATA USING BIN_PACK")
		p.condition("WHERE ", s.Cond)
	case *Vacuum:
		p.word("VACUUM ")
		p.name(s.Table)
	default:
		p.hive = true
		p.hiveStatement(s)
		p.hive = false
	}
}

// explain writes EXPLAIN.
func (p *printer) explain(e *Explain) {
	p.word("EXPLAIN")
	if e.Analyze {
		p.word(" ANALYZE")
	}
	if e.Verbose {
		p.word(" VERBOSE")
	}
	for i, o := range e.Options {
		if i == 0 {
			p.word(" (")
		}
		p.comma(i)
		p.word(o.Name + " " + o.Value)
	}
	if len(e.Options) > 0 {
		p.word(")")
	}
	p.line()
	p.statement(e.Statement)
}

// createView writes CREATE VIEW.
func (p *printer) createView(v *CreateView) {
	p.word("CREATE ")
	if v.Replace {
		p.word("OR REPLACE ")
	}
	p.word("VIEW ")
	p.name(v.Name)
	p.text(" COMMENT ", v.Comment)
	if v.Security != "" {
		p.word(" SECURITY " + v.Security)
	}
	p.word(" AS")
	p.line()
	p.query(v.Query)
}

// createTableAs writes CREATE TABLE … AS.
func (p *printer) createTableAs(c *CreateTableAs) {
	p.word("CREATE TABLE ")
	if c.IfNotExists {
		p.word("IF NOT EXISTS ")
	}
	p.name(c.Name)
	if len(c.Columns) > 0 {
		p.word(" ")
		p.idents(c.Columns)
	}
	p.text(" COMMENT ", c.Comment)
	p.properties(c.Properties)
	p.word(" AS")
	p.line()
	p.query(c.Query)
	if c.Data != "" {
		p.line()
		p.word(c.Data)
	}
}

// text writes a clause that has one string, if it has one.
func (p *printer) text(clause string, s *string) {
	if s != nil {
		p.word(clause)
		p.str(*s)
	}
}

// properties writes `WITH (…)` on a line of its own.
func (p *printer) properties(list []Property) {
	if len(list) == 0 {
		return
	}
	p.line()
	p.word("WITH (")
	for i := range list {
		p.comma(i)
		p.property(&list[i])
	}
	p.word(")")
}

func (p *printer) property(x *Property) {
	p.ident(x.Name)
	p.word(" = ")
	p.expr(x.X, anyLevel)
}

// assignments writes `name = x, …`.
func (p *printer) assignments(list []Assignment) {
	for i := range list {
		p.comma(i)
		p.assignment(&list[i])
	}
}

func (p *printer) assignment(a *Assignment) {
	p.ident(a.Name)
	p.word(" = ")
	p.expr(a.X, anyLevel)
}

// merge writes MERGE.
func (p *printer) merge(m *Merge) {
	p.word("MERGE INTO ")
	p.name(m.Table)
	if m.Alias != nil {
		p.word(" AS ")
		p.ident(*m.Alias)
	}
	p.line()
	p.word("USING ")
	p.rel(m.Source)
	p.word(" ON ")
	p.expr(m.On, anyLevel)
	for i := range m.Cases {
		p.line()
		p.mergeCase(&m.Cases[i])
	}
}

// mergeCase writes one WHEN of MERGE.
func (p *printer) mergeCase(c *MergeCase) {
	p.word("WHEN ")
	p.not(c.Action == MergeInsert)
	p.word("MATCHED")
	if c.Cond != nil {
		p.word(" AND ")
		p.expr(c.Cond, anyLevel)
	}
	switch c.Action {
	case MergeUpdate:
		p.word(" THEN UPDATE SET ")
		p.assignments(c.Set)
	case MergeDelete:
		p.word(" THEN DELETE")
	case MergeInsert:
		p.word(" THEN INSERT ")
		if len(c.Columns) > 0 {
			p.idents(c.Columns)
			p.word(" ")
		}
		p.word("VALUES (")
		p.exprs(c.Values)
		p.word(")")
	}
}
