package console

import (
	"context"
	"strings"

	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/parse"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// relation is something in FROM with its columns.
type relation struct {
	name    string // by which its columns are called
	columns []column
}

// column is a column in scope. Table and of say where its values stand; they are empty where it is computed.
type column struct {
	name  string
	typ   types.Type
	table catalog.Name
	of    string
}

// resolver finds what the names around a cursor stand for, in the view of who asks. What cannot be resolved is not there.
type resolver struct {
	*cursor
	sight *query.Sight
	// left and tables bound how many queries are analyzed and tables looked up for one answer.
	left, tables int
	// queries are those that were parsed, by their first token; nil for what cannot be.
	queries map[int]*ast.Query
}

// What one answer looks at most: queries, tables, and columns of a query that is not right yet.
const (
	maxResolved = 40
	maxTables   = 100
	maxColumns  = 5000
)

func newResolver(c *cursor, sight *query.Sight) *resolver {
	return &resolver{cursor: c, sight: sight, left: maxResolved, tables: maxTables, queries: map[int]*ast.Query{}}
}

// relations returns the relations of a SELECT.
func (r *resolver) relations(ctx context.Context, b block) []relation {
	var list []relation
	items := r.fromItems(b.from)
	for _, it := range items[:min(len(items), maxTables)] {
		rel := relation{name: it.alias}
		switch {
		case len(it.path) > 0:
			if rel.name == "" {
				rel.name = it.path[len(it.path)-1]
			}
			rel.columns = r.named(ctx, it.path, b.with)
		case it.body.end > 0:
			rel.columns = r.derived(ctx, it.body, b.with)
		}
		list = append(list, relation{rel.name, renamed(rel.columns, it.columns)})
	}
	return list
}

// renamed gives columns the names that an alias lists.
func renamed(cols []column, names []string) []column {
	if len(names) == 0 {
		return cols
	}
	list := make([]column, len(names))
	for i, name := range names {
		if i < len(cols) {
			list[i] = cols[i]
		}
		list[i].name = name
	}
	return list
}

// named returns the columns of a table, or of a named query.
func (r *resolver) named(ctx context.Context, path []string, with []named) []column {
	if len(path) == 1 {
		for i := len(with) - 1; i >= 0; i-- {
			if with[i].name == path[0] {
				return renamed(r.derived(ctx, with[i].body, with[:i]), with[i].columns)
			}
		}
	}
	table := r.table(ctx, path)
	if table == nil {
		return nil
	}
	var list []column
	for _, col := range table.Columns {
		if !col.Hidden {
			list = append(list, column{col.Name, col.Type, table.Name, col.Name})
		}
	}
	return list
}

// table returns a table by its path, nil where the caller sees none.
func (r *resolver) table(ctx context.Context, path []string) *catalog.Table {
	if r.tables--; r.tables < 0 {
		return nil
	}
	name := catalog.Name{Database: r.sight.Database, Table: path[len(path)-1]}
	switch len(path) {
	case 1:
	case 2: //nolint:mnd // database and table
		name.Database = path[0]
	case 3: //nolint:mnd // catalog, database and table
		if path[0] != catalog.Default {
			return nil
		}
		name.Database = path[1]
	default:
		return nil
	}
	table, err := r.sight.Visible.Table(ctx, name)
	if err != nil {
		return nil // hidden, missing or broken: there is nothing to offer
	}
	return table
}

// derived returns the columns of a query among the tokens: of its analysis where it is right, of what can be read off it elsewhere.
func (r *resolver) derived(ctx context.Context, body tokenRange, with []named) []column {
	r.left--
	if r.left < 0 || body.end <= body.start || ctx.Err() != nil {
		return nil
	}
	if q := r.parsed(body); q != nil {
		known := r.parsedWith(with)
		if len(known) > 0 {
			if q.With != nil {
				known = append(known, q.With.Tables...)
			}
			made := *q
			made.With = &ast.With{Tables: known}
			q = &made
		}
		if resolved, err := r.sight.Resolve(ctx, q); err == nil {
			return columnsWithOrigin(resolved)
		}
	}
	return r.guessed(ctx, body, with)
}

// parsed reads a query among the tokens, nil where it is wrong.
func (r *resolver) parsed(body tokenRange) *ast.Query {
	if body.start >= body.end || body.end > len(r.toks) || r.at > body.start && r.at < body.end {
		return nil
	}
	q, known := r.queries[body.start]
	if !known {
		var problems diag.List
		if q, problems = parse.Query(r.text[r.toks[body.start].Start:r.toks[body.end-1].End]); len(problems) > 0 {
			q = nil
		}
		r.queries[body.start] = q
	}
	return q
}

// parsedWith reads named queries; those that are wrong are left out.
func (r *resolver) parsedWith(with []named) []ast.CTE {
	var list []ast.CTE
	for _, n := range with {
		if q := r.parsed(n.body); q != nil {
			cte := ast.CTE{Name: ast.Ident{Name: n.name}, Query: q}
			for _, name := range n.columns {
				cte.Columns = append(cte.Columns, ast.Ident{Name: name})
			}
			list = append(list, cte)
		}
	}
	return list
}

// guessed reads the columns off the items of a query that is not right yet: aliases, plain columns and stars.
func (r *resolver) guessed(ctx context.Context, body tokenRange, with []named) []column {
	b, ok := r.block(body.start, body.end)
	if !ok {
		return nil
	}
	b.with = append(with[:len(with):len(with)], b.with...)
	below := r.relations(ctx, b)
	var list []column
	begin := b.items.start
	for i := b.items.start; i <= b.items.end && len(list) < maxColumns; i = r.over(i) {
		if i == b.items.end || r.op(i) == "," {
			list = append(list, r.guess(tokenRange{begin, i}, below)...)
			begin = i + 1
		}
		if i >= len(r.toks) {
			break
		}
	}
	return list
}

// guess returns the columns of one item of SELECT.
func (r *resolver) guess(at tokenRange, below []relation) []column {
	last := at.end - 1
	if last < at.start || last >= len(r.toks) {
		return nil
	}
	if r.op(last) == "*" {
		var list []column
		for _, rel := range below {
			if last == at.start || last-2 >= at.start && r.op(last-1) == "." && r.name(last-2) == rel.name {
				list = append(list, rel.columns...)
			}
		}
		return list
	}
	if !r.isName(last) {
		return nil
	}
	name := r.name(last)
	if last == at.start || last == at.start+2 && r.op(last-1) == "." {
		for _, rel := range below {
			for _, col := range rel.columns {
				if col.name == name {
					return []column{col}
				}
			}
		}
	}
	return []column{{name: name}}
}

// columnsWithOrigin returns the columns of a query, each with the column of a table or view that it hands on unchanged.
func columnsWithOrigin(q *typed.Query) []column {
	origins := map[typed.ColumnID]column{}
	typed.Walk(q.Root, typed.Visitor{Rel: func(rel typed.Rel) bool {
		switch rel := rel.(type) {
		case *typed.Scan:
			for i, col := range rel.Cols {
				origins[col.ID] = column{table: rel.Table.Name, of: rel.Table.Columns[rel.Source[i]].Name}
			}
		case *typed.View:
			for _, col := range rel.Cols {
				origins[col.ID] = column{table: rel.Table.Name, of: strings.ToLower(col.Name)}
			}
			return false
		}
		return true
	}})
	var list []column
	for _, col := range q.Root.Columns() {
		from := origins[below(q.Root, col.ID, maxDepth)]
		list = append(list, column{strings.ToLower(col.Name), col.Type, from.table, from.of})
	}
	return list
}

// maxDepth bounds how many queries inside of each other a column is followed through.
const maxDepth = 32

// below follows a column through the queries that hand it on, down to a scan or view; it returns the last id that it came to.
func below(rel typed.Rel, id typed.ColumnID, depth int) typed.ColumnID {
	if rel == nil || depth == 0 {
		return id
	}
	switch rel := rel.(type) {
	case *typed.Block:
		return below(rel.Body, id, depth-1)
	case *typed.Select:
		for _, it := range rel.Items {
			if ref, ok := it.X.(*typed.Ref); ok && it.Column.ID == id {
				return below(rel.From, grouped(rel.Group, ref.Column.ID), depth-1)
			}
		}
	case *typed.CTERef:
		for i, col := range rel.Cols {
			if col.ID == id && !rel.CTE.Recursive {
				return below(rel.CTE.Block, rel.CTE.Cols[i].ID, depth-1)
			}
		}
	case *typed.Join:
		for _, side := range []typed.Rel{rel.Left, rel.Right} {
			for _, col := range side.Columns() {
				if col.ID == id {
					return below(side, id, depth-1)
				}
			}
		}
	}
	return id
}

// grouped returns the column that a key of GROUP BY stands for, or the id itself.
func grouped(g *typed.Group, id typed.ColumnID) typed.ColumnID {
	if g != nil {
		for _, key := range g.Keys {
			if ref, ok := key.X.(*typed.Ref); ok && key.Column.ID == id {
				return ref.Column.ID
			}
		}
	}
	return id
}
