package query

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/typed"
	"github.com/glauxhq/glaux/internal/sql/types"
	"github.com/glauxhq/glaux/internal/sql/value"
)

// planForm is what an EXPLAIN asks for.
type planForm struct {
	kind   string // LOGICAL, DISTRIBUTED, VALIDATE or IO
	format string // TEXT, JSON or GRAPHVIZ
}

// plan answers EXPLAIN with one row, as Athena does: the engine's plan as text, the tree of the query as JSON or as a graph, what it
// reads, or whether it is valid.
func (r *Runner) plan(ctx context.Context, who access.Principal, text string, x *ast.Explain, o Options, w *watch) (*Result, error) {
	form, err := formOf(x)
	if err != nil {
		return nil, (&source{text: text}).wrap(err)
	}
	if d, ok := notAnalyzed(x); ok {
		return nil, (&source{text: text}).fail(diag.List{d})
	}
	s, err := Call{Runner: r, Who: who, Text: text, Statement: x.Statement, Options: o}.inner(ctx)
	if err != nil {
		return nil, err
	}
	s.watch = w
	view, release, err := r.view(ctx, who)
	if err != nil {
		return nil, err
	}
	defer release()
	shown, err := r.planText(ctx, view, s, x, form, o)
	if err != nil {
		return nil, s.wrap(err)
	}
	if form.kind == "VALIDATE" {
		return Rows([]typed.Column{{Name: "Valid", Type: types.Of(types.Boolean)}}, [][]value.Value{{true}}), nil
	}
	return Texts("Query Plan", []string{shown}), nil
}

// notAnalyzed refuses EXPLAIN ANALYZE of a statement that holds no query, in Trino's words.
func notAnalyzed(x *ast.Explain) (diag.Diagnostic, bool) {
	var name string
	switch s := x.Statement.(type) {
	case *ast.Query, *ast.Insert, *ast.CreateTableAs, *ast.Unload, *ast.Execute:
		return diag.Diagnostic{}, false
	case *ast.Drop:
		name = map[string]string{"DATABASE": "DropSchema", "TABLE": "DropTable", "VIEW": "DropView"}[s.What]
	case *ast.CreateDatabase:
		name = "CreateSchema"
	default:
		name = strings.TrimPrefix(fmt.Sprintf("%T", s), "*ast.")
	}
	return diag.New(diag.NotSupported, x.Span, "EXPLAIN ANALYZE doesn't support statement type: %s", name), x.Analyze
}

// formOf reads the options of EXPLAIN.
func formOf(x *ast.Explain) (planForm, error) {
	form := planForm{kind: "DISTRIBUTED", format: "TEXT"}
	for _, option := range x.Options {
		field := &form.kind
		if option.Name == "FORMAT" {
			field = &form.format
		}
		switch option.Value {
		case "LOGICAL", "DISTRIBUTED", "VALIDATE", "IO", "TEXT", "JSON", "GRAPHVIZ":
			*field = option.Value
		default:
			return form, diag.New(diag.NotSupported, option.Span, "EXPLAIN (%s %s) is not supported", option.Name, option.Value)
		}
	}
	if x.Analyze && len(x.Options) > 0 && form.format == "GRAPHVIZ" {
		return form, diag.New(diag.NotSupported, x.Span, "EXPLAIN ANALYZE does not support FORMAT GRAPHVIZ")
	}
	return form, nil
}

// planText returns what EXPLAIN shows.
func (r *Runner) planText(ctx context.Context, view *access.View, s *source, x *ast.Explain, form planForm, o Options) (string, error) {
	if form.kind == "VALIDATE" && !x.Analyze {
		return r.explain(ctx, view, s, StageTyped, o)
	}
	if err := r.mayExplain(ctx, view, s, o); err != nil {
		return "", err
	}
	if x.Analyze {
		return r.analyzed(ctx, view, s, form, o)
	}
	if form.kind != "IO" && form.format == "TEXT" {
		return r.explain(ctx, view, s, StagePlan, o)
	}
	q, err := r.resolve(ctx, view, s, o)
	if err != nil {
		return "", err
	}
	if form.kind == "IO" {
		return inputs(q)
	}
	tree := newStepper().node(q.Root)
	if form.format == "GRAPHVIZ" {
		return tree.graph(), nil
	}
	return tree.json(form.kind)
}

// analyzed runs the query and returns the plan with what the run took.
func (r *Runner) analyzed(ctx context.Context, view *access.View, s *source, form planForm, o Options) (string, error) {
	begin := r.Now()
	var err error
	if s.bounds, err = r.bounds(ctx, view.Principal(), o); err != nil {
		return "", err
	}
	ctx, cancel := s.bounds.timed(ctx)
	defer cancel()
	guarded, lease, err := r.guard(ctx, view, s, o)
	if err != nil {
		return "", err
	}
	planned := r.Now()
	result, err := r.start(ctx, s, guarded)
	if err != nil {
		return "", s.bounds.late(ctx, err)
	}
	result.source, result.lease, result.ctx = s, lease, ctx
	rows, err := readAll(ctx, result)
	if err := errors.Join(err, result.Close()); err != nil {
		return "", err
	}
	done := r.Now()
	if form.format == "JSON" {
		q, err := r.resolve(ctx, view, s, o)
		if err != nil {
			return "", err
		}
		tree := newStepper().node(q.Root)
		tree.Details = append(tree.Details, fmt.Sprintf("Planning: %s, Execution: %s", planned.Sub(begin), done.Sub(planned)),
			fmt.Sprintf("Output: %d rows, Scanned at most: %d bytes", rows, result.Bytes))
		return tree.json(form.kind)
	}
	plan, err := r.explain(ctx, view, s, StagePlan, o)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "Queued: 0.00us, Analysis: %s, Execution: %s\n", planned.Sub(begin).Round(time.Microsecond), done.Sub(planned).Round(time.Microsecond))
	fmt.Fprintf(&b, "Output: %d rows; Input: at most %dB\n\n%s", rows, result.Bytes, plan)
	return b.String(), nil
}

// readAll reads a result to its end and counts the rows.
func readAll(ctx context.Context, result *Result) (rows int64, err error) {
	for {
		batch, err := result.Next(ctx)
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return rows, err
		}
		rows += int64(batch.Len())
	}
}
