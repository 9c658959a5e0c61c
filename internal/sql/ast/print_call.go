package ast

// call writes a function call and everything that follows it.
func (p *printer) call(c *Call) {
	if c.Mode != "" {
		p.word(c.Mode + " ")
	}
	if c.Method && len(c.Args) > 0 {
		p.owner(c.Args[0])
		p.word(".")
		rest := *c
		rest.Args = c.Args[1:]
		c = &rest
	}
	p.callName(c.Name)
	p.word("(")
	p.arguments(c)
	p.word(")")
	if len(c.Within) > 0 {
		p.word(" WITHIN GROUP (ORDER BY ")
		p.sortItems(c.Within)
		p.word(")")
	}
	if c.Filter != nil {
		p.word(" FILTER (WHERE ")
		p.expr(c.Filter, anyLevel)
		p.word(")")
	}
	switch c.Nulls {
	case NullTreatmentDefault:
	case RespectNulls:
		p.word(" RESPECT NULLS")
	case IgnoreNulls:
		p.word(" IGNORE NULLS")
	}
	if c.Over != nil {
		p.word(" ")
		p.over(c.Over)
	}
}

// callName writes the name of a function; LISTAGG, GROUPING and TRIM are reserved words and yet stand without quotes.
func (p *printer) callName(n Name) {
	if len(n.Parts) == 1 && !n.Parts[0].Quoted {
		switch n.Parts[0].Lower() {
		case "listagg", "grouping", "trim":
			p.word(n.Parts[0].Name)
			return
		}
	}
	p.name(n)
}

// arguments writes what stands in the parentheses of a call.
func (p *printer) arguments(c *Call) {
	if c.Star {
		p.word("*")
	}
	if c.Distinct {
		p.word("DISTINCT ")
	}
	p.exprs(c.Args)
	if c.Overflow != nil {
		p.word(" ")
		p.overflow(c.Overflow)
	}
	if len(c.OrderBy) > 0 {
		if len(c.Args) > 0 {
			p.word(" ")
		}
		p.word("ORDER BY ")
		p.sortItems(c.OrderBy)
	}
}

func (p *printer) overflow(o *Overflow) {
	if !o.Truncate {
		p.word("ON OVERFLOW ERROR")
		return
	}
	p.word("ON OVERFLOW TRUNCATE ")
	if o.Filler != nil {
		p.expr(o.Filler, anyLevel)
		p.word(" ")
	}
	if o.Count {
		p.word("WITH COUNT")
	} else {
		p.word("WITHOUT COUNT")
	}
}

func (p *printer) over(o *Over) {
	p.word("OVER ")
	if o.Name != nil {
		p.ident(*o.Name)
		return
	}
	p.word("(")
	p.window(o.Window)
	p.word(")")
}
