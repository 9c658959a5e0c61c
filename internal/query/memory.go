package query

import (
	"context"
	"io"
	"time"

	"github.com/glauxhq/glaux/internal/engine"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// Rows returns a result of rows that no engine made: the answer of a statement such as SHOW TABLES.
func Rows(columns []typed.Column, rows [][]value.Value) *Result {
	return &Result{Columns: columns, Made: true, rows: &memoryRows{rows: rows}, source: &source{}}
}

// Texts returns a result of one column of texts.
func Texts(column string, lines []string) *Result {
	rows := make([][]value.Value, len(lines))
	for i, line := range lines {
		rows[i] = []value.Value{line}
	}
	return Rows([]typed.Column{{Name: column, Type: types.Text()}}, rows)
}

// Done returns the result of a statement that has an effect and no rows: it has no columns either.
func Done() *Result { return Rows(nil, nil) }

// Written returns the result of a statement that wrote rows: how many.
func Written(rows int64) *Result {
	r := Rows([]typed.Column{{Name: "rows", Type: types.Of(types.BigInt)}}, [][]value.Value{{rows}})
	r.Updated = rows
	return r
}

// memoryRows is a stream of one batch.
type memoryRows struct {
	rows [][]value.Value
	read bool
}

func (r *memoryRows) next(context.Context) (values, error) {
	if r.read || len(r.rows) == 0 {
		return nil, io.EOF
	}
	r.read = true
	return r, nil
}

func (r *memoryRows) progress() engine.Progress { return engine.Progress{Fraction: 1} }

func (r *memoryRows) close() error { return nil }

func (r *memoryRows) cpu() time.Duration { return 0 }

// Len is the number of rows.
func (r *memoryRows) Len() int { return len(r.rows) }

// Value returns a value.
func (r *memoryRows) Value(row, col int) value.Value { return r.rows[row][col] }
