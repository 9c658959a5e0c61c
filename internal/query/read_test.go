package query

import (
	"context"
	"testing"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/engine"
	"github.com/glauxhq/glaux/internal/sql/ast"
)

// weighed is an engine that says of each query that it reads 700 bytes.
type weighed struct{ *fake }

func (weighed) Estimate(context.Context, access.Guarded) (engine.Estimate, error) {
	return engine.Estimate{Files: 1, Bytes: 700}, nil
}

// copier executes CREATE TABLE AS by running its query twice.
type copier struct{}

func (copier) Execute(ctx context.Context, c Call) (*Result, error) {
	s, ok := c.Statement.(*ast.CreateTableAs)
	if !ok {
		return Done(), nil
	}
	for range 2 {
		result, err := c.Query(ctx, s.Query)
		if err != nil {
			return nil, err
		}
		if err := result.Close(); err != nil {
			return nil, err
		}
	}
	return Written(3), nil
}

func (copier) Prepared(context.Context, Call, ast.Ident) (string, error) { return "", nil }

func TestAStatementReadsWhatItsQueriesRead(t *testing.T) {
	h := newHouse(weighed{&fake{}})
	h.Statements = copier{}
	for text, want := range map[string]int64{"CREATE TABLE t AS SELECT cost FROM cur": 1400, "DROP TABLE t": 0, "SELECT cost FROM cur": 700} {
		result, err := h.Text(t.Context(), access.Local(), text, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if result.Bytes != want {
			t.Errorf("%s: got %d bytes, want %d", text, result.Bytes, want)
		}
		if err := result.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if h.held != 0 {
		t.Errorf("%d snapshots are held", h.held)
	}
}
