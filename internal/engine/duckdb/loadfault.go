package duckdb

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/glauxhq/glaux/internal/source"
	emitduckdb "github.com/glauxhq/glaux/internal/sql/emit/duckdb"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// errNotFinite is the error of a sum over NaN or an infinity.
var errNotFinite = errors.New("a value is no finite number and has no sum")

// blame makes an error of DuckDB a fault of the file at path. What DuckDB says about a file's form is put into our words where they
// are known; a cancelled call and a full memory are no fault of the file.
func blame(path string, err error) error {
	var own engineError
	if !errors.As(err, &own) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	msg := string(own)
	if strings.HasPrefix(msg, "Out of Memory Error") || strings.HasPrefix(msg, "INTERRUPT Error") {
		return err
	}
	place, reason := formOf(msg)
	return source.Fault{File: path, Place: place, Reason: reason}
}

var (
	csvLine    = regexp.MustCompile(`CSV Error on Line: (\d+)`)
	csvColumns = regexp.MustCompile(`Expected Number of Columns: (\d+) Found: (\d+)`)
)

// formOf reads place and reason out of what DuckDB says about a file.
func formOf(msg string) (place, reason string) {
	if m := csvLine.FindStringSubmatch(msg); m != nil {
		place = "line " + m[1]
	}
	if m := csvColumns.FindStringSubmatch(msg); m != nil {
		return place, fmt.Sprintf("%s columns instead of %s", m[2], m[1])
	}
	for _, known := range []struct{ part, reason string }{
		{"unterminated quote", "a quoted value has no end"},
		{"Invalid unicode", "the text is not UTF-8"},
		{"not utf-8 encoded", "the text is not UTF-8"},
		{"Maximum line size", "the line is longer than 16 MiB"},
		{"No magic bytes", "the file is no Parquet file, or its end is missing"},
		{"too small to be a Parquet file", "the file is too short for a Parquet file"},
		{"Footer length", "the Parquet footer is broken"},
		{"TProtocolException", "the Parquet metadata is broken"},
		{"not a GZIP stream", "the file is not compressed with gzip"},
		{"No such file", "the file does not exist"},
		{"No files found", "the file does not exist"},
		{"Permission denied", "the file may not be read"},
	} {
		if strings.Contains(msg, known.part) {
			return place, known.reason
		}
	}
	first, _, _ := strings.Cut(msg, "\n")
	return place, "the file cannot be read: " + first
}

// faulty finds the Parquet file that an error comes from.
func (g *loading) faulty(ctx context.Context, paths []string, err error) error {
	if !isEngine(err) {
		return err
	}
	for _, path := range paths {
		if _, e := g.describe(ctx, path); e != nil {
			return e
		}
	}
	return err
}

func isEngine(err error) bool {
	var own engineError
	return errors.As(err, &own)
}

// locate finds the file, and where it can the row, that made a conversion fail with err: it reads the files one by one, which
// costs no more than the conversion did.
func (g *loading) locate(ctx context.Context, c source.Conversion, err error) error {
	if errors.Is(err, errNotFinite) {
		return g.locateNotFinite(ctx, c, err)
	}
	if !isEngine(err) || blame("", err) == err { //nolint:errorlint // the very same error
		return err
	}
	for i := range c.Files {
		single, e := g.plan(ctx, only(c, i))
		if e != nil {
			return e
		}
		if e := g.check(ctx, single); e != nil {
			return g.locateRow(ctx, c.Files[i].Path, single, e)
		}
	}
	return err
}

// only is a conversion of one file.
func only(c source.Conversion, i int) source.Conversion {
	one := c
	one.Files = c.Files[i : i+1]
	one.Columns = make([]source.Column, len(c.Columns))
	for k, col := range c.Columns {
		if i < len(col.From) {
			col.From = col.From[i : i+1]
		}
		one.Columns[k] = col
	}
	return one
}

// locateNotFinite finds the file with a number that has no sum.
func (g *loading) locateNotFinite(ctx context.Context, c source.Conversion, err error) error {
	for i, f := range c.Files {
		load, e := g.plan(ctx, only(c, i))
		if e != nil {
			return e
		}
		if _, e := g.counted(ctx, c, load); errors.Is(e, errNotFinite) {
			return source.Fault{File: f.Path, Reason: e.Error()}
		}
	}
	return err
}

// check reads a source of one file as the conversion does.
func (g *loading) check(ctx context.Context, load emitduckdb.Load) error {
	return g.each(ctx, load.Check(0), []types.Type{bigint}, func([]value.Value) error { return nil })
}

// locateRow finds the first value of a file that does not fit its column.
func (g *loading) locateRow(ctx context.Context, path string, load emitduckdb.Load, err error) error {
	blamed := blame(path, err)
	var f source.Fault
	if !errors.As(blamed, &f) || f.Place != "" {
		return blamed
	}
	for c, col := range load.Columns {
		sql := load.Locate(0, c)
		if sql == "" {
			continue
		}
		e := g.each(ctx, sql, []types.Type{bigint, text}, func(row []value.Value) error {
			n, _ := row[0].(int64)
			given, _ := row[1].(string)
			f.Place = fmt.Sprintf("row %d", n)
			f.Reason = fmt.Sprintf("column %q: %q is no %s", col.Name, given, col.Type)
			return nil
		})
		if e != nil {
			return blame(path, e)
		}
		if f.Place != "" {
			return f
		}
	}
	return f
}
