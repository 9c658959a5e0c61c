package parse

import (
	"strings"

	"github.com/glauxhq/glaux/internal/sql/ast"
)

// hiveDDL reports whether text is a command that Athena gives to Hive's parser, where names stand in backticks and
// strings have backslash escapes. It looks at the first words only, which read alike in both languages.
func hiveDDL(text string) bool {
	head := lexHead(text)
	at := func(i int) string { return head[min(i, len(head)-1)].word }
	switch at(0) {
	case "ALTER", "MSCK", "SHOW", "DESCRIBE", "DESC", "DROP":
		return true
	case "CREATE":
		switch at(1) {
		case "EXTERNAL", "DATABASE", "SCHEMA":
			return true
		case "TABLE":
			return !fromQuery(head)
		}
	}
	return false
}

// headTokens is how many tokens are looked at to tell the two languages apart: enough for the longest name.
const headTokens = 64

// lexHead returns the first tokens of a statement, whatever comments stand before and between them, and one of kind eof.
func lexHead(text string) []tok {
	l := &lexer{text: text}
	for l.skip(); l.at < len(text) && len(l.toks) < headTokens; l.skip() {
		if l.next(); l.toks[len(l.toks)-1].word == ";" {
			break
		}
	}
	return append(l.toks, tok{kind: eof, start: int32(l.at), end: int32(l.at)})
}

// fromQuery reports whether head, which begins with CREATE TABLE, makes a table from a query: after the name comes AS,
// WITH or a list of names without types.
func fromQuery(head []tok) bool {
	i := 2
	word := func(n int) string { return head[min(i+n, len(head)-1)].word }
	if word(0) == "IF" && word(1) == "NOT" {
		i += 3
	}
	for i++; word(0) == "."; i += 2 { // the name
	}
	switch word(0) {
	case "AS", "WITH", "COMMENT":
		return true
	case "(":
		return word(2) == "," || word(2) == ")"
	}
	return false
}

// createTable reads what follows TABLE. The clauses may come in any order.
func (p *parser) createTable(start int, external bool) ast.Statement {
	c := &ast.CreateTable{External: external, IfNotExists: p.ifNotExists(), Name: p.qualified()}
	if p.accept("(") {
		c.Columns = p.columnDefs()
	} else if !external {
		for _, w := range []string{"'.'", "'AS'", "'COMMENT'", "'WITH'"} {
			p.note(w)
		}
		p.mismatch()
	}
	for p.tableClause(c) {
	}
	c.Span = p.span(start)
	return c
}

// tableClause reads one clause of CREATE TABLE into c. It reports false if none stands here.
func (p *parser) tableClause(c *ast.CreateTable) bool {
	start := p.pos
	switch {
	case c.Comment == nil && p.at("COMMENT"):
		c.Comment = p.comment()
	case c.PartitionedBy == nil && p.accept("PARTITIONED"):
		p.expect("BY", "(")
		c.PartitionedBy = p.partitionFields()
	case c.ClusteredBy == nil && p.accept("CLUSTERED"):
		p.expect("BY")
		c.ClusteredBy = &ast.Clustering{Columns: p.names()}
		p.expect("INTO")
		c.ClusteredBy.Buckets = p.integer()
		p.expect("BUCKETS")
		c.ClusteredBy.Span = p.span(start)
	case c.RowFormat == nil && p.accept("ROW"):
		p.expect("FORMAT")
		c.RowFormat = p.rowFormat()
		c.RowFormat.Span = p.span(start)
	case c.RowFormat != nil && c.RowFormat.Properties == nil && p.at("WITH"):
		p.next()
		p.expect("SERDEPROPERTIES")
		c.RowFormat.Properties = p.textProperties()
	case c.StoredAs == nil && p.accept("STORED"):
		p.expect("AS")
		c.StoredAs = p.storedAs()
		c.StoredAs.Span = p.span(start)
	case c.Location == nil && p.at("LOCATION"):
		c.Location = p.clause("LOCATION")
	case c.Properties == nil && p.accept("TBLPROPERTIES"):
		c.Properties = p.textProperties()
	default:
		return false
	}
	return !p.failed
}

// columnDefs reads `name type [COMMENT 'text'], …)`.
func (p *parser) columnDefs() []ast.ColumnDef {
	var list []ast.ColumnDef
	for more := true; more; more = p.accept(",") {
		list = append(list, p.columnDef())
	}
	p.expect(")")
	return list
}

// columnDef reads one column of a table.
func (p *parser) columnDef() ast.ColumnDef {
	start := p.pos
	d := ast.ColumnDef{Name: p.name(), Type: p.hiveType(), Comment: p.comment()}
	d.Span = p.span(start)
	return d
}

// partitionFields reads the items of PARTITIONED BY and the closing parenthesis.
func (p *parser) partitionFields() []ast.PartitionField {
	var list []ast.PartitionField
	for more := true; more; more = p.accept(",") {
		start := p.pos
		var f ast.PartitionField
		switch p.ahead(1).word {
		case ",", ")", "(":
			f.X = p.expr()
		default:
			d := p.columnDef()
			f.Column = &d
		}
		f.Span = p.span(start)
		list = append(list, f)
	}
	p.expect(")")
	return list
}

// hiveType reads a type of Hive.
func (p *parser) hiveType() *ast.Type {
	p.rule("<type>")
	start := p.pos
	if !p.enter() {
		return &ast.Type{}
	}
	defer p.leave()
	t := &ast.Type{Name: p.name().Lower()}
	switch {
	case t.Name == "struct" && p.accept("<"):
		t.Fields = p.structFields()
		p.expect(">")
	case p.accept("<"):
		for more := true; more; more = p.accept(",") {
			t.Args = append(t.Args, ast.TypeArg{Type: p.hiveType()})
		}
		p.expect(">")
	case p.accept("("):
		for more := true; more; more = p.accept(",") {
			n := p.integer()
			t.Args = append(t.Args, ast.TypeArg{Number: &n})
		}
		p.expect(")")
	}
	t.Span = p.span(start)
	return t
}

// structFields reads `name : type [COMMENT 'text'], …`. Names may be reserved words here.
func (p *parser) structFields() []ast.RowField {
	var list []ast.RowField
	for more := true; more; more = p.accept(",") {
		start := p.pos
		var id ast.Ident
		if t := p.cur(); t.kind == word {
			p.next()
			id = ast.Ident{Span: place(t), Name: p.src(t)}
		} else {
			id = p.name()
		}
		p.expect(":")
		f := ast.RowField{Name: &id, Type: p.hiveType()}
		p.comment() // Glue drops it, too
		f.Span = p.span(start)
		list = append(list, f)
	}
	return list
}

// rowFormat reads what follows ROW FORMAT.
func (p *parser) rowFormat() *ast.RowFormat {
	f := &ast.RowFormat{}
	if p.accept("SERDE") {
		f.Serde = p.stringValue()
		if p.at("WITH") && p.ahead(1).word == "SERDEPROPERTIES" {
			p.pos += 2
			f.Properties = p.textProperties()
		}
		return f
	}
	p.expect("DELIMITED")
	for !p.failed {
		start := p.pos
		what := p.delimiter()
		if what == "" {
			return f
		}
		f.Delimiters = append(f.Delimiters, ast.Delimiter{What: what, Text: p.stringValue(), Span: p.span(start)})
	}
	return f
}

// delimiter reads the words of a clause of ROW FORMAT DELIMITED, "" if none stands here.
func (p *parser) delimiter() string {
	for _, words := range [][]string{
		{"FIELDS", "TERMINATED", "BY"},
		{"ESCAPED", "BY"},
		{"COLLECTION", "ITEMS", "TERMINATED", "BY"},
		{"MAP", "KEYS", "TERMINATED", "BY"},
		{"LINES", "TERMINATED", "BY"},
		{"NULL", "DEFINED", "AS"},
	} {
		if p.at(words[0]) {
			p.expect(words...)
			return strings.Join(words, " ")
		}
	}
	return ""
}

// storedAs reads what follows STORED AS.
func (p *parser) storedAs() *ast.StoredAs {
	s := &ast.StoredAs{}
	if p.accept("INPUTFORMAT") {
		s.Input = p.stringValue()
		p.expect("OUTPUTFORMAT")
		s.Output = p.stringValue()
		return s
	}
	s.Format = strings.ToUpper(p.name().Name)
	return s
}

// textProperties reads `('key' = 'value', …)`.
func (p *parser) textProperties() []ast.TextProperty {
	p.expect("(")
	var list []ast.TextProperty
	for more := true; more; more = p.accept(",") {
		start := p.pos
		t := ast.TextProperty{Key: p.stringValue()}
		p.expect("=")
		t.Value = p.stringValue()
		t.Span = p.span(start)
		list = append(list, t)
	}
	p.expect(")")
	return list
}

// partitionSpec reads `PARTITION (column = value, …)`.
func (p *parser) partitionSpec() ast.PartitionSpec {
	start := p.pos
	var s ast.PartitionSpec
	p.expect("PARTITION", "(")
	for more := true; more; more = p.accept(",") {
		at := p.pos
		t := ast.PartitionTerm{Column: p.name()}
		switch w := p.cur().word; w {
		case "=", "<>", "<", "<=", ">", ">=":
			p.next()
			t.Op, t.X = w, p.constant()
		}
		t.Span = p.span(at)
		s.Terms = append(s.Terms, t)
	}
	p.expect(")")
	s.Span = p.span(start)
	return s
}

// constant reads a string or a number.
func (p *parser) constant() ast.Expr {
	switch {
	case isNumber(p.cur()):
		return p.number("")
	case p.cur().word == "-" && isNumber(p.ahead(1)):
		p.next()
		return p.number("-")
	case isName(p.cur()) && isString(p.ahead(1)):
		return p.typedLiteral()
	}
	return p.stringLiteral()
}

// createDatabase reads what follows DATABASE.
func (p *parser) createDatabase(start int) ast.Statement {
	d := &ast.CreateDatabase{IfNotExists: p.ifNotExists(), Name: p.qualified(), Comment: p.comment()}
	d.Location = p.clause("LOCATION")
	if p.accept("WITH") {
		p.expect("DBPROPERTIES")
		d.Properties = p.textProperties()
	}
	d.Span = p.span(start)
	return d
}

// drop reads DROP.
func (p *parser) drop(start int) ast.Statement {
	p.next()
	if p.at("MATERIALIZED") || p.at("ROLE") {
		p.refuse()
	}
	d := &ast.Drop{What: p.oneOf("DATABASE", "SCHEMA", "TABLE", "VIEW")}
	if d.What == "SCHEMA" {
		d.What = "DATABASE"
	}
	d.IfExists = p.ifExists()
	d.Name = p.qualified()
	switch {
	case d.What == "DATABASE" && p.accept("CASCADE"):
		d.Behavior = "CASCADE"
	case d.What == "DATABASE" && p.accept("RESTRICT"):
		d.Behavior = "RESTRICT"
	}
	d.Span = p.span(start)
	return d
}

// show reads SHOW.
func (p *parser) show(start int) ast.Statement {
	p.next()
	s := &ast.Show{}
	switch {
	case p.accept("CREATE"):
		s.What = "CREATE " + p.oneOf("TABLE", "VIEW")
		s.Name = p.qualifiedRef()
	case p.accept("COLUMNS"):
		s.What = "COLUMNS"
		p.oneOf("FROM", "IN")
		s.Name = p.qualifiedRef()
		if p.accept("FROM") || p.accept("IN") {
			id := p.name()
			s.In = &id
		}
	case p.accept("PARTITIONS"):
		s.What, s.Name = "PARTITIONS", p.qualifiedRef()
	case p.accept("TBLPROPERTIES"):
		s.What, s.Name = "TBLPROPERTIES", p.qualifiedRef()
		if p.accept("(") {
			key := p.stringValue()
			s.Key = &key
			p.expect(")")
		}
	case p.at("GRANTS"), p.at("ROLE"), p.at("ROLES"), p.at("SESSION"), p.at("STATS"):
		p.refuse()
	default:
		s.What = p.oneOf("CATALOGS", "DATABASES", "FUNCTIONS", "SCHEMAS", "TABLES", "VIEWS")
		if p.accept("FROM") || p.accept("IN") {
			s.Name = p.qualifiedRef()
		}
	}
	p.showPattern(s)
	s.Span = p.span(start)
	return s
}

// showPattern reads `[LIKE] 'pattern' [ESCAPE 'c']` into s.
func (p *parser) showPattern(s *ast.Show) {
	switch s.What {
	case "CREATE TABLE", "CREATE VIEW", "PARTITIONS", "TBLPROPERTIES":
		return
	}
	if !p.accept("LIKE") && !p.atString() {
		return
	}
	pattern := p.stringValue()
	s.Pattern = &pattern
	s.Escape = p.clause("ESCAPE")
}

// qualifiedRef reads a qualified name and returns a pointer to it.
func (p *parser) qualifiedRef() *ast.Name {
	n := p.qualified()
	return &n
}

// describe reads DESCRIBE.
func (p *parser) describe(start int) ast.Statement {
	p.next()
	d := &ast.Describe{}
	for _, w := range []string{"EXTENDED", "FORMATTED", "INPUT", "OUTPUT"} {
		if !p.at(w) || !isName(p.ahead(1)) {
			continue
		}
		p.next()
		if w == "INPUT" || w == "OUTPUT" {
			d.Prepared, d.Name = w, p.qualified()
			d.Span = p.span(start)
			return d
		}
		d.Mode = w
		break
	}
	d.Name = p.qualified()
	if p.at("PARTITION") && p.ahead(1).word == "(" {
		s := p.partitionSpec()
		d.Partition = &s
	}
	if p.atName() {
		d.Column = p.qualifiedRef()
	}
	d.Span = p.span(start)
	return d
}
