package query

import (
	"context"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/parse"
	"github.com/glauxhq/glaux/internal/sql/typed"
)

// Executor executes statements that are no queries: SHOW, CREATE, INSERT and so on.
type Executor interface {
	Execute(ctx context.Context, c Call) (*Result, error)
	// Prepared returns the text of a prepared statement.
	Prepared(ctx context.Context, c Call, name ast.Ident) (string, error)
}

// Call is a statement to be executed for a principal. Runner is who asks, so that a statement that holds a query can run it.
type Call struct {
	Runner    *Runner
	Who       access.Principal
	Text      string
	Statement ast.Statement
	Options   Options
	read      *int64 // what the queries of the statement read at most; nil where nobody asks
	hidden    *bool  // whether a policy hides some of that; nil as read is
	watch     *watch
}

// execute executes a statement and gives its errors their text.
func (r *Runner) execute(ctx context.Context, c Call) (*Result, error) {
	c.read, c.hidden = new(int64), new(bool)
	c.Options.Recall, c.Options.Sealed = nil, false // the rows of its queries are not its own
	if _, err := r.bounds(ctx, c.Who, c.Options); err != nil {
		return nil, err
	}
	if err := c.watch.names(c.Statement, r.database(c.Options)); err != nil {
		return nil, err
	}
	result, err := r.Statements.Execute(ctx, c)
	if err != nil {
		return nil, (&source{text: c.Text}).wrap(err)
	}
	result.Bytes, result.Hidden = max(result.Bytes, *c.read), result.Hidden || *c.hidden
	return result, nil
}

// May tells whether the caller may do something with a resource.
func (c Call) May(do access.Permission, on access.Resource) bool {
	return c.Runner.Policy.Policy().May(c.Who, do, on)
}

// Policy returns the policy of the statement: the same from its beginning to its end.
func (c Call) Policy() *access.Policy { return c.Runner.Policy.Policy() }

// Sight is what a principal sees at one moment.
type Sight struct {
	// Visible is the catalog in which the principal's names are found; All is the whole one.
	Visible, All catalog.Catalog
	// Database is the database of names without one.
	Database string
	call     Call
	view     *access.View
	release  func()
}

// Close lets the moment go.
func (s *Sight) Close() { s.release() }

// Sight returns what the caller sees now. Close it.
func (c Call) Sight(ctx context.Context) (*Sight, error) {
	if c.Statement == nil && c.Runner.Audit != nil {
		if err := c.Runner.Audit.Look(c.Who); err != nil {
			return nil, err
		}
	}
	c.Runner = c.Runner.once()
	view, release, err := c.Runner.view(ctx, c.Who)
	if err != nil {
		return nil, err
	}
	visible, err := c.Runner.visible(ctx, view)
	if err != nil {
		release()
		return nil, err
	}
	return &Sight{Visible: visible, All: view.Snapshot(), Database: c.Runner.database(c.Options), call: c, view: view, release: release}, nil
}

// Resolve analyzes a query in what the caller sees, and does not run it.
func (s *Sight) Resolve(ctx context.Context, q *ast.Query) (*typed.Query, error) {
	return s.call.Runner.analyze(ctx, s.call.Who, &source{text: s.call.Text, query: q}, s.Visible, s.call.Options)
}

// Query runs a query of the statement, or one that was made for it, for the caller.
func (c Call) Query(ctx context.Context, q *ast.Query) (*Result, error) {
	o := c.Options
	o.MaxRows = 0
	c.Runner = c.Runner.once()
	w := c.Runner.watch(c.Who, o, c.watch)
	w.text(c.Text, q)
	result, err := w.passed(c.Runner.part(ctx, c.Who, &source{text: c.Text, query: q, watch: w}, o))
	if err == nil && c.read != nil {
		*c.read, *c.hidden = *c.read+result.Bytes, *c.hidden || result.Hidden
	}
	return result, err
}

// Resolve analyzes a query of the statement in what the caller sees, and does not run it. Database is that of names without one; ""
// means the caller's.
func (c Call) Resolve(ctx context.Context, q *ast.Query, database string) (*typed.Query, error) {
	s := &source{text: c.Text, query: q}
	o := c.Options
	if database != "" {
		o.Database = database
	}
	if err := s.readParams(o.Params); err != nil {
		return nil, err
	}
	r := c.Runner.once()
	view, release, err := r.view(ctx, c.Who)
	if err != nil {
		return nil, err
	}
	defer release()
	resolved, err := r.resolve(ctx, view, s, o)
	return resolved, s.wrap(err)
}

// Fail returns diagnostics as an error with the text of the statement.
func (c Call) Fail(d diag.Diagnostic) error { return &Error{Text: c.Text, List: diag.List{d}} }

// inner returns the query that a statement holds, with the text and the parameters that belong to it: EXPLAIN is about it.
func (c Call) inner(ctx context.Context) (*source, error) {
	if x, ok := c.Statement.(*ast.Execute); ok {
		return c.prepared(ctx, x)
	}
	s := &source{text: c.Text, query: held(c.Statement)}
	if s.query == nil {
		return nil, s.fail(unsupported(c.Statement))
	}
	return s, s.readParams(c.Options.Params)
}

// prepared returns the query of a prepared statement with the parameters of EXECUTE.
func (c Call) prepared(ctx context.Context, x *ast.Execute) (*source, error) {
	if c.Runner.Statements == nil {
		return nil, (&source{text: c.Text}).fail(unsupported(x))
	}
	text, err := c.Runner.Statements.Prepared(ctx, c, x.Name)
	if err != nil {
		return nil, (&source{text: c.Text}).wrap(err)
	}
	statement, problems := parse.Statement(text)
	if len(problems) > 0 {
		return nil, &Error{Text: text, List: problems}
	}
	o := c.Options
	o.Params = Params(x.Args, o.Params)
	return Call{Runner: c.Runner, Who: c.Who, Text: text, Statement: statement, Options: o}.inner(ctx)
}

// Params returns the parameters of EXECUTE … USING, as SQL, or those that came beside the text when there is no USING.
func Params(args []ast.Expr, beside []string) []string {
	if len(args) == 0 {
		return beside
	}
	params := make([]string, len(args))
	for i, x := range args {
		params[i] = ast.Print(x)
	}
	return params
}
