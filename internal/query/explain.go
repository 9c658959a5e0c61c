package query

import (
	"context"
	"fmt"
	"strings"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/engine"
	"github.com/glauxhq/glaux/internal/fault"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/diag"
)

// Stage is a form that a query takes on its way.
type Stage string

// The stages, in the order in which a query passes them.
const (
	StageAST     Stage = "ast"     // as written: canonical text and tree
	StageTyped   Stage = "typed"   // as understood: names resolved, types and casts written out
	StageGuarded Stage = "guarded" // as allowed: with the policy's filters
	StageSQL     Stage = "sql"     // as the engine gets it
	StagePlan    Stage = "plan"    // as the engine runs it
)

// Stages returns all stages in order.
func Stages() []Stage { return []Stage{StageAST, StageTyped, StageGuarded, StageSQL, StagePlan} }

// ParseStage returns the stage of that name.
func ParseStage(name string) (Stage, error) {
	names := make([]string, 0, len(Stages()))
	for _, s := range Stages() {
		if strings.EqualFold(name, string(s)) {
			return s, nil
		}
		names = append(names, string(s))
	}
	return "", fmt.Errorf("no stage %q: choose one of %s", name, strings.Join(names, ", "))
}

// Explain returns what a query looks like at a stage, as text for people. The query is not run. What a policy hides is shown to those alone
// who administer it, also where they ask as somebody else.
func (r *Runner) Explain(ctx context.Context, who access.Principal, text string, stage Stage, o Options) (string, error) {
	w := r.watch(who, o, nil)
	out, err := r.stage(ctx, who, text, stage, o, w)
	if trouble := w.end(err); trouble != nil {
		return "", join(err, trouble)
	}
	return out, err
}

// stage is Explain, followed.
func (r *Runner) stage(ctx context.Context, who access.Principal, text string, stage Stage, o Options, w *watch) (string, error) {
	w.shows(text)
	s, err := read(text, o.Params)
	if err != nil {
		return "", err
	}
	s.watch = w
	if stage == StageAST {
		return ast.Print(s.query) + "\n\n" + dump(s.query), nil
	}
	r = r.once()
	view, release, err := r.view(ctx, who)
	if err != nil {
		return "", err
	}
	defer release()
	if err := r.mayShow(ctx, view, s, stage, o); err != nil {
		return "", s.wrap(err)
	}
	out, err := r.explain(ctx, view, s, stage, o)
	return out, s.wrap(err)
}

// explain answers for the stages that need a catalog.
func (r *Runner) explain(ctx context.Context, view *access.View, s *source, stage Stage, o Options) (string, error) {
	q, err := r.resolve(ctx, view, s, o)
	if err != nil {
		return "", err
	}
	if stage == StageTyped {
		return q.Print(), nil
	}
	if stage == StageSQL || stage == StagePlan {
		if q, err = load(ctx, q); err != nil {
			return "", err
		}
	}
	guarded, err := view.Guard(ctx, q)
	if err != nil {
		return "", err
	}
	if stage != StageGuarded {
		if guarded, err = guarded.Load(ctx); err != nil {
			return "", err
		}
	}
	switch stage { //nolint:exhaustive // the others came before
	case StageGuarded:
		return guarded.Query().Print(), nil
	case StageSQL:
		return r.statement(guarded)
	}
	explainer, ok := r.Engine.(engine.Explainer)
	if !ok {
		return "", fault.New(fault.Invalid, string(diag.NotSupported), "this engine does not show its plans")
	}
	return explainer.Explain(ctx, guarded)
}

// statement returns all that the engine would be told.
func (r *Runner) statement(g access.Guarded) (string, error) {
	if r.Emit == nil {
		return "", fault.New(fault.Invalid, string(diag.NotSupported), "this engine does not show its SQL")
	}
	statement, err := r.Emit(g.Query())
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, f := range statement.Functions {
		fmt.Fprintf(&b, "-- function %s\n", f.Name)
	}
	for _, s := range statement.Setup {
		b.WriteString(s + ";\n")
	}
	b.WriteString(statement.SQL + ";\n")
	for _, s := range statement.Teardown {
		b.WriteString(s + ";\n")
	}
	return b.String(), nil
}
