// Package feedtest reads files with a feed.Kind in tests and shows the rows as text. It promises that what it shows is what a lake would
// get, and it checks of every batch what a lake relies on.
package feedtest

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/apache/arrow-go/v18/arrow"

	"github.com/glauxhq/glaux/internal/source/feed"
)

// Read reads a file and returns its rows: day, table and the values that are not NULL, as name=value, in the order of the columns.
func Read(t testing.TB, kind feed.Kind, key string, body []byte) ([]string, *feed.Report) {
	t.Helper()
	return Files(t, kind, feed.File{Key: key, Body: bytes.NewReader(body), Modified: time.Date(2025, 11, 3, 4, 5, 6, 0, time.UTC)})
}

// Files reads several files with one reader.
func Files(t testing.TB, kind feed.Kind, files ...feed.File) ([]string, *feed.Report) {
	t.Helper()
	sink := &sink{t: t}
	r, err := kind.Reader(sink)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if err := r.Read(t.Context(), f); err != nil {
			t.Fatalf("%s: %v", f.Key, err)
		}
	}
	if err := r.Flush(); err != nil {
		t.Fatal(err)
	}
	return sink.rows, r.Report()
}

type sink struct {
	t    testing.TB
	rows []string
}

// Rows writes down the rows of a batch.
func (s *sink) Rows(shape *feed.Shape, day string, batch arrow.RecordBatch) error {
	s.t.Helper()
	schema, err := shape.Schema()
	if err != nil {
		return err
	}
	if int(batch.NumCols()) != len(shape.Columns) {
		s.t.Fatalf("a batch of %d columns for %d", batch.NumCols(), len(shape.Columns))
	}
	for c := range shape.Columns {
		column := batch.Column(c)
		if column.Len() != int(batch.NumRows()) {
			s.t.Fatalf("column %q has %d of %d rows", shape.Columns[c].Name, column.Len(), batch.NumRows())
		}
		if got, want := column.DataType().ID(), schema.Field(c).Type.ID(); got != want && got != arrow.DICTIONARY {
			s.t.Fatalf("column %q is %s and not %s", shape.Columns[c].Name, got, want)
		}
	}
	for r := range int(batch.NumRows()) {
		row := []string{day}
		if shape.Table != "" {
			row = append(row, shape.Table)
		}
		for c, column := range shape.Columns {
			if batch.Column(c).IsNull(r) {
				continue
			}
			text := batch.Column(c).ValueStr(r)
			if !utf8.ValidString(text) {
				s.t.Fatalf("column %q holds bytes that are no UTF-8: %q", column.Name, text)
			}
			row = append(row, fmt.Sprintf("%s=%s", column.Name, text))
		}
		s.rows = append(s.rows, strings.Join(row, " "))
	}
	return nil
}

// Reasons returns the bad records of a report, one a line: place and reason.
func Reasons(r *feed.Report) string {
	var lines []string
	for _, s := range r.Samples {
		lines = append(lines, strings.TrimPrefix(s.Place+": "+s.Reason, ": "))
	}
	return strings.Join(lines, "\n")
}
