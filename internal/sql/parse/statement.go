package parse

import (
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/diag"
)

// statement reads one statement. The words come in the order of Athena's message, and <query> last.
//
//nolint:funlen // one case for each word that begins a statement
func (p *parser) statement() ast.Statement {
	if !p.enter() {
		return &ast.Query{}
	}
	defer p.leave()
	start := p.pos
	switch p.cur().word {
	case "ALTER":
		return p.alter(start)
	case "CREATE":
		return p.create(start)
	case "DEALLOCATE":
		return p.deallocate(start)
	case "DELETE":
		return p.deleteFrom(start)
	case "DESC", "DESCRIBE":
		return p.describe(start)
	case "DROP":
		return p.drop(start)
	case "EXECUTE":
		return p.execute(start)
	case "EXPLAIN":
		return p.explain(start)
	case "INSERT":
		return p.insert(start)
	case "MERGE":
		return p.merge(start)
	case "MSCK":
		p.next()
		p.expect("REPAIR", "TABLE")
		r := &ast.RepairTable{Name: p.qualified()}
		r.Span = p.span(start)
		return r
	case "OPTIMIZE":
		return p.optimize(start)
	case "PREPARE":
		return p.prepare(start)
	case "SHOW":
		return p.show(start)
	case "UNLOAD":
		return p.unload(start)
	case "UPDATE":
		return p.update(start)
	case "VACUUM":
		p.next()
		v := &ast.Vacuum{Table: p.qualified()}
		v.Span = p.span(start)
		return v
	case "DENY", "GRANT", "REVOKE":
		p.fail(diag.New(diag.NotSupported, place(p.cur()), "Queries of this type are not supported").
			WithHint("administrators say who may see what with «glaux share grant» and «glaux share revoke», or on the page Sharing"))
		return &ast.Query{}
	case "ANALYZE", "CALL", "COMMENT", "COMMIT", "EXPORT", "IMPORT", "LOCK", "REFRESH", "RESET",
		"ROLLBACK", "SET", "START", "TRUNCATE", "UNLOCK", "USE", "USING":
		p.refuse()
		return &ast.Query{}
	}
	p.noteStatements()
	return p.query()
}

// refuse answers a statement that Athena knows and does not run.
func (p *parser) refuse() {
	p.fail(diag.New(diag.NotSupported, place(&p.toks[0]), "Queries of this type are not supported"))
}

// noteStatements notes the words that begin a statement.
func (p *parser) noteStatements() {
	if !p.trace {
		return
	}
	for _, w := range []string{
		"ALTER", "ANALYZE", "CALL", "COMMENT", "COMMIT", "CREATE", "DEALLOCATE", "DELETE", "DENY", "DESC", "DESCRIBE", "DROP",
		"EXECUTE", "EXPLAIN", "GRANT", "INSERT", "MERGE", "PREPARE", "REFRESH", "RESET", "REVOKE", "ROLLBACK", "SET", "SHOW",
		"START", "TRUNCATE", "UNLOAD", "UPDATE", "USE",
	} {
		p.note("'" + w + "'")
	}
}

// alter reads ALTER.
func (p *parser) alter(start int) ast.Statement {
	p.next()
	switch {
	case p.accept("TABLE"):
		return p.alterTable(start)
	case p.accept("VIEW"):
		return p.alterView(start)
	case p.accept("DATABASE"), p.accept("SCHEMA"):
		d := &ast.AlterDatabase{Name: p.qualified()}
		p.expect("SET", "DBPROPERTIES")
		d.Properties = p.textProperties()
		d.Span = p.span(start)
		return d
	}
	p.mismatch()
	return &ast.AlterTable{}
}

// create reads CREATE.
func (p *parser) create(start int) ast.Statement {
	p.next()
	switch {
	case p.at("MATERIALIZED") || p.at("ROLE"):
		p.refuse()
		return &ast.CreateView{}
	case p.accept("OR"):
		p.expect("REPLACE", "VIEW")
		return p.createView(start, true)
	case p.accept("VIEW"):
		return p.createView(start, false)
	case p.accept("EXTERNAL"):
		p.expect("TABLE")
		return p.createTable(start, true)
	case p.accept("TABLE"):
		if p.hive {
			return p.createTable(start, false)
		}
		return p.createTableAs(start)
	case p.accept("DATABASE"), p.accept("SCHEMA"):
		return p.createDatabase(start)
	}
	p.mismatch()
	return &ast.CreateView{}
}

// ifNotExists reads IF NOT EXISTS.
func (p *parser) ifNotExists() bool {
	if p.at("IF") && p.ahead(1).word == "NOT" {
		p.next()
		return p.expect("NOT", "EXISTS")
	}
	return false
}

// ifExists reads IF EXISTS.
func (p *parser) ifExists() bool {
	if p.at("IF") && p.ahead(1).word == "EXISTS" {
		p.pos += 2
		return true
	}
	return false
}

// comment reads `COMMENT 'text'`, nil if it does not stand here.
func (p *parser) comment() *string { return p.clause("COMMENT") }

// clause reads `w 'text'`, nil if it does not stand here.
func (p *parser) clause(w string) *string {
	if !p.accept(w) {
		return nil
	}
	s := p.stringValue()
	return &s
}

// createView reads what follows VIEW.
func (p *parser) createView(start int, replace bool) ast.Statement {
	v := &ast.CreateView{Replace: replace, Name: p.qualified(), Comment: p.comment()}
	if p.accept("SECURITY") {
		v.Security = p.oneOf("DEFINER", "INVOKER")
	}
	p.expect("AS")
	v.Query = p.query()
	v.Span = p.span(start)
	return v
}

// createTableAs reads what follows TABLE when a query makes the table.
func (p *parser) createTableAs(start int) ast.Statement {
	c := &ast.CreateTableAs{IfNotExists: p.ifNotExists(), Name: p.qualified()}
	if p.at("(") {
		c.Columns = p.names()
	}
	c.Comment = p.comment()
	c.Properties = p.properties()
	p.expect("AS")
	if p.at("(") && p.opensWholeQuery() {
		c.Query = p.parenQuery()
	} else {
		c.Query = p.query()
	}
	if p.accept("WITH") {
		c.Data = "WITH DATA"
		if p.accept("NO") {
			c.Data = "WITH NO DATA"
		}
		p.expect("DATA")
	}
	c.Span = p.span(start)
	return c
}

// opensWholeQuery reports whether the parenthesis that stands here encloses a query with WITH, which the grammar
// allows here and not as a part of a query.
func (p *parser) opensWholeQuery() bool { return p.ahead(1).word == "WITH" }

// properties reads `WITH (name = x, …)`, nil if it does not stand here.
func (p *parser) properties() []ast.Property {
	if !p.at("WITH") || p.ahead(1).word != "(" {
		return nil
	}
	p.pos += 2
	var list []ast.Property
	for more := true; more; more = p.accept(",") {
		start := p.pos
		prop := ast.Property{Name: p.name()}
		p.expect("=")
		prop.X = p.expr()
		prop.Span = p.span(start)
		list = append(list, prop)
	}
	p.expect(")")
	return list
}

// explain reads EXPLAIN.
func (p *parser) explain(start int) ast.Statement {
	p.next()
	e := &ast.Explain{}
	if p.at("ANALYZE") {
		p.next()
		e.Analyze = true
		e.Verbose = p.accept("VERBOSE")
	}
	if w := p.ahead(1).word; p.at("(") && (w == "TYPE" || w == "FORMAT") {
		p.next()
		for more := true; more; more = p.accept(",") {
			at := p.pos
			o := ast.ExplainOption{Name: p.oneOf("FORMAT", "TYPE")}
			if o.Name == "FORMAT" {
				o.Value = p.oneOf("GRAPHVIZ", "JSON", "TEXT")
			} else {
				o.Value = p.oneOf("DISTRIBUTED", "IO", "LOGICAL", "VALIDATE")
			}
			o.Span = p.span(at)
			e.Options = append(e.Options, o)
		}
		p.expect(")")
	}
	e.Statement = p.statement()
	e.Span = p.span(start)
	return e
}

// prepare reads PREPARE.
func (p *parser) prepare(start int) ast.Statement {
	p.next()
	s := &ast.Prepare{Name: p.name()}
	p.expect("FROM")
	s.Statement = p.statement()
	s.Span = p.span(start)
	return s
}

// execute reads EXECUTE.
func (p *parser) execute(start int) ast.Statement {
	p.next()
	e := &ast.Execute{Name: p.name()}
	if p.accept("USING") {
		e.Args = p.exprs()
	}
	e.Span = p.span(start)
	return e
}

// deallocate reads DEALLOCATE.
func (p *parser) deallocate(start int) ast.Statement {
	p.next()
	p.expect("PREPARE")
	d := &ast.Deallocate{Name: p.name()}
	d.Span = p.span(start)
	return d
}

// insert reads INSERT. A parenthesis after the table opens the columns or the query.
func (p *parser) insert(start int) ast.Statement {
	p.next()
	p.expect("INTO")
	s := &ast.Insert{Table: p.qualified()}
	if p.at("(") && !p.opensQuery(p.pos) {
		s.Columns = p.names()
	}
	s.Query = p.query()
	s.Span = p.span(start)
	return s
}

// unload reads UNLOAD.
func (p *parser) unload(start int) ast.Statement {
	p.next()
	u := &ast.Unload{Query: p.parenQuery()}
	p.expect("TO")
	u.To = p.stringValue()
	u.Properties = p.properties()
	u.Span = p.span(start)
	return u
}
