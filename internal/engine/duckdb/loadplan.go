package duckdb

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	bindings "github.com/duckdb/duckdb-go-bindings"

	"github.com/glauxhq/glaux/internal/source"
	emitduckdb "github.com/glauxhq/glaux/internal/sql/emit/duckdb"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

//nolint:gochecknoglobals // constants of a struct type
var (
	text   = types.Type{Kind: types.Varchar, P: types.Unbounded}
	bigint = types.Type{Kind: types.BigInt}
)

// verifyGzip reads a gzip file to its end.
func verifyGzip(ctx context.Context, path string) error {
	file, err := os.Open(path)
	if err != nil {
		return source.Fault{File: path, Reason: "the file cannot be read"}
	}
	defer file.Close() //nolint:errcheck // only read
	at := &counter{r: file}
	z, err := gzip.NewReader(at)
	if err == nil {
		_, err = io.Copy(io.Discard, &bounded{ctx: ctx, r: z})
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	switch {
	case err == nil:
		return nil
	case z == nil && errors.Is(err, gzip.ErrHeader):
		return source.Fault{File: path, Place: "byte 0", Reason: "the file is not compressed with gzip"}
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return source.Fault{File: path, Place: fmt.Sprintf("byte %d", at.n), Reason: "the gzip stream breaks off"}
	default:
		return source.Fault{File: path, Place: fmt.Sprintf("about byte %d", at.n), Reason: "the gzip stream is broken: " + err.Error()}
	}
}

// counter counts what is read.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err //nolint:wrapcheck // a reader gives errors on as they are
}

// bounded reads until a context ends.
type bounded struct {
	ctx context.Context //nolint:containedctx // lives as long as one call
	r   io.Reader
}

func (b *bounded) Read(p []byte) (int, error) {
	if err := b.ctx.Err(); err != nil {
		return 0, err
	}
	return b.r.Read(p) //nolint:wrapcheck // a reader gives errors on as they are
}

// held is a column of a Parquet file, with DuckDB's name for its type.
type held struct{ name, held string }

// describe returns the columns of a Parquet file.
func (g *loading) describe(ctx context.Context, path string) ([]held, error) {
	var list []held
	err := g.each(ctx, emitduckdb.Describe(path), []types.Type{text, text}, func(row []value.Value) error {
		name, _ := row[0].(string)
		kind, _ := row[1].(string)
		list = append(list, held{name, kind})
		return nil
	})
	if err != nil {
		return nil, blame(path, err)
	}
	return list, nil
}

// each runs a query and calls f with every row. The row is reused.
func (g *loading) each(ctx context.Context, sql string, want []types.Type, f func(row []value.Value) error) error {
	st, err := g.s.query(ctx, sql, bindings.StatementTypeSelect)
	if err != nil {
		return err
	}
	defer st.close()
	layouts, err := layoutsOf(st.types, want)
	if err != nil {
		return err
	}
	row := make([]value.Value, len(want))
	for {
		chunk, err := st.fetch(ctx)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		err = eachRow(chunk, layouts, row, f)
		bindings.DestroyDataChunk(&chunk)
		if err != nil {
			return err
		}
	}
}

func eachRow(chunk bindings.DataChunk, layouts []*layout, row []value.Value, f func(row []value.Value) error) error {
	columns := make([]column, len(layouts))
	for i, l := range layouts {
		columns[i] = l.bind(bindings.DataChunkGetVector(chunk, bindings.IdxT(i)))
	}
	for r := range uint64(bindings.DataChunkGetSize(chunk)) {
		for i := range columns {
			row[i] = columns[i].value(r)
		}
		if err := f(row); err != nil {
			return err
		}
	}
	return nil
}

// plan turns a conversion into what the emitter writes. Files whose columns have the same places and types become one source.
func (g *loading) plan(ctx context.Context, c source.Conversion) (emitduckdb.Load, error) {
	load := emitduckdb.Load{Month: c.Month, Period: -1}
	for i, col := range c.Columns {
		load.Columns = append(load.Columns, emitduckdb.LoadColumn{Name: col.Name, Type: col.Type, Const: col.Const})
		if col.Name == c.Period {
			load.Period = i
		}
	}
	if load.Month == "" && load.Period < 0 {
		return load, fmt.Errorf("a conversion without a month has no column %q", c.Period)
	}
	groups := map[string]int{}
	for i, f := range c.Files {
		s, err := g.source(ctx, c, i)
		if err != nil {
			return load, err
		}
		key := fmt.Sprintf("%d %q %q %v", s.Form, s.Held, s.Nulls, s.From)
		at, ok := groups[key]
		if !ok {
			groups[key] = len(load.Sources)
			load.Sources = append(load.Sources, s)
			continue
		}
		load.Sources[at].Paths = append(load.Sources[at].Paths, f.Path)
	}
	return load, nil
}

// source is one file as a source.
func (g *loading) source(ctx context.Context, c source.Conversion, i int) (emitduckdb.LoadSource, error) {
	f := c.Files[i]
	s := emitduckdb.LoadSource{Paths: []string{f.Path}, Nulls: f.Nulls}
	switch f.Encoding {
	case source.Parquet:
		columns, err := g.describe(ctx, f.Path)
		if err != nil {
			return s, err
		}
		if len(columns) != len(f.Columns) {
			return s, source.Fault{File: f.Path, Reason: fmt.Sprintf("the file has %d columns, not %d", len(columns), len(f.Columns))}
		}
		for _, h := range columns {
			s.Held = append(s.Held, h.held)
		}
	case source.CSV, source.GzipCSV:
		s.Form = emitduckdb.LoadCSV
		if f.Encoding == source.GzipCSV {
			s.Form = emitduckdb.LoadGzipCSV
		}
		s.Held = slices.Repeat([]string{"VARCHAR"}, len(f.Columns))
	default:
		return s, source.Fault{File: f.Path, Reason: "the encoding is not known"}
	}
	for _, col := range c.Columns {
		var from []int
		if col.Const == nil && i < len(col.From) {
			from = slices.DeleteFunc(slices.Clone(col.From[i]), func(k int) bool { return k < 0 })
		}
		for _, k := range from {
			if k >= len(s.Held) {
				return s, fmt.Errorf("column %q comes from column %d of %d", col.Name, k, len(s.Held))
			}
		}
		s.From = append(s.From, from)
	}
	return s, nil
}

// summable returns the Trino type of a column of the lake that can be summed, from DuckDB's name for its type.
func summable(held string) (types.Type, bool) {
	switch held {
	case "DOUBLE":
		return types.Type{Kind: types.Double}, true
	case "FLOAT":
		return types.Type{Kind: types.Real}, true
	case "TINYINT", "SMALLINT", "INTEGER", "BIGINT":
		return bigint, true
	}
	var p, s int
	if strings.HasPrefix(held, "DECIMAL(") {
		if n, err := fmt.Sscanf(held, "DECIMAL(%d,%d)", &p, &s); n == 2 && err == nil {
			return types.Type{Kind: types.Decimal, P: p, S: s}, true
		}
	}
	return types.Type{}, false
}
