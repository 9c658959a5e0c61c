package analyze

import (
	"strings"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// recursion is a query of WITH RECURSIVE while it is being analyzed.
type recursion struct {
	name string
	// refs counts how often the step reads the query itself.
	refs int
	// base tells that the first side of the UNION is being analyzed, where the query may not read itself.
	base bool
	// cols are the columns of the base; the step reads them. Nil outside of the step.
	cols []typed.Column
	cte  *typed.CTE
}

// with analyzes WITH and returns the place in which the rest of the query stands. A named query sees those before it.
func (a *analyzer) with(w *ast.With, p place) ([]*typed.CTE, place, error) {
	if w == nil {
		return nil, p, nil
	}
	var out []*typed.CTE
	var bad problems
	seen := map[string]bool{}
	for i := range w.Tables {
		def := &w.Tables[i]
		name := def.Name.Lower()
		if seen[name] {
			return nil, p, errDuplicateNamedQuery(def)
		}
		seen[name] = true
		n, err := a.namedQuery(def, w.Recursive, p)
		if bad.add(err) {
			break
		}
		n.parent, n.name = p.ctes, name
		out = append(out, n.cte)
		p.ctes = n
	}
	return out, p, bad.result()
}

// namedQuery analyzes one query of WITH.
func (a *analyzer) namedQuery(def *ast.CTE, recursive bool, p place) (*named, error) {
	if recursive {
		if s, ok := def.Query.Body.(*ast.SetOp); ok && s.Op == ast.Union && def.Query.With == nil {
			return a.recursiveQuery(def, s, p)
		}
		p.ctes = &named{parent: p.ctes, name: def.Name.Lower(), step: &recursion{name: def.Name.Name, base: true}}
	}
	block, fields, err := a.query(def.Query, p)
	if err != nil {
		return nil, err
	}
	return a.nameCTE(def, block, fields)
}

// nameCTE gives the columns of a named query their names.
func (a *analyzer) nameCTE(def *ast.CTE, block *typed.Block, fields []field) (*named, error) {
	cols := block.Columns()
	if len(def.Columns) > 0 && len(def.Columns) != len(cols) {
		return nil, errAliasCount(def, len(def.Columns), def.Name.Name, len(cols))
	}
	n := &named{cte: &typed.CTE{Name: def.Name.Name, Block: block}}
	seen := map[string]bool{}
	for i, c := range cols {
		f := field{name: fields[i].name, shown: fields[i].shown}
		if len(def.Columns) > 0 {
			f.name, f.shown = def.Columns[i].Lower(), def.Columns[i].Name
			if seen[f.name] {
				return nil, errDuplicateColumn(def.Columns[i])
			}
			seen[f.name] = true
		}
		if f.shown != "" {
			c.Name = f.shown
		}
		n.cte.Cols = append(n.cte.Cols, c)
		n.fields = append(n.fields, f)
	}
	return n, nil
}

// recursiveQuery analyzes `base UNION [ALL] step`, where step may read the query itself, once. When it does not, the
// query is like any other.
func (a *analyzer) recursiveQuery(def *ast.CTE, s *ast.SetOp, p place) (*named, error) {
	r := &recursion{name: def.Name.Name, base: true, cte: &typed.CTE{Name: def.Name.Name}}
	inner := p
	inner.ctes = &named{parent: p.ctes, name: def.Name.Lower(), step: r}
	base, err := a.body(s.Left, inner)
	if err != nil {
		return nil, err
	}
	for i, c := range base.rel.Columns() {
		name := base.fields[i].name
		if len(def.Columns) > i {
			name = def.Columns[i].Lower()
			c.Name = def.Columns[i].Name
		}
		r.cols = append(r.cols, c)
		inner.ctes.fields = append(inner.ctes.fields, field{name: name, shown: c.Name})
	}
	r.base = false
	if len(def.Columns) == 0 {
		r.cols = nil // reading them is an error
	} else if len(def.Columns) != len(r.cols) {
		return nil, errAliasCount(def, len(def.Columns), def.Name.Name, len(r.cols))
	}
	step, err := a.body(s.Right, inner)
	if err != nil {
		return nil, err
	}
	if r.refs == 0 {
		return a.plainUnion(def, s, base, step, p)
	}
	if err := recursionShape(def.Query); err != nil {
		return nil, err
	}
	return a.closeRecursion(def, s, base, step, r)
}

// plainUnion puts together a UNION of WITH RECURSIVE that does not read itself.
func (a *analyzer) plainUnion(def *ast.CTE, s *ast.SetOp, base, step relation, p place) (*named, error) {
	rel, err := a.combine(s, base, step)
	if err != nil {
		return nil, err
	}
	block := &typed.Block{Body: rel.rel}
	if block.OrderBy, err = a.outputOrder(def.Query, rel, p); err != nil {
		return nil, err
	}
	if err := a.limits(def.Query, block, p); err != nil {
		return nil, err
	}
	return a.nameCTE(def, block, rel.fields)
}

// closeRecursion checks the types of the step and puts the recursive query together.
func (a *analyzer) closeRecursion(def *ast.CTE, s *ast.SetOp, base, step relation, r *recursion) (*named, error) {
	bcols, scols := base.rel.Columns(), step.rel.Columns()
	if len(bcols) != len(scols) {
		return nil, errSetOpCount(s, len(bcols), len(scols))
	}
	ts := make([]types.Type, len(bcols))
	for i, c := range bcols {
		ts[i] = c.Type
		if !types.CanCoerce(scols[i].Type, c.Type) {
			return nil, errRecursionType(s.Right, i+1, scols[i].Type, c.Type)
		}
	}
	rel, err := a.combine(s, base, relation{rel: a.castColumns(step.rel, ts), fields: step.fields})
	if err != nil {
		return nil, err
	}
	n, err := a.nameCTE(def, &typed.Block{Body: rel.rel}, rel.fields)
	if err != nil {
		return nil, err
	}
	// The step already refers to r.cte.
	r.cte.Block, r.cte.Cols, r.cte.Recursive = n.cte.Block, n.cte.Cols, true
	if a.o.DecimalLiterals {
		r.cte.Steps = trinoSteps
	}
	n.cte = r.cte
	return n, nil
}

// trinoSteps is how many steps Trino takes at most unless a session says otherwise.
const trinoSteps = 10

// recursionShape refuses what may not follow the UNION of a recursive query.
func recursionShape(q *ast.Query) error {
	switch {
	case len(q.OrderBy) > 0:
		return errRecursionClause(&q.OrderBy[0], "ORDER BY")
	case q.Offset != nil:
		return errRecursionClause(q.Offset, "OFFSET")
	case q.Limit != nil && q.Limit.Fetch:
		return errRecursionClause(q.Limit, "FETCH FIRST")
	case q.Limit != nil:
		return errRecursionClause(q.Limit, "LIMIT")
	}
	return nil
}

// readCTE returns a use of a named query in FROM.
func (a *analyzer) readCTE(t *ast.Table, n *named) (relation, error) {
	cte := n.cte
	var cols []typed.Column
	if cte != nil {
		cols = cte.Cols
	}
	if r := n.step; r != nil {
		switch {
		case r.base:
			return relation{}, errRecursionInBase(t)
		case r.cols == nil:
			return relation{}, errRecursionAliases(t)
		case r.refs > 0:
			return relation{}, errRecursionTwice(t)
		}
		r.refs++
		cte, cols = r.cte, r.cols
	}
	out := &typed.CTERef{CTE: cte}
	rel := relation{rel: out}
	qual := []string{strings.ToLower(n.name)}
	for i, c := range cols {
		id := a.newID()
		a.passOnColumn(id, c)
		c.ID = id
		out.Cols = append(out.Cols, c)
		f := columnField(c, qual)
		f.name, f.shown = n.fields[i].name, n.fields[i].shown
		rel.fields = append(rel.fields, f)
	}
	return rel, nil
}
