package duckdb

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	bindings "github.com/duckdb/duckdb-go-bindings"

	"github.com/glauxhq/glaux/internal/source"
	emitduckdb "github.com/glauxhq/glaux/internal/sql/emit/duckdb"
)

// Text writes the rows of a Parquet file as lines of text into a new file, as ingest.Texter says. The error is a source.Fault when the
// file is at fault, else a *fault.Error.
func (l *Loader) Text(ctx context.Context, path, out string) error {
	in, err := realFile(path)
	if err != nil {
		return err
	}
	folder, err := realPath(filepath.Dir(out))
	if err != nil {
		return internal(err)
	}
	g, end, err := l.open([]string{in}, []string{folder}, nil)
	if err != nil {
		return err
	}
	defer end()
	if err := g.text(ctx, in, filepath.Join(folder, filepath.Base(out))); err != nil {
		return l.explain(g.faulty(ctx, []string{in}, err))
	}
	return nil
}

func (g *loading) text(ctx context.Context, in, out string) error {
	columns, err := g.describe(ctx, in)
	if err != nil {
		return err
	}
	names := make([]string, len(columns))
	taken := map[string]bool{}
	for i, c := range columns {
		names[i] = source.Lower(c.name)
		if names[i] = strings.Trim(names[i], "_"); names[i] == "" || taken[names[i]] {
			names[i] = fmt.Sprintf("column_%d", i+1)
		}
		taken[names[i]] = true
	}
	return g.s.exec(ctx, emitduckdb.LoadText(in, names, out), bindings.StatementTypeCopy)
}
