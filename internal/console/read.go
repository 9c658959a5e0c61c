package console

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// asker is who asks, of which snapshot: what is kept for one is nobody else's.
type asker struct {
	console *Console
	who     access.Principal
	version string // "" where the catalog does not name its moment: then nothing is kept
}

// version returns the name of what a caller sees at a moment, by the catalog and by its rights; "" where the catalog has none.
func version(s *query.Sight) string {
	v, ok := s.All.(interface{ Version() string })
	if !ok || v.Version() == "" {
		return ""
	}
	return v.Version() + " " + s.Rights()
}

// kept returns what is kept under a key for the asker, or makes it.
func kept[T any](ctx context.Context, by asker, key string, do func(context.Context) (T, error)) (T, error) {
	if by.version == "" {
		return do(ctx)
	}
	c := by.console.kept
	groups := slices.Sorted(slices.Values(by.who.Groups))
	full := fmt.Sprintf("%q %q %s %s", by.who.Name, groups, by.version, key)
	for {
		a, mine := c.claim(full, by.console.now())
		if mine {
			return made(ctx, c, full, a, do)
		}
		var none T
		select {
		case <-ctx.Done():
			return none, ctx.Err()
		case <-a.done:
		}
		if a.err == nil {
			what, _ := a.what.(T) // nil where T is an interface
			return what, nil
		}
		if !errors.Is(a.err, context.Canceled) && !errors.Is(a.err, context.DeadlineExceeded) {
			return none, a.err
		}
	}
}

// made makes an answer, and settles it even when making it ends in a panic: others wait for it.
func made[T any](ctx context.Context, c *cache, key string, a *answer, do func(context.Context) (T, error)) (what T, err error) {
	err = errors.New("the answer was not made")
	defer func() { c.settle(key, a, what, err) }()
	what, err = do(ctx)
	return what, err
}

// row is a row of a result: values, nil for NULL.
type row []value.Value

// text returns a value that is a text, "" for another.
func (r row) text(i int) string {
	s, _ := r[i].(string)
	return s
}

// number returns a value that is a bigint, 0 for another.
func (r row) number(i int) int64 {
	n, _ := r[i].(int64)
	return n
}

// read runs a query for the principal and returns at most so many rows.
func (c *Console) read(ctx context.Context, who access.Principal, q *ast.Query, most int) (rows []row, err error) {
	result, err := c.runner.Tree(ctx, who, q, query.Options{MaxRows: int64(most)})
	if err != nil {
		return nil, err
	}
	return all(ctx, result)
}

// all reads a result to its end and closes it.
func all(ctx context.Context, result *query.Result) (rows []row, err error) {
	defer func() { err = errors.Join(err, result.Close()) }()
	err = result.Each(ctx, func(values []value.Value) error {
		rows = append(rows, slices.Clone(values))
		return nil
	})
	return rows, err
}

// visibleTable returns a table that the caller sees.
func visibleTable(ctx context.Context, visible catalog.Catalog, database, name string) (*catalog.Table, error) {
	table, err := visible.Table(ctx, catalog.Name{Database: strings.ToLower(database), Table: strings.ToLower(name)})
	if errors.Is(err, catalog.ErrTableNotFound) || errors.Is(err, catalog.ErrSchemaNotFound) {
		return nil, fault.New(fault.NotFound, "TABLE_NOT_FOUND", fmt.Sprintf("there is no table %s.%s", database, name))
	}
	return table, err
}

// visibleColumn returns a column of a table that the caller sees.
func visibleColumn(t *catalog.Table, name string) (catalog.Column, error) {
	for _, col := range t.Columns {
		if strings.EqualFold(col.Name, name) {
			return col, nil
		}
	}
	return catalog.Column{}, fault.New(fault.NotFound, "COLUMN_NOT_FOUND", fmt.Sprintf("the table %s.%s has no column %q", t.Name.Database, t.Name.Table, name))
}
