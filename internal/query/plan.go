package query

import (
	"context"
	"io"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/engine"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// plan answers `EXPLAIN query` with one row, as Athena does: the engine's plan or, for TYPE VALIDATE, whether the query is valid.
func (r *Runner) plan(ctx context.Context, who access.Principal, s *source, o Options) (*Result, error) {
	x := s.explain
	if x.Analyze {
		return nil, s.fail(diag.List{diag.New(diag.NotSupported, x.Span, "EXPLAIN ANALYZE is not supported yet")})
	}
	stage, name := StagePlan, "Query Plan"
	for _, option := range x.Options {
		switch option.Name + " " + option.Value {
		case "FORMAT TEXT", "TYPE DISTRIBUTED", "TYPE LOGICAL":
		case "TYPE VALIDATE":
			stage, name = StageTyped, "Valid"
		default:
			return nil, s.fail(diag.List{diag.New(diag.NotSupported, option.Span, "EXPLAIN (%s %s) is not supported", option.Name, option.Value)})
		}
	}
	snapshot, release, err := r.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	text, err := r.explain(ctx, who, s, snapshot, stage, o)
	if err != nil {
		return nil, s.wrap(err)
	}
	columns := []typed.Column{{Name: name, Type: types.Text()}}
	shown := value.Value(text)
	if stage == StageTyped {
		columns[0].Type, shown = types.Of(types.Boolean), true
	}
	return &Result{Columns: columns, rows: &oneRow{shown: shown}, source: s}, nil
}

// oneRow is a stream of one value, which no engine made.
type oneRow struct {
	shown value.Value
	read  bool
}

func (r *oneRow) next(context.Context) (values, error) {
	if r.read {
		return nil, io.EOF
	}
	r.read = true
	return r, nil
}

func (r *oneRow) progress() engine.Progress { return engine.Progress{Fraction: 1} }

func (r *oneRow) close() error { return nil }

// Len is 1.
func (r *oneRow) Len() int { return 1 }

// Value returns the value.
func (r *oneRow) Value(int, int) value.Value { return r.shown }
