package parse

import (
	"strings"

	"github.com/glauxhq/glaux/internal/sql/ast"
)

// jsonCall reads a JSON function with a syntax of its own.
func (p *parser) jsonCall() ast.Expr {
	start, fn := p.pos, p.cur().word
	p.next()
	p.expect("(")
	switch fn {
	case "JSON_EXISTS":
		e := &ast.JSONExists{Path: p.jsonPath()}
		e.OnError = p.jsonOnError("TRUE", "FALSE", "UNKNOWN", "ERROR")
		p.expect(")")
		e.Span = p.span(start)
		return e
	case "JSON_VALUE":
		v := &ast.JSONValueCall{Path: p.jsonPath()}
		if p.accept("RETURNING") {
			v.Returning = p.typ()
		}
		v.OnEmpty, v.OnError = p.jsonValueBehaviors()
		p.expect(")")
		v.Span = p.span(start)
		return v
	case "JSON_QUERY":
		q := &ast.JSONQuery{Path: p.jsonPath(), Returning: p.jsonOutput(), Wrapping: p.jsonWrapping()}
		q.OnEmpty, q.OnError = p.jsonQueryBehaviors()
		p.expect(")")
		q.Span = p.span(start)
		return q
	case "JSON_OBJECT":
		return p.jsonObject(start)
	default:
		return p.jsonArray(start)
	}
}

// jsonPath reads `input, 'path' [AS name] [PASSING value AS name, …]`.
func (p *parser) jsonPath() *ast.JSONPath {
	start := p.pos
	path := &ast.JSONPath{Input: p.jsonValue()}
	p.expect(",")
	path.Path = p.stringLiteral()
	if p.accept("AS") {
		id := p.name()
		path.Name = &id
	}
	if p.accept("PASSING") {
		for more := true; more; more = p.accept(",") {
			at := p.pos
			arg := ast.JSONPassing{Value: p.jsonValue()}
			p.expect("AS")
			arg.Name = p.name()
			arg.Span = p.span(at)
			path.Passing = append(path.Passing, arg)
		}
	}
	path.Span = p.span(start)
	return path
}

// jsonValue reads `x [FORMAT JSON …]`.
func (p *parser) jsonValue() ast.JSONValue {
	start := p.pos
	v := ast.JSONValue{X: p.expr()}
	v.Format, v.Encoding = p.jsonFormat()
	v.Span = p.span(start)
	return v
}

// jsonFormat reads `FORMAT JSON [ENCODING UTF8|UTF16|UTF32]`.
func (p *parser) jsonFormat() (format bool, encoding string) {
	if !p.accept("FORMAT") {
		return false, ""
	}
	p.expect("JSON")
	if p.accept("ENCODING") {
		encoding = p.oneOf("UTF16", "UTF32", "UTF8")
	}
	return true, encoding
}

// jsonOutput reads `RETURNING type [FORMAT …]`, nil if it does not stand here.
func (p *parser) jsonOutput() *ast.JSONOutput {
	start := p.pos
	if !p.accept("RETURNING") {
		return nil
	}
	o := &ast.JSONOutput{Type: p.typ()}
	o.Format, o.Encoding = p.jsonFormat()
	o.Span = p.span(start)
	return o
}

// jsonOnError reads `kind ON ERROR`, where kind is one of kinds.
func (p *parser) jsonOnError(kinds ...string) ast.JSONBehavior {
	start := p.pos
	for _, kind := range kinds {
		if p.accept(kind) {
			p.expect("ON", "ERROR")
			return ast.JSONBehavior{Span: p.span(start), Kind: kind}
		}
	}
	return ast.JSONBehavior{}
}

// jsonValueBehaviors reads what JSON_VALUE does on empty and on error.
func (p *parser) jsonValueBehaviors() (onEmpty, onError ast.JSONBehavior) {
	return p.jsonEvents("ERROR", "NULL", "DEFAULT")
}

// jsonQueryBehaviors reads what JSON_QUERY does on empty and on error.
func (p *parser) jsonQueryBehaviors() (onEmpty, onError ast.JSONBehavior) {
	return p.jsonEvents("ERROR", "NULL", "EMPTY ARRAY", "EMPTY OBJECT")
}

// jsonEvents reads `[kind ON EMPTY] [kind ON ERROR]`. Both begin alike, so the event decides which one was read.
func (p *parser) jsonEvents(kinds ...string) (onEmpty, onError ast.JSONBehavior) {
	for onError.Kind == "" {
		b, event := p.jsonEvent(kinds)
		switch {
		case b.Kind == "":
			return onEmpty, onError
		case event == "ERROR":
			onError = b
		case onEmpty.Kind == "":
			onEmpty = b
		default:
			p.mismatch()
		}
	}
	return onEmpty, onError
}

// jsonEvent reads `kind ON EMPTY|ERROR`.
func (p *parser) jsonEvent(kinds []string) (b ast.JSONBehavior, event string) {
	start := p.pos
	for _, kind := range kinds {
		first, second, two := strings.Cut(kind, " ")
		if !p.at(first) || two && p.ahead(1).word != second {
			continue
		}
		p.next()
		if two {
			p.next()
		}
		b.Kind = kind
		break
	}
	if b.Kind == "" {
		return b, ""
	}
	if b.Kind == "DEFAULT" {
		b.Default = p.expr()
	}
	p.expect("ON")
	event = p.oneOf("EMPTY", "ERROR")
	b.Span = p.span(start)
	return b, event
}

// jsonWrapping reads `[… WRAPPER] [KEEP|OMIT QUOTES [ON SCALAR STRING]]`.
func (p *parser) jsonWrapping() ast.JSONWrapping {
	var w ast.JSONWrapping
	switch {
	case p.accept("WITHOUT"):
		w.Wrapper = "WITHOUT"
	case p.accept("WITH"):
		w.Wrapper = "WITH"
		if p.accept("CONDITIONAL") {
			w.Wrapper = "WITH CONDITIONAL"
		} else if p.accept("UNCONDITIONAL") {
			w.Wrapper = "WITH UNCONDITIONAL"
		}
	}
	if w.Wrapper != "" {
		p.accept("ARRAY")
		p.expect("WRAPPER")
	}
	switch {
	case p.accept("KEEP"):
		w.Quotes = "KEEP"
	case p.accept("OMIT"):
		w.Quotes = "OMIT"
	default:
		return w
	}
	p.expect("QUOTES")
	if p.at("ON") && p.ahead(1).word == "SCALAR" {
		p.pos += 2
		w.OnScalar = true
		if !p.accept("TEXT_STRING") && !p.accept("STRING") {
			p.mismatch()
		}
	}
	return w
}

// jsonObject reads what follows `JSON_OBJECT(`.
func (p *parser) jsonObject(start int) ast.Expr {
	o := &ast.JSONObject{}
	if !p.at(")") && !p.at("RETURNING") {
		for more := true; more; more = p.accept(",") {
			o.Members = append(o.Members, p.jsonMember())
		}
		o.OnNull = p.onNull()
		o.Unique = p.uniqueKeys()
	}
	o.Returning = p.jsonOutput()
	p.expect(")")
	o.Span = p.span(start)
	return o
}

// jsonMember reads `[KEY] key VALUE value` or `key : value`.
func (p *parser) jsonMember() ast.JSONMember {
	start := p.pos
	var m ast.JSONMember
	if p.at("KEY") && p.ahead(1).word != "VALUE" && p.ahead(1).word != ":" && !continues(p.ahead(1)) && p.ahead(1).word != "(" {
		p.next()
	}
	m.Key = p.expr()
	if !p.accept(":") {
		p.expect("VALUE")
	}
	m.Value = p.jsonValue()
	m.Span = p.span(start)
	return m
}

// onNull reads `NULL ON NULL` or `ABSENT ON NULL`.
func (p *parser) onNull() string {
	for _, w := range []string{"NULL", "ABSENT"} {
		if p.accept(w) {
			p.expect("ON", "NULL")
			return w
		}
	}
	return ""
}

// uniqueKeys reads `WITH|WITHOUT UNIQUE [KEYS]`.
func (p *parser) uniqueKeys() string {
	for _, w := range []string{"WITH", "WITHOUT"} {
		if p.accept(w) {
			p.expect("UNIQUE")
			p.accept("KEYS")
			return w
		}
	}
	return ""
}

// jsonArray reads what follows `JSON_ARRAY(`.
func (p *parser) jsonArray(start int) ast.Expr {
	a := &ast.JSONArray{}
	if !p.at(")") && !p.at("RETURNING") {
		for more := true; more; more = p.accept(",") {
			a.Elems = append(a.Elems, p.jsonValue())
		}
		a.OnNull = p.onNull()
	}
	a.Returning = p.jsonOutput()
	p.expect(")")
	a.Span = p.span(start)
	return a
}

// jsonTable reads `JSON_TABLE(…)`.
func (p *parser) jsonTable() ast.Rel {
	start := p.pos
	p.expect("JSON_TABLE", "(")
	t := &ast.JSONTable{Path: p.jsonPath()}
	p.expect("COLUMNS")
	t.Columns = p.jsonColumns()
	if p.accept("PLAN") {
		t.Plan = p.jsonPlan()
	}
	t.OnError = p.jsonOnError("ERROR", "EMPTY")
	p.expect(")")
	t.Span = p.span(start)
	return t
}

// jsonColumns reads `(column, …)` of JSON_TABLE.
func (p *parser) jsonColumns() []ast.JSONColumn {
	p.expect("(")
	if !p.enter() {
		return nil
	}
	defer p.leave()
	var columns []ast.JSONColumn
	for more := true; more; more = p.accept(",") {
		start := p.pos
		c := p.jsonColumn()
		c.Span = p.span(start)
		columns = append(columns, c)
	}
	p.expect(")")
	return columns
}

// jsonColumn reads one column of JSON_TABLE.
func (p *parser) jsonColumn() ast.JSONColumn {
	if p.at("NESTED") && (p.ahead(1).word == "PATH" || isString(p.ahead(1))) {
		return p.jsonNested()
	}
	id := p.name()
	c := ast.JSONColumn{Kind: ast.JSONValueColumn, Name: &id}
	if p.accept("FOR") {
		p.expect("ORDINALITY")
		c.Kind = ast.JSONOrdinalityColumn
		return c
	}
	c.Type = p.typ()
	var format bool
	if format, c.Encoding = p.jsonFormat(); format {
		c.Kind = ast.JSONQueryColumn
	}
	if p.accept("PATH") {
		c.Path = p.stringLiteral()
	}
	if format {
		c.Wrapping = p.jsonWrapping()
		c.OnEmpty, c.OnError = p.jsonQueryBehaviors()
	} else {
		c.OnEmpty, c.OnError = p.jsonValueBehaviors()
	}
	return c
}

// jsonNested reads `NESTED [PATH] 'path' [AS name] COLUMNS (…)`.
func (p *parser) jsonNested() ast.JSONColumn {
	p.next()
	p.accept("PATH")
	c := ast.JSONColumn{Kind: ast.JSONNestedColumns, Path: p.stringLiteral()}
	if p.accept("AS") {
		id := p.name()
		c.Name = &id
	}
	p.expect("COLUMNS")
	c.Columns = p.jsonColumns()
	return c
}

// jsonPlan reads what follows PLAN.
func (p *parser) jsonPlan() *ast.JSONPlan {
	start := p.pos
	if !p.accept("DEFAULT") {
		p.expect("(")
		plan := p.jsonPlanTree()
		p.expect(")")
		return plan
	}
	plan := &ast.JSONPlan{Op: "DEFAULT"}
	p.expect("(")
	first := p.oneOf("CROSS", "INNER", "OUTER", "UNION")
	plan.Words = []string{first}
	if p.accept(",") {
		others := []string{"CROSS", "UNION"}
		if first == "CROSS" || first == "UNION" {
			others = []string{"INNER", "OUTER"}
		}
		plan.Words = append(plan.Words, p.oneOf(others...))
	}
	p.expect(")")
	plan.Span = p.span(start)
	return plan
}

// jsonPlanTree reads `name`, `name OUTER|INNER part`, `part UNION part …` or `part CROSS part …`.
func (p *parser) jsonPlanTree() *ast.JSONPlan {
	start := p.pos
	if !p.enter() {
		return &ast.JSONPlan{}
	}
	defer p.leave()
	plan := p.jsonPlanPart()
	if plan.Op == "" && plan.Name != nil && !p.failed {
		for _, op := range []string{"OUTER", "INNER"} {
			if p.accept(op) {
				return &ast.JSONPlan{Op: op, Name: plan.Name, Parts: []*ast.JSONPlan{p.jsonPlanPart()}, Span: p.span(start)}
			}
		}
	}
	for _, op := range []string{"UNION", "CROSS"} {
		if !p.at(op) {
			continue
		}
		siblings := &ast.JSONPlan{Op: op, Parts: []*ast.JSONPlan{plan}}
		for p.accept(op) {
			siblings.Parts = append(siblings.Parts, p.jsonPlanPart())
		}
		siblings.Span = p.span(start)
		return siblings
	}
	return plan
}

// jsonPlanPart reads a name, or a plan in parentheses.
func (p *parser) jsonPlanPart() *ast.JSONPlan {
	start := p.pos
	if p.accept("(") {
		plan := p.jsonPlanTree()
		p.expect(")")
		return plan
	}
	id := p.name()
	return &ast.JSONPlan{Name: &id, Span: p.span(start)}
}
