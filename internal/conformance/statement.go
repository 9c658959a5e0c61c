package conformance

import (
	"context"
	"errors"
	"io"
	"os"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/infoschema"
	"github.com/glauxhq/glaux/internal/metastore"
	"github.com/glauxhq/glaux/internal/query"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/value"
	"github.com/glauxhq/glaux/internal/statement"
)

// statement executes a statement that is no query, over the tables of the vectors and a metastore of its own, in which nothing
// is made or prepared before.
func (r *Runner) statement(ctx context.Context, text string) (out table, err error) {
	dir, err := os.MkdirTemp("", "glaux-conformance-")
	if err != nil {
		return table{}, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	store, err := metastore.Open(dir)
	if err != nil {
		return table{}, err
	}
	now := func() time.Time { return r.Now }
	policy := access.LocalPolicy()
	runner := &query.Runner{
		Snapshot: func(context.Context) (catalog.Catalog, func(), error) { return r.tables(), func() {}, nil },
		Views:    schemas,
		Policy:   policy, Engine: r.Engine, Now: now, Database: "default",
		Statements: &statement.Executor{Store: store, Now: now},
	}
	result, err := runner.Text(ctx, access.Local(), text, query.Options{})
	if err != nil {
		return table{}, err
	}
	defer func() { err = errors.Join(err, result.Close()) }()
	return readResult(ctx, result)
}

// schemas adds information_schema to a catalog.
func schemas(_ context.Context, view *access.View, _ catalog.Catalog) (catalog.Catalog, error) {
	return infoschema.With(view, true), nil
}

// tables are the tables of the vectors.
func (r *Runner) tables() catalog.Catalog {
	if r.Catalog == nil {
		return nothing{}
	}
	return r.Catalog
}

// readResult reads the rows of a statement.
func readResult(ctx context.Context, result *query.Result) (table, error) {
	got := table{columns: result.Columns}
	for len(got.rows) < limitRows {
		batch, err := result.Next(ctx)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return table{}, err
		}
		for i := range batch.Len() {
			row := make([]value.Value, len(got.columns))
			for j := range row {
				row[j] = batch.Value(i, j)
			}
			got.rows = append(got.rows, row)
		}
	}
	return got, nil
}
