package ast

// Walk calls visit for node and, when visit answers true, for all that it holds, in source order. Items that stand as
// values in a tree (SelectItem, SortItem, When, CTE, Window …) are visited as pointers into it. Names and identifiers
// are not visited: they are parts of their nodes.
func Walk(node Node, visit func(Node) bool) {
	w := walker{visit: visit}
	w.one(node)
}

// Params returns how many parameters (?) stand in node.
func Params(node Node) int {
	n := 0
	Walk(node, func(x Node) bool {
		if _, ok := x.(*Param); ok {
			n++
		}
		return true
	})
	return n
}

// Height returns the number of levels of the tree below node, node included.
func Height(node Node) int {
	deepest := 0
	w := walker{}
	w.visit = func(Node) bool {
		deepest = max(deepest, w.depth)
		return true
	}
	w.one(node)
	return deepest
}

// walker is one walk.
type walker struct {
	visit func(Node) bool
	depth int
}

// one walks node, which may be nil.
func (w *walker) one(node Node) {
	if node == nil {
		return
	}
	w.depth++
	if w.visit(node) {
		w.children(node)
	}
	w.depth--
}

// exprs walks expressions.
func (w *walker) exprs(list []Expr) {
	for _, x := range list {
		w.one(x)
	}
}

// query walks q, which may be nil.
func (w *walker) query(q *Query) {
	if q != nil {
		w.one(q)
	}
}

// typ walks t, which may be nil.
func (w *walker) typ(t *Type) {
	if t != nil {
		w.one(t)
	}
}

// sortItems walks keys of ORDER BY.
func (w *walker) sortItems(items []SortItem) {
	for i := range items {
		w.one(&items[i])
	}
}

// children walks what node holds.
func (w *walker) children(node Node) {
	switch n := node.(type) {
	case Expr:
		w.expr(n)
	case Body:
		w.body(n)
	case Rel:
		w.rel(n)
	case Statement:
		w.statement(n)
	case Pattern:
		w.pattern(n)
	case *Type:
		w.typeParts(n)
	default:
		w.part(n)
	}
}

// typeParts walks the arguments of a type.
func (w *walker) typeParts(t *Type) {
	for _, a := range t.Args {
		w.typ(a.Type)
	}
	for i := range t.Fields {
		w.one(&t.Fields[i])
	}
}

// body walks what a query consists of.
func (w *walker) body(b Body) {
	switch n := b.(type) {
	case *Query:
		if n.With != nil {
			w.one(n.With)
		}
		w.one(n.Body)
		w.sortItems(n.OrderBy)
		w.one(n.Offset)
		if n.Limit != nil {
			w.one(n.Limit)
		}
	case *Select:
		w.selectBody(n)
	case *SetOp:
		w.one(n.Left)
		w.one(n.Right)
	case *Values:
		w.exprs(n.Rows)
	case *TableBody:
	}
}

// selectBody walks SELECT.
func (w *walker) selectBody(s *Select) {
	for i := range s.Items {
		w.one(&s.Items[i])
	}
	for _, r := range s.From {
		w.one(r)
	}
	w.one(s.Filter)
	if s.GroupBy != nil {
		w.one(s.GroupBy)
	}
	w.one(s.Having)
	for i := range s.Windows {
		w.one(&s.Windows[i])
	}
}

// rel walks an item of FROM.
func (w *walker) rel(r Rel) {
	switch n := r.(type) {
	case *Table:
		w.one(n.Version)
	case *Aliased:
		w.one(n.Rel)
	case *Subquery:
		w.query(n.Query)
	case *Lateral:
		w.query(n.Query)
	case *Unnest:
		w.exprs(n.Exprs)
	case *ParenRel:
		w.one(n.Rel)
	case *Join:
		w.one(n.Left)
		w.one(n.Right)
		w.one(n.On)
	case *Sample:
		w.one(n.Rel)
		w.one(n.Percent)
	case *TableFunction:
		w.one(n.Call)
	case *JSONTable:
		w.one(n.Path)
		w.jsonColumns(n.Columns)
		if n.Plan != nil {
			w.one(n.Plan)
		}
		w.one(n.OnError.Default)
	case *MatchRecognize:
		w.matchRecognize(n)
	}
}

// matchRecognize walks MATCH_RECOGNIZE.
func (w *walker) matchRecognize(m *MatchRecognize) {
	w.one(m.Rel)
	w.exprs(m.PartitionBy)
	w.sortItems(m.OrderBy)
	for i := range m.Measures {
		w.one(&m.Measures[i])
	}
	w.matching(&m.Matching)
}

// matching walks AFTER MATCH, PATTERN, SUBSET and DEFINE.
func (w *walker) matching(m *Matching) {
	if m.Skip != nil {
		w.one(m.Skip)
	}
	w.one(m.Pattern)
	for i := range m.Subsets {
		w.one(&m.Subsets[i])
	}
	for i := range m.Defines {
		w.one(&m.Defines[i])
	}
}

// pattern walks a row pattern.
func (w *walker) pattern(x Pattern) {
	var items []Pattern
	switch n := x.(type) {
	case *PatternGroup:
		w.one(n.X)
	case *PatternRepeat:
		w.one(n.X)
	case *PatternSeq:
		items = n.Items
	case *PatternAlt:
		items = n.Items
	case *PatternPermute:
		items = n.Items
	}
	for _, item := range items {
		w.one(item)
	}
}

// part walks a node that is neither expression, relation, pattern nor statement.
//
//nolint:funlen // one case for each kind of part
func (w *walker) part(node Node) {
	switch n := node.(type) {
	case *With:
		for i := range n.Tables {
			w.one(&n.Tables[i])
		}
	case *CTE:
		w.query(n.Query)
	case *Limit:
		w.one(n.Count)
	case *SortItem:
		w.one(n.X)
	case *SelectItem:
		w.one(n.X)
	case *GroupBy:
		for i := range n.Elements {
			w.one(&n.Elements[i])
		}
	case *Grouping:
		for _, set := range n.Sets {
			w.exprs(set)
		}
	case *NamedWindow:
		w.window(n.Window)
	case *Window:
		w.exprs(n.PartitionBy)
		w.sortItems(n.OrderBy)
		if n.Frame != nil {
			w.one(n.Frame)
		}
	case *Frame:
		w.frame(n)
	case *Bound:
		w.one(n.Value)
	case *When:
		w.one(n.Cond)
		w.one(n.Result)
	case *Over:
		w.window(n.Window)
	case *Overflow:
		w.one(n.Filler)
	case *RowField:
		w.typ(n.Type)
	case *Measure:
		w.one(n.X)
	case *Define:
		w.one(n.Cond)
	case *JSONPath:
		w.one(&n.Input)
		w.one(n.Path)
		for i := range n.Passing {
			w.one(&n.Passing[i])
		}
	case *JSONValue:
		w.one(n.X)
	case *JSONPassing:
		w.one(&n.Value)
	case *JSONOutput:
		w.typ(n.Type)
	case *JSONMember:
		w.one(n.Key)
		w.one(&n.Value)
	case *JSONColumn:
		w.jsonColumn(n)
	case *JSONPlan:
		for _, part := range n.Parts {
			w.one(part)
		}
	default:
		w.command(n)
	}
}

// frame walks the frame of a window.
func (w *walker) frame(f *Frame) {
	for i := range f.Measures {
		w.one(&f.Measures[i])
	}
	w.one(&f.Start)
	if f.End != nil {
		w.one(f.End)
	}
	if f.Matching != nil {
		w.matching(f.Matching)
	}
}

// window walks win, which may be nil.
func (w *walker) window(win *Window) {
	if win != nil {
		w.one(win)
	}
}

// jsonColumn walks a column of JSON_TABLE.
func (w *walker) jsonColumn(c *JSONColumn) {
	w.typ(c.Type)
	if c.Path != nil {
		w.one(c.Path)
	}
	w.one(c.OnEmpty.Default)
	w.one(c.OnError.Default)
	w.jsonColumns(c.Columns)
}
