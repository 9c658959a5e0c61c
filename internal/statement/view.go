package statement

import (
	"context"
	"fmt"
	"slices"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/metastore"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// createView keeps a query under a name, after it was analyzed. It reads with the rights of who asks, or with SECURITY DEFINER of who
// made it: then that is an administrator.
func (e *Executor) createView(ctx context.Context, c query.Call, s *ast.CreateView) (*query.Result, error) {
	if s.Security == "DEFINER" && !c.Policy().Administrator(c.Who) {
		return nil, denied(c, "of an administrator: with SECURITY DEFINER others read with the rights of who makes the view")
	}
	if ast.Params(s.Query) > 0 {
		return nil, diag.New(diag.InvalidParameterUsage, s.Query.Span, "A view cannot have parameters")
	}
	sight, err := c.Sight(ctx)
	if err != nil {
		return nil, err
	}
	defer sight.Close()
	name, err := resolve(s.Name, sight.Database)
	if err != nil {
		return nil, err
	}
	if err := checkName(name); err != nil {
		return nil, err
	}
	if known, err := there(ctx, sight, name.Database); err != nil {
		return nil, err
	} else if !known {
		return nil, diag.New(diag.SchemaNotFound, s.Name.Span, "Schema '%s' does not exist", name.Database)
	}
	if err := mayMake(ctx, c, sight, name, nil); err != nil {
		return nil, err
	}
	view, err := e.view(ctx, c, s, name)
	if err != nil {
		return nil, err
	}
	view.View.Database = sight.Database
	if s.Security == "DEFINER" {
		view.View.Definer = c.Who.Name
	}
	taken, err := exists(ctx, sight, name)
	if err != nil {
		return nil, err
	}
	return e.making(ctx, c, access.Table(name.Database, name.Table), func(r *metastore.Record) error {
		old := r.Table(name.Database, name.Table)
		if old != nil && old.Kind == metastore.ViewKind && s.Replace && !c.May(access.Drop, access.Table(name.Database, name.Table)) {
			return denied(c, fmt.Sprintf("%s on %s.%s", access.Drop, name.Database, name.Table))
		}
		switch {
		case old == nil && taken || old != nil && old.Kind != metastore.ViewKind:
			return diag.New(diag.TableAlreadyExists, s.Name.Span, "Table already exists: '%s'", name)
		case old != nil && !s.Replace:
			return diag.New(diag.AlreadyExists, s.Name.Span, "View already exists: '%s'", name)
		}
		r.Database(name.Database, c.Who.Name, e.Now()).Tables[name.Table] = view
		return nil
	})
}

// view analyzes the query of a view and returns what is to be kept.
func (e *Executor) view(ctx context.Context, c query.Call, s *ast.CreateView, name catalog.Name) (*metastore.Table, error) {
	c.Options.Params = nil
	resolved, err := c.Resolve(ctx, s.Query, "")
	if err != nil {
		return nil, err
	}
	if slices.Contains(resolved.Views, name) {
		return nil, diag.New(diag.ViewIsRecursive, s.Name.Span, "Statement would create a recursive view")
	}
	if s.Security == "DEFINER" && typed.RowsMayThrow(resolved.Root) {
		return nil, diag.New(diag.NotSupported, s.Query.Span, "A view with its definer's rights must not fail on a row, or it would tell of rows that it leaves out").
			WithHint("write TRY(…) around what may fail, and TRY_CAST for CAST")
	}
	cols := resolved.Root.Columns()
	if err := outputNames(s.Query, cols); err != nil {
		return nil, err
	}
	t := &metastore.Table{
		Database: name.Database, Name: name.Table, Kind: metastore.ViewKind, Owner: c.Who.Name, Created: e.Now(),
		View: &metastore.View{Text: ast.Print(s.Query)},
	}
	if s.Comment != nil {
		t.Comment = *s.Comment
	}
	for _, col := range cols {
		if col.Type.Kind == types.Unknown {
			return nil, diag.New(diag.TypeUnknown, s.Query.Span, "Column type is unknown at position %d", slices.Index(names(cols), col.Name)+1)
		}
		t.Columns = append(t.Columns, metastore.Column{Name: lower(col.Name), Type: col.Type.SQL()})
	}
	return t, nil
}

// outputNames checks that every column of a query has a name of its own.
func outputNames(q *ast.Query, cols []typed.Column) error {
	seen := map[string]bool{}
	for i, col := range cols {
		name := lower(col.Name)
		if name == unnamed(i) || name == "" {
			return diag.New(diag.MissingColumnName, q.Span, "Column name not specified at position %d", i+1)
		}
		if seen[name] {
			return diag.New(diag.DuplicateColumnName, q.Span, "Column name '%s' specified more than once", name)
		}
		seen[name] = true
	}
	return nil
}

func names(cols []typed.Column) []string {
	all := make([]string, len(cols))
	for i, col := range cols {
		all[i] = col.Name
	}
	return all
}
