package ast

import "strings"

// json writes a JSON function with a syntax of its own.
func (p *printer) json(x Expr) {
	switch x := x.(type) {
	case *JSONExists:
		p.word("JSON_EXISTS(")
		p.jsonPath(x.Path)
		p.jsonBehavior(&x.OnError, "ERROR")
	case *JSONValueCall:
		p.word("JSON_VALUE(")
		p.jsonPath(x.Path)
		if x.Returning != nil {
			p.word(" RETURNING ")
			p.typ(x.Returning)
		}
		p.jsonBehavior(&x.OnEmpty, "EMPTY")
		p.jsonBehavior(&x.OnError, "ERROR")
	case *JSONQuery:
		p.word("JSON_QUERY(")
		p.jsonPath(x.Path)
		if x.Returning != nil {
			p.word(" ")
			p.jsonOutput(x.Returning)
		}
		p.jsonWrapping(x.Wrapping)
		p.jsonBehavior(&x.OnEmpty, "EMPTY")
		p.jsonBehavior(&x.OnError, "ERROR")
	case *JSONObject:
		p.jsonObject(x)
	case *JSONArray:
		p.jsonArray(x)
	default:
		return
	}
	p.word(")")
}

func (p *printer) jsonPath(x *JSONPath) {
	p.jsonValue(&x.Input)
	p.word(", ")
	p.str(x.Path.Value)
	if x.Name != nil {
		p.word(" AS ")
		p.ident(*x.Name)
	}
	for i := range x.Passing {
		if i == 0 {
			p.word(" PASSING ")
		}
		p.comma(i)
		p.jsonPassing(&x.Passing[i])
	}
}

func (p *printer) jsonPassing(x *JSONPassing) {
	p.jsonValue(&x.Value)
	p.word(" AS ")
	p.ident(x.Name)
}

func (p *printer) jsonValue(x *JSONValue) {
	p.expr(x.X, anyLevel)
	p.jsonFormat(x.Format, x.Encoding)
}

func (p *printer) jsonFormat(format bool, encoding string) {
	if !format {
		return
	}
	p.word(" FORMAT JSON")
	if encoding != "" {
		p.word(" ENCODING " + encoding)
	}
}

func (p *printer) jsonOutput(x *JSONOutput) {
	p.word("RETURNING ")
	p.typ(x.Type)
	p.jsonFormat(x.Format, x.Encoding)
}

// jsonBehavior writes, after a blank, what to do on event.
func (p *printer) jsonBehavior(b *JSONBehavior, event string) {
	if b.Kind == "" {
		return
	}
	p.word(" " + b.Kind)
	if b.Default != nil {
		p.word(" ")
		p.expr(b.Default, anyLevel)
	}
	p.word(" ON " + event)
}

func (p *printer) jsonWrapping(w JSONWrapping) {
	if w.Wrapper != "" {
		p.word(" " + w.Wrapper + " ARRAY WRAPPER")
	}
	if w.Quotes != "" {
		p.word(" " + w.Quotes + " QUOTES")
		if w.OnScalar {
			p.word(" ON SCALAR STRING")
		}
	}
}

func (p *printer) jsonObject(x *JSONObject) {
	p.word("JSON_OBJECT(")
	sep := ""
	for i := range x.Members {
		p.comma(i)
		p.jsonMember(&x.Members[i])
		sep = " "
	}
	if x.OnNull != "" {
		p.word(sep + x.OnNull + " ON NULL")
	}
	if x.Unique != "" {
		p.word(sep + x.Unique + " UNIQUE KEYS")
	}
	if x.Returning != nil {
		p.word(sep)
		p.jsonOutput(x.Returning)
	}
}

func (p *printer) jsonMember(m *JSONMember) {
	p.expr(m.Key, anyLevel)
	p.word(" : ")
	p.jsonValue(&m.Value)
}

func (p *printer) jsonArray(x *JSONArray) {
	p.word("JSON_ARRAY(")
	sep := ""
	for i := range x.Elems {
		p.comma(i)
		p.jsonValue(&x.Elems[i])
		sep = " "
	}
	if x.OnNull != "" {
		p.word(sep + x.OnNull + " ON NULL")
	}
	if x.Returning != nil {
		p.word(sep)
		p.jsonOutput(x.Returning)
	}
}

func (p *printer) jsonTable(t *JSONTable) {
	p.word("JSON_TABLE(")
	p.jsonPath(t.Path)
	p.word(" ")
	p.jsonColumns(t.Columns)
	if t.Plan != nil {
		p.word(" PLAN ")
		p.jsonPlan(t.Plan)
	}
	p.jsonBehavior(&t.OnError, "ERROR")
	p.word(")")
}

// jsonPlan prints a plan between parentheses, with those of all its parts that are no bare names.
func (p *printer) jsonPlan(plan *JSONPlan) {
	if plan.Op == "DEFAULT" {
		p.word("DEFAULT (" + strings.Join(plan.Words, ", ") + ")")
		return
	}
	p.word("(")
	if plan.Name != nil {
		p.ident(*plan.Name)
	}
	for i, part := range plan.Parts {
		if i > 0 || plan.Name != nil {
			p.word(" " + plan.Op + " ")
		}
		if part.Op == "" {
			p.ident(*part.Name)
		} else {
			p.jsonPlan(part)
		}
	}
	p.word(")")
}

func (p *printer) jsonColumns(columns []JSONColumn) {
	p.word("COLUMNS (")
	for i := range columns {
		p.comma(i)
		p.jsonColumn(&columns[i])
	}
	p.word(")")
}

func (p *printer) jsonColumn(c *JSONColumn) {
	switch c.Kind {
	case JSONNestedColumns:
		p.word("NESTED PATH ")
		p.str(c.Path.Value)
		if c.Name != nil {
			p.word(" AS ")
			p.ident(*c.Name)
		}
		p.word(" ")
		p.jsonColumns(c.Columns)
		return
	case JSONOrdinalityColumn:
		p.ident(*c.Name)
		p.word(" FOR ORDINALITY")
		return
	case JSONValueColumn, JSONQueryColumn:
	}
	p.ident(*c.Name)
	p.word(" ")
	p.typ(c.Type)
	p.jsonFormat(c.Kind == JSONQueryColumn, c.Encoding)
	if c.Path != nil {
		p.word(" PATH ")
		p.str(c.Path.Value)
	}
	p.jsonWrapping(c.Wrapping)
	p.jsonBehavior(&c.OnEmpty, "EMPTY")
	p.jsonBehavior(&c.OnError, "ERROR")
}
