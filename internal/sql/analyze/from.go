package analyze

import (
	"errors"
	"slices"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// from analyzes the items of FROM; commas are cross joins. Without FROM the relation is empty.
func (a *analyzer) from(items []ast.Rel, p place) (relation, error) {
	var out relation
	items = unchain(items)
	for i, item := range items {
		if i == 0 {
			var err error
			if out, err = a.rel(item, p, nil); err != nil {
				return relation{}, err
			}
			continue
		}
		right, err := a.rel(item, p, &out)
		if err != nil {
			return relation{}, err
		}
		join := &typed.Join{Kind: typed.CrossJoin, Left: out.rel, Right: right.rel}
		join.Lateral = unnests(item) || lateral(item) && uses(right.rel, out.rel)
		out = relation{rel: join, fields: slices.Concat(out.fields, right.fields)}
	}
	return out, nil
}

// unchain takes `a, UNNEST(a.x) LEFT JOIN b ON TRUE` apart, so that UNNEST sees a: as the joins have no condition, it means
// the same as a CROSS JOIN UNNEST(a.x) LEFT JOIN b ON TRUE.
func unchain(items []ast.Rel) []ast.Rel {
	for i := 1; i < len(items); i++ {
		j, ok := items[i].(*ast.Join)
		if !ok {
			continue
		}
		if whole := rotate(j, crossed(items[:i])); whole != nil {
			return unchain(append([]ast.Rel{whole}, items[i+1:]...))
		}
	}
	return items
}

// crossed returns the cross join of items.
func crossed(items []ast.Rel) ast.Rel {
	out := items[0]
	for _, item := range items[1:] {
		out = &ast.Join{Span: out.Where().To(item.Where()), Kind: ast.CrossJoin, Left: out, Right: item}
	}
	return out
}

// rotate puts left before the first item of a chain of joins without conditions that begins with UNNEST or LATERAL; it
// returns nil for any other join.
func rotate(j *ast.Join, left ast.Rel) ast.Rel {
	if j.Natural || len(j.Using) > 0 || j.Kind == ast.RightJoin || j.Kind == ast.FullJoin {
		return nil
	}
	if b, ok := unparen(j.On).(*ast.Bool); j.Kind != ast.CrossJoin && (!ok || !b.Value) {
		return nil
	}
	out := *j
	if lateral(j.Left) {
		out.Left = crossed([]ast.Rel{left, j.Left})
		return &out
	}
	inner, ok := j.Left.(*ast.Join)
	if !ok {
		return nil
	}
	if out.Left = rotate(inner, left); out.Left == nil {
		return nil
	}
	return &out
}

// lateral tells whether an item of FROM sees the items to its left.
func lateral(r ast.Rel) bool {
	switch r := r.(type) {
	case *ast.Lateral, *ast.Unnest, *ast.JSONTable:
		return true
	case *ast.Aliased:
		return lateral(r.Rel)
	}
	return false
}

// rel analyzes one item of FROM. Left is what stands to its left, nil for nothing.
func (a *analyzer) rel(r ast.Rel, p place, left *relation) (relation, error) {
	switch r := r.(type) {
	case *ast.Table:
		return a.table(r, p)
	case *ast.Aliased:
		return a.aliased(r, p, left)
	case *ast.Subquery:
		block, fields, err := a.query(r.Query, p)
		return relation{rel: block, fields: fields}, err
	case *ast.Lateral:
		first := a.next
		block, fields, err := a.query(r.Query, beside(p, left))
		if err == nil {
			err = decorrelates(r.Query, block, first, asValue)
		}
		return relation{rel: block, fields: fields}, err
	case *ast.Unnest:
		return a.unnest(r, beside(p, left), 0)
	case *ast.ParenRel:
		return a.rel(r.Rel, p, nil)
	case *ast.Join:
		return a.join(r, p)
	case *ast.Sample:
		return a.sample(r, p)
	case *ast.TableFunction:
		return a.tableFunction(r, p)
	case *ast.MatchRecognize:
		return relation{}, errNotSupported(r, "MATCH_RECOGNIZE is not supported")
	case *ast.JSONTable:
		return a.jsonTable(r, beside(p, left))
	}
	return relation{}, errUnknownNode(r)
}

// beside returns the place of an item that sees what stands to its left.
func beside(p place, left *relation) place {
	if left != nil {
		p.outer = &scope{fields: left.fields, parent: p.outer, query: true}
	}
	return p
}

// aliased gives an item a name, and its columns names where they are listed.
func (a *analyzer) aliased(r *ast.Aliased, p place, left *relation) (relation, error) {
	in, err := a.underAlias(r, p, left)
	if err != nil {
		return relation{}, err
	}
	fields := in.fields
	if len(r.Columns) > 0 {
		fields = shownFields(fields)
		if len(r.Columns) != len(fields) {
			return relation{}, errAliasCount(r, len(r.Columns), r.Alias.Name, len(fields))
		}
	}
	out := relation{rel: in.rel}
	for i, f := range fields {
		f.qual = []string{r.Alias.Lower()}
		if len(r.Columns) > 0 {
			f.name, f.shown = r.Columns[i].Lower(), r.Columns[i].Name
		}
		out.fields = append(out.fields, f)
	}
	return out, nil
}

// underAlias analyzes what an alias names.
func (a *analyzer) underAlias(r *ast.Aliased, p place, left *relation) (relation, error) {
	if u, ok := r.Rel.(*ast.Unnest); ok {
		return a.unnest(u, beside(p, left), len(r.Columns))
	}
	return a.rel(oneColumnValues(r), p, left)
}

// oneColumnValues returns what the alias names. Where it lists one column for VALUES whose rows all stand in parentheses,
// what stands in them is that column, even when it is a row: `(VALUES (ROW(1, 2))) t(a)`, which Trino refuses.
func oneColumnValues(r *ast.Aliased) ast.Rel {
	sub, ok := r.Rel.(*ast.Subquery)
	if !ok || len(r.Columns) != 1 {
		return r.Rel
	}
	v, ok := sub.Query.Body.(*ast.Values)
	if !ok {
		return r.Rel
	}
	rows := make([]ast.Expr, len(v.Rows))
	for i, row := range v.Rows {
		p, ok := row.(*ast.Paren)
		if !ok || oneField(p.X) {
			return r.Rel
		}
		rows[i] = &ast.Row{Span: p.Span, Elems: []ast.Expr{p.X}, Explicit: true}
	}
	q := *sub.Query
	q.Body = &ast.Values{Span: v.Span, Rows: rows}
	return &ast.Subquery{Span: sub.Span, Query: &q}
}

// oneField tells whether x is written as a row of one field, which VALUES takes apart.
func oneField(x ast.Expr) bool {
	switch x := x.(type) {
	case *ast.Row:
		return len(x.Elems) == 1
	case *ast.Cast:
		return len(x.Type.Fields) == 1
	}
	return false
}

// table resolves the name of a table: a named query, a table or a view.
func (a *analyzer) table(t *ast.Table, p place) (relation, error) {
	if t.Version != nil {
		return relation{}, errNotSupported(t, "reading a table as of a "+t.VersionKind+" is not supported")
	}
	if len(t.Name.Parts) == 1 {
		if n := p.ctes.find(t.Name.Last()); n != nil {
			return a.readCTE(t, n)
		}
	}
	name, err := tableName(t, p)
	if err != nil {
		return relation{}, err
	}
	table, err := p.cat.Table(a.ctx, name)
	if err != nil {
		return relation{}, a.noTable(t, name, p, err)
	}
	if table.View != nil {
		return a.view(t, table, p)
	}
	scan := &typed.Scan{Table: table, Span: t.Name.Span}
	rel := relation{rel: scan}
	for i, c := range table.Columns {
		col := typed.Column{ID: a.newID(), Name: c.Name, Type: c.Type}
		a.stored[col.ID] = hasParts(c.Type) && !a.o.DecimalLiterals
		scan.Cols, scan.Source = append(scan.Cols, col), append(scan.Source, i)
		f := columnField(col, tableQualifier(name))
		f.hidden = c.Hidden
		rel.fields = append(rel.fields, f)
	}
	return rel, nil
}

// tableName returns the full name of a table.
func tableName(t *ast.Table, p place) (catalog.Name, error) {
	parts := t.Name.Lower()
	switch n := len(parts); {
	case n > 3:
		return catalog.Name{}, errTooManyDots(t)
	case n == 3 && parts[0] != catalog.Default:
		return catalog.Name{}, errCatalogNotFound(t)
	case n >= 2:
		return catalog.Name{Database: parts[n-2], Table: parts[n-1]}, nil
	case p.db == "":
		return catalog.Name{}, errNoDatabase(t)
	}
	return catalog.Name{Database: lower(p.db), Table: parts[0]}, nil
}

// noTable returns the error for a table that the catalog does not give, with the nearest name that it does show.
func (a *analyzer) noTable(t *ast.Table, name catalog.Name, p place, err error) error {
	switch {
	case errors.Is(err, catalog.ErrSchemaNotFound):
		known, err := p.cat.Databases(a.ctx)
		if err != nil {
			return err
		}
		return errSchemaNotFound(t, name, nearest(name.Database, known))
	case errors.Is(err, catalog.ErrTableNotFound):
		known, err := p.cat.Tables(a.ctx, name.Database)
		if err != nil && !errors.Is(err, catalog.ErrSchemaNotFound) {
			return err
		}
		for n := p.ctes; n != nil; n = n.parent {
			known = append(known, n.name)
		}
		return errTableNotFound(t, name, nearest(name.Table, known))
	}
	return err
}

// view puts the text of a view in place of its name.
func (a *analyzer) view(t *ast.Table, table *catalog.Table, p place) (relation, error) {
	if slices.Contains(a.open, table.Name) {
		return relation{}, errViewRecursive(t)
	}
	if a.expanded++; a.expanded > maxViews {
		return relation{}, errTooManyViews(t)
	}
	a.open = append(a.open, table.Name)
	defer func() { a.open = a.open[:len(a.open)-1] }()
	if !slices.Contains(a.views, table.Name) {
		a.views = append(a.views, table.Name)
	}
	inside := place{cat: p.cat, db: table.View.Database}
	if table.View.Catalog != nil {
		inside.cat = table.View.Catalog
	}
	block, fields, err := a.query(table.View.Query, inside)
	if err != nil {
		return relation{}, errInView(t, table.Name, table.View.Catalog != nil, err)
	}
	if block, err = a.asDeclared(t, table, block, fields); err != nil {
		return relation{}, err
	}
	out := &typed.View{Table: table, Block: block, Definer: table.View.Catalog != nil, Span: t.Name.Span}
	rel := relation{rel: out}
	for i, c := range block.Columns() {
		if declared := table.Full().Columns; len(declared) > 0 {
			c.Name = declared[i].Name
		}
		id := a.newID()
		a.passOnColumn(id, c)
		c.ID = id
		out.Cols = append(out.Cols, c)
		if visible(table, c.Name) {
			rel.fields = append(rel.fields, columnField(c, tableQualifier(table.Name)))
		}
	}
	return rel, nil
}

// visible tells whether the caller may see a column of a view: one that a policy hides is in the query, and has no name.
func visible(table *catalog.Table, name string) bool {
	return table.Whole == nil || slices.ContainsFunc(table.Columns, func(c catalog.Column) bool { return c.Name == name })
}

// maxViews is how many uses of views one query may have, those in views included: views of views multiply.
const maxViews = 1000

// asDeclared checks that a view still gives the columns that it was created with, and casts them to the types of then.
func (a *analyzer) asDeclared(t *ast.Table, table *catalog.Table, block *typed.Block, fields []field) (*typed.Block, error) {
	want := table.Full().Columns
	if len(want) == 0 {
		return block, nil
	}
	cols := block.Columns()
	if len(cols) != len(want) {
		return nil, errViewCount(t, table.Name, len(want), len(cols))
	}
	ts := make([]types.Type, len(want))
	for i, c := range cols {
		ts[i] = want[i].Type
		if fields[i].name != lower(want[i].Name) {
			return nil, errViewName(t, table.Name, i, fields[i].shown, want[i].Name)
		}
		if !types.CanCoerce(c.Type, ts[i]) {
			return nil, errViewType(t, table.Name, i, typed.Column{Name: fields[i].shown, Type: c.Type}, want[i])
		}
	}
	body := a.castColumns(block, ts)
	if body == typed.Rel(block) {
		return block, nil
	}
	return &typed.Block{Body: body}, nil
}

// sample analyzes TABLESAMPLE.
func (a *analyzer) sample(s *ast.Sample, p place) (relation, error) {
	in, err := a.rel(s.Rel, p, nil)
	if err != nil {
		return relation{}, err
	}
	x, err := a.expr(s.Percent, env{place: place{cat: p.cat, db: p.db}, names: &scope{}, clause: inSample})
	if err != nil {
		return relation{}, errSampleColumns(s.Percent, err)
	}
	percent, err := samplePercent(s.Percent, x)
	if err != nil {
		return relation{}, err
	}
	in.rel = &typed.Sample{Input: in.rel, System: s.Method == "system", Percent: percent}
	return in, nil
}
