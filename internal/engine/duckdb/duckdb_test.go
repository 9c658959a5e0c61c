package duckdb

import (
	"context"
	"errors"
	"io"
	"testing"

	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
)

// ask runs SQL of one text column, as no user can, and returns its rows.
func ask(t *testing.T, e *Engine, sql string) ([]string, error) {
	t.Helper()
	var got []string
	err := run(context.Background(), t, e, emit.Statement{SQL: sql, Columns: []types.Type{text}}, func(b *batch) {
		for r := range b.Len() {
			s, _ := b.Value(r, 0).(string)
			got = append(got, s)
		}
	})
	return got, err
}

// run runs a statement and calls each with every batch.
func run(ctx context.Context, t *testing.T, e *Engine, st emit.Statement, each func(*batch)) error {
	t.Helper()
	r, err := e.start(ctx, st, make([]typed.Column, len(st.Columns)))
	if err != nil {
		return err
	}
	defer func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}()
	for {
		b, err := r.Next(ctx)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if own, ok := b.(*batch); ok {
			each(own)
		}
	}
}
