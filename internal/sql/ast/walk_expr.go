package ast

// expr walks an expression.
//
//nolint:funlen // one case for each kind of expression
func (w *walker) expr(x Expr) {
	switch n := x.(type) {
	case *Field:
		w.one(n.X)
	case *TypedLiteral:
		w.typ(n.Type)
	case *Unary:
		w.one(n.X)
	case *BinaryOp:
		w.one(n.Left)
		w.one(n.Right)
	case *IsNull:
		w.one(n.X)
	case *IsDistinct:
		w.one(n.Left)
		w.one(n.Right)
	case *Between:
		w.one(n.X)
		w.one(n.Low)
		w.one(n.High)
	case *In:
		w.one(n.X)
		w.exprs(n.List)
		w.query(n.Query)
	case *Like:
		w.one(n.X)
		w.one(n.Pattern)
		w.one(n.Escape)
	case *Quantified:
		w.one(n.X)
		w.query(n.Query)
	case *Exists:
		w.query(n.Query)
	case *SubqueryExpr:
		w.query(n.Query)
	case *Case:
		w.caseExpr(n)
	case *Cast:
		w.one(n.X)
		w.typ(n.Type)
	case *AtTimeZone:
		w.one(n.X)
		w.one(n.Zone)
	case *Extract:
		w.one(n.X)
	case *Trim:
		w.one(n.Chars)
		w.one(n.X)
	case *Position:
		w.one(n.Sub)
		w.one(n.X)
	case *Substring:
		w.one(n.X)
		w.one(n.Start)
		w.one(n.Length)
	case *Normalize:
		w.one(n.X)
	case *Call:
		w.call(n)
	case *WindowMeasure:
		w.one(n.Over)
	case *NamedArg:
		w.one(n.X)
	case *Lambda:
		w.one(n.Body)
	case *Array:
		w.exprs(n.Elems)
	case *Row:
		w.exprs(n.Elems)
	case *Subscript:
		w.one(n.X)
		w.one(n.Index)
	case *Paren:
		w.one(n.X)
	case *TableArg:
		w.one(n.Rel)
		w.exprs(n.PartitionBy)
		w.sortItems(n.OrderBy)
	case *Descriptor:
		for i := range n.Fields {
			w.one(&n.Fields[i])
		}
	default:
		w.json(x)
	}
}

// caseExpr walks CASE.
func (w *walker) caseExpr(c *Case) {
	w.one(c.Operand)
	for i := range c.Whens {
		w.one(&c.Whens[i])
	}
	w.one(c.Else)
}

// call walks a function call.
func (w *walker) call(c *Call) {
	w.exprs(c.Args)
	if c.Overflow != nil {
		w.one(c.Overflow)
	}
	w.sortItems(c.OrderBy)
	w.sortItems(c.Within)
	w.one(c.Filter)
	if c.Over != nil {
		w.one(c.Over)
	}
}

// json walks a JSON function.
func (w *walker) json(x Expr) {
	switch n := x.(type) {
	case *JSONExists:
		w.one(n.Path)
	case *JSONValueCall:
		w.one(n.Path)
		w.typ(n.Returning)
		w.one(n.OnEmpty.Default)
		w.one(n.OnError.Default)
	case *JSONQuery:
		w.one(n.Path)
		w.jsonOutput(n.Returning)
	case *JSONObject:
		for i := range n.Members {
			w.one(&n.Members[i])
		}
		w.jsonOutput(n.Returning)
	case *JSONArray:
		for i := range n.Elems {
			w.one(&n.Elems[i])
		}
		w.jsonOutput(n.Returning)
	}
}

// jsonOutput walks o, which may be nil.
func (w *walker) jsonOutput(o *JSONOutput) {
	if o != nil {
		w.one(o)
	}
}

// jsonColumns walks columns of JSON_TABLE.
func (w *walker) jsonColumns(columns []JSONColumn) {
	for i := range columns {
		w.one(&columns[i])
	}
}
