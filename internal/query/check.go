package query

import (
	"context"
	"errors"
	"slices"

	"github.com/glauxhq/glaux/internal/engine"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/parse"
	"github.com/glauxhq/glaux/internal/sql/typed"
)

// Checked is what is known of a statement before it runs.
type Checked struct {
	// Statement is the statement as written; nil when it cannot be read.
	Statement ast.Statement
	// Query is the statement, or the query in it, as understood in the caller's view; nil when there is none or it is wrong.
	Query *typed.Query
	// Params is how many parameters `?` the statement has.
	Params int
	// Estimate is what a run would read at most. Partial tells that tables are not in it whose files are found only by a run, or nothing
	// is, because a policy hides some of it.
	Estimate engine.Estimate
	Partial  bool
	// Problems are what is wrong with it; places beyond the text are those of parameters.
	Problems diag.List
}

// Check says what is wrong with a statement and what it would read, and runs nothing: no file is opened. Parameters for which params has
// no value stand for NULL. An error is trouble of ours, never of the statement.
func (s *Sight) Check(ctx context.Context, text string, params []string) (Checked, error) {
	var c Checked
	statement, problems := parse.Statement(text)
	if len(problems) > 0 {
		c.Problems = problems
		return c, nil
	}
	c.Statement, c.Params = statement, ast.Params(statement)
	err := s.check(ctx, &c, &source{text: text, query: queryOf(statement)}, params[:min(len(params), c.Params)])
	var list diag.List
	var one diag.Diagnostic
	var wrong *Error
	switch {
	case errors.As(err, &wrong):
		c.Problems = wrong.List
	case errors.As(err, &list):
		c.Problems = list
	case errors.As(err, &one):
		c.Problems = diag.List{one}
	default:
		return c, err
	}
	return c, nil
}

// check analyzes what a statement names, and the query in it.
func (s *Sight) check(ctx context.Context, c *Checked, src *source, params []string) error {
	for _, name := range namedTables(c.Statement) {
		if _, err := s.Resolve(ctx, &ast.Query{Body: &ast.TableBody{Span: name.Span, Name: name}}); err != nil {
			return err
		}
	}
	if src.query == nil {
		return nil
	}
	if err := src.readParams(params); err != nil {
		return err
	}
	r, who := s.call.Runner, s.call.Who
	given := len(src.params)
	for len(src.params) < ast.Params(src.query) {
		src.params = append(src.params, &ast.Null{})
	}
	resolved, err := r.analyze(ctx, who, src, s.Visible, s.call.Options)
	if err != nil && given < len(src.params) {
		err = sure(err)
	}
	if err != nil || resolved == nil {
		return err
	}
	guarded, err := s.view.Guard(ctx, resolved)
	if err != nil {
		return err
	}
	c.Query = resolved
	c.Partial = findsLate(resolved)
	if screened(guarded.Query()) {
		c.Partial = true
		return nil
	}
	if estimator, ok := r.Engine.(engine.Estimator); ok {
		c.Estimate, err = estimator.Estimate(ctx, guarded)
	}
	return err
}

// sure drops what may be wrong only because a parameter has no value yet, and so no type.
func sure(err error) error {
	var list diag.List
	if !errors.As(err, &list) {
		return err
	}
	list = slices.DeleteFunc(slices.Clone(list), func(d diag.Diagnostic) bool {
		switch d.Code { //nolint:exhaustive // those that speak of types
		case diag.TypeMismatch, diag.FunctionNotFound, diag.AmbiguousFunctionCall, diag.InvalidFunctionArgument, diag.InvalidLimitClause:
			return true
		}
		return false
	})
	return list.Err()
}

// findsLate tells whether a query reads a table whose files are found by a run alone.
func findsLate(q *typed.Query) (found bool) {
	typed.Walk(q.Root, typed.Visitor{Rel: func(r typed.Rel) bool {
		if scan, ok := r.(*typed.Scan); ok {
			_, deferred := scan.Table.Data.(catalog.Deferred)
			found = found || deferred
		}
		return true
	}})
	return found
}

// queryOf returns the query in a statement, nil without one.
func queryOf(s ast.Statement) *ast.Query {
	switch s := s.(type) {
	case *ast.Explain:
		return queryOf(s.Statement)
	case *ast.Prepare:
		return queryOf(s.Statement)
	}
	return held(s)
}

// held returns the query that a statement runs or keeps; nil when it has none.
func held(s ast.Statement) *ast.Query {
	switch s := s.(type) {
	case *ast.Query:
		return s
	case *ast.CreateTableAs:
		return s.Query
	case *ast.CreateView:
		return s.Query
	case *ast.Insert:
		return s.Query
	case *ast.Unload:
		return s.Query
	}
	return nil
}

// namedTables returns the tables that must be there for a statement other than a query.
func namedTables(s ast.Statement) []ast.Name {
	switch s := s.(type) {
	case *ast.Insert:
		return []ast.Name{s.Table}
	case *ast.Describe:
		if s.Prepared == "" {
			return []ast.Name{s.Name}
		}
	case *ast.Show:
		if s.Name != nil && s.What != "TABLES" && s.What != "VIEWS" {
			return []ast.Name{*s.Name}
		}
	case *ast.Drop:
		if !s.IfExists && s.What != "DATABASE" {
			return []ast.Name{s.Name}
		}
	case *ast.AlterTable:
		return []ast.Name{s.Name}
	case *ast.RepairTable:
		return []ast.Name{s.Name}
	case *ast.Explain:
		return namedTables(s.Statement)
	}
	return nil
}

// Rights names all that decides what the caller sees: what is kept of one moment is good at another one where they are the same.
func (s *Sight) Rights() string { return s.view.Policy().Digest(s.view.Principal()) }

// Unfiltered tells whether the caller sees every row and column of all that a query reads, so that figures about the files behind it are
// no secret.
func (s *Sight) Unfiltered(ctx context.Context, q *ast.Query) (bool, error) {
	hidden, err := s.call.Runner.conceals(ctx, s.view, &source{query: q}, s.call.Options)
	return err == nil && !hidden, err
}
