// Package query is the spine of the product: text or tree in, rows out, for one principal. Every figure that anyone sees came
// through Runner: parsed, resolved in the principal's own view of one snapshot, guarded, run. It promises that there is no way
// around the guard, that a query reads one snapshot from beginning to end, that a result is never held whole, and that an
// error of the query keeps the text it speaks of, so that a door can show the place.
//
//	result, err := runner.Text(ctx, who, "SELECT …", query.Options{MaxRows: 1000})
//	if err != nil { … }
//	defer result.Close()
//	for {
//		batch, err := result.Next(ctx)
//		if errors.Is(err, io.EOF) { break }
//		…
//	}
//	count, err := result.Count(ctx) // N of M
package query

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/glauxhq/glaux/internal/access"
	"github.com/glauxhq/glaux/internal/engine"
	"github.com/glauxhq/glaux/internal/sql/analyze"
	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/emit"
	"github.com/glauxhq/glaux/internal/sql/parse"
	"github.com/glauxhq/glaux/internal/sql/token"
	"github.com/glauxhq/glaux/internal/sql/typed"
)

// Runner runs queries. It has no state; several queries may run at the same time.
type Runner struct {
	// Snapshot returns the catalog at this moment. What it names stays as it is until release is called.
	Snapshot func(ctx context.Context) (c catalog.Catalog, release func(), err error)
	// Views adds the product's own views to what a principal sees of a snapshot; nil adds none.
	Views func(ctx context.Context, view *access.View, snapshot catalog.Catalog) (catalog.Catalog, error)
	// Policy says who may see what at this moment. A statement asks once, at its beginning.
	Policy access.Source
	// Engine computes the rows.
	Engine engine.Engine
	// Emit writes a guarded tree as the engine's SQL, for Explain. It may be nil.
	Emit func(*typed.Query) (emit.Statement, error)
	// Now is the clock of current_timestamp.
	Now func() time.Time
	// Database is the database of table names without one, where Options name none.
	Database string
	// Statements executes what is no query; nil refuses it by name.
	Statements Executor
	// Workgroups say what statements are held to; nil holds them to what they ask for.
	Workgroups Workgroups
	// Audit is told of every statement; nil tells nobody.
	Audit Auditor
	// Kept holds the rows of queries that are asked again; nil holds none. It needs Emit.
	Kept *Kept

	// live is the Policy as it goes on, where Policy is that of one statement.
	live access.Source
}

// Options say how one query is run. The zero value asks for all rows.
type Options struct {
	// Database is the database of table names without one.
	Database string
	// Params are the values of the parameters `?`, in order, as SQL expressions: 12, 'text', DATE '2025-11-01'. They are parsed, and
	// never become part of the query's text.
	Params []string
	// MaxRows bounds the rows of the result; 0 is no bound. The rows beyond it are counted (see Result.Count).
	MaxRows int64
	// Workgroup is where the statement runs and where prepared statements belong to; "" means that of the principal, which is Primary where
	// nobody says otherwise.
	Workgroup string
	// Asked are bounds that the caller asks for, beside those of the workgroup.
	Asked Bounds
	// ID names the statement for the Auditor; "" gives it a name of its own.
	ID string
	// Recall finds the rows that an earlier run of the same has left, by their print; nil runs everything. See Result.Print.
	Recall Recall
	// Sealed asks for the Seal of the result.
	Sealed bool
}

// Primary is the workgroup of who names none.
const Primary = "primary"

// Text runs a statement: queries and EXPLAIN here, all else by Statements.
func (r *Runner) Text(ctx context.Context, who access.Principal, text string, o Options) (*Result, error) {
	r = r.once()
	w := r.watch(who, o, nil)
	result, err := w.passed(r.text(ctx, who, text, o, w))
	if err == nil && result.Seal.Rights == "" && o.Sealed {
		result.Seal.Rights = r.Policy.Policy().Digest(who)
	}
	return result, err
}

// text is Text, followed.
func (r *Runner) text(ctx context.Context, who access.Principal, text string, o Options, w *watch) (*Result, error) {
	statement, problems := parse.Statement(text)
	w.text(text, statement)
	if len(problems) > 0 {
		return nil, &Error{Text: text, List: r.granting(who, text, problems)}
	}
	switch x := statement.(type) {
	case *ast.Query:
		return r.part(ctx, who, &source{text: text, query: x, watch: w}, o)
	case *ast.Explain:
		return r.plan(ctx, who, text, x, o, w)
	}
	if r.Statements == nil {
		return nil, &Error{Text: text, List: unsupported(statement)}
	}
	return r.execute(ctx, Call{Runner: r, Who: who, Text: text, Statement: statement, Options: o, watch: w})
}

// granting refuses GRANT, REVOKE and DENY as what they are to who administers nothing. What an administrator can do instead, the parser says.
func (r *Runner) granting(who access.Principal, text string, problems diag.List) diag.List {
	at := problems[0].Span
	if problems[0].Code != diag.NotSupported || r.Policy.Policy().Administrator(who) || int(at.End) > len(text) {
		return problems
	}
	switch verb := strings.ToUpper(text[at.Start:at.End]); verb {
	case "DENY", "GRANT", "REVOKE":
		return diag.List{diag.New(diag.PermissionDenied, at, "Access Denied: Cannot execute %s", verb).WithHint("%s", problems[0].Hint)}
	}
	return problems
}

// Tree runs a query that was built, not written. Params of the Options stand for its `?`.
func (r *Runner) Tree(ctx context.Context, who access.Principal, q *ast.Query, o Options) (*Result, error) {
	r = r.once()
	w := r.watch(who, o, nil)
	w.text("", q)
	return w.passed(r.part(ctx, who, &source{query: q, watch: w}, o))
}

// part runs a query with its parameters.
func (r *Runner) part(ctx context.Context, who access.Principal, s *source, o Options) (*Result, error) {
	if err := s.readParams(o.Params); err != nil {
		return nil, err
	}
	return r.run(ctx, who, s, o)
}

// source is a query as it was given: its tree and those of its parameters, and the text they speak of.
type source struct {
	text   string
	query  *ast.Query
	params []ast.Expr
	bounds Bounds
	stable bool   // it gives the same rows each time it is run on the same catalog
	watch  *watch // nil where nobody follows it
}

// read parses a statement and its parameters.
func read(text string, params []string) (*source, error) {
	s := &source{text: text}
	statement, problems := parse.Statement(text)
	if len(problems) > 0 {
		return nil, s.fail(problems)
	}
	if x, ok := statement.(*ast.Explain); ok {
		statement = x.Statement
	}
	q, ok := statement.(*ast.Query)
	if !ok {
		return nil, s.fail(unsupported(statement))
	}
	s.query = q
	return s, s.readParams(params)
}

// readParams parses the parameters. Each one gets a line of its own below the text, so that an error in it, even at run
// time, is shown where it stands: the parser reads it behind as many blanks as there is text before it.
func (s *source) readParams(params []string) error {
	for i, param := range params {
		s.text += fmt.Sprintf("\n-- parameter %d\n", i+1)
		x, problems := parse.Expression(strings.Repeat(" ", len(s.text)) + param)
		s.text += param
		if len(problems) > 0 {
			return s.fail(problems)
		}
		s.params = append(s.params, x)
	}
	return nil
}

// unsupported refuses a statement by its first words.
func unsupported(statement ast.Statement) diag.List {
	var name []string
	for word := range strings.FieldsSeq(ast.Print(statement)) {
		if kind, _ := token.Keyword(word); kind == "" || len(name) == maxNameWords {
			break
		}
		name = append(name, word)
	}
	return diag.List{diag.New(diag.NotSupported, statement.Where(), "%s is not supported here", strings.Join(name, " ")).
		WithHint("only queries have a plan: SELECT, WITH, VALUES, TABLE, and the statements that hold one")}
}

// maxNameWords is how many words name a statement: CREATE EXTERNAL TABLE.
const maxNameWords = 3

// run runs a parsed query.
func (r *Runner) run(ctx context.Context, who access.Principal, s *source, o Options) (*Result, error) {
	var err error
	if s.bounds, err = r.bounds(ctx, who, o); err != nil {
		return nil, err
	}
	ctx, cancel := s.bounds.timed(ctx)
	result, err := r.within(ctx, who, s, o)
	if err != nil {
		defer cancel()
		return nil, s.wrap(s.bounds.named(ctx, err))
	}
	release := result.release
	result.ctx, result.release = ctx, func() { cancel(); release() }
	return result, nil
}

// within runs a parsed query within its time.
func (r *Runner) within(ctx context.Context, who access.Principal, s *source, o Options) (*Result, error) {
	view, release, err := r.view(ctx, who)
	if err != nil {
		return nil, err
	}
	guarded, lease, err := r.guard(ctx, view, s, o)
	if err != nil {
		release()
		return nil, err
	}
	result, err := r.recall(ctx, view, s, o, guarded)
	if err != nil {
		release()
		return nil, err
	}
	result.release, result.source, result.max, result.lease = release, s, o.MaxRows, lease
	result.Hidden = screened(guarded.Query())
	if o.Sealed {
		result.Seal = seal(view.Policy().Digest(who), lease.given)
	}
	return result, nil
}

// once returns a runner whose policy is that of this moment: who has one has it for a whole statement.
func (r *Runner) once() *Runner {
	if r.live != nil {
		return r
	}
	out := *r
	out.live, out.Policy = r.Policy, r.Policy.Policy()
	return &out
}

// view returns what a principal sees of a snapshot that stays until release is called.
func (r *Runner) view(ctx context.Context, who access.Principal) (view *access.View, release func(), err error) {
	snapshot, release, err := r.Snapshot(ctx)
	if err != nil {
		return nil, nil, err
	}
	return r.Policy.Policy().View(who, snapshot), release, nil
}

// again starts a guarded query, unless its rows are held.
func (r *Runner) again(ctx context.Context, s *source, g access.Guarded) (*Result, error) {
	key := r.keptAs(s, g)
	if key == "" {
		return r.start(ctx, s, g)
	}
	if held := r.Kept.get(key); held != nil {
		return &Result{Columns: g.Query().Root.Columns(), Bytes: held.read, rows: &again{result: held}}, nil
	}
	result, err := r.start(ctx, s, g)
	if err == nil {
		r.Kept.keep(result, key)
	}
	return result, err
}

// start hands a guarded query to the engine.
func (r *Runner) start(ctx context.Context, s *source, g access.Guarded) (*Result, error) {
	var estimate engine.Estimate
	if estimator, ok := r.Engine.(engine.Estimator); ok {
		var err error
		if estimate, err = estimator.Estimate(ctx, g); err != nil {
			return nil, err
		}
	}
	if err := r.admit(ctx, &s.bounds, estimate); err != nil {
		return nil, err
	}
	rows, err := s.bounds.execute(ctx, r.Engine, g)
	if err != nil {
		return nil, r.paid(ctx, s.bounds, err)
	}
	from := engineRows{rows}
	return &Result{Columns: rows.Columns(), Bytes: estimate.Bytes, rows: from, used: r.counting(ctx, s.bounds, from)}, nil
}

// guard resolves a query in what the principal may see of the snapshot, and guards it.
func (r *Runner) guard(ctx context.Context, view *access.View, s *source, o Options) (access.Guarded, *lease, error) {
	q, err := r.resolve(ctx, view, s, o)
	if err != nil {
		return access.Guarded{}, nil, err
	}
	s.stable = stable(q)
	if q, err = load(ctx, q); err != nil {
		return access.Guarded{}, nil, err
	}
	guarded, err := view.Guard(ctx, q)
	if err != nil {
		return access.Guarded{}, nil, err
	}
	if err := s.watch.begin(guarded); err != nil {
		return access.Guarded{}, nil, err
	}
	given := &lease{live: r.live, view: view, query: q, given: guarded.Query()}
	guarded, err = guarded.Load(ctx)
	return guarded, given, err
}

// resolve analyzes a query in what the principal may see of the snapshot.
func (r *Runner) resolve(ctx context.Context, view *access.View, s *source, o Options) (*typed.Query, error) {
	visible, err := r.visible(ctx, view)
	if err != nil {
		return nil, err
	}
	return r.analyze(ctx, view.Principal(), s, visible, o)
}

// analyze analyzes a query in what the principal may see.
func (r *Runner) analyze(ctx context.Context, who access.Principal, s *source, visible catalog.Catalog, o Options) (*typed.Query, error) {
	q, err := analyze.Query(ctx, s.query, visible, analyze.Options{
		Database: r.database(o),
		Now:      r.Now(),
		User:     who.Name,
		Tags:     who.Tags,
		Params:   s.params,
	})
	if err != nil && !r.Policy.Policy().SeesAll(who) {
		err = discreet(err)
	}
	if err == nil {
		s.watch.reads(q)
	}
	return q, err
}

// discreet keeps to itself what is wrong inside of a view: its text may name what the caller does not see.
func discreet(err error) error {
	var list diag.List
	if !errors.As(err, &list) {
		return err
	}
	list = slices.Clone(list)
	for i, d := range list {
		if head, _, ok := strings.Cut(d.Msg, "': "); ok && d.Code == diag.InvalidView {
			list[i].Msg, list[i].Hint = head+"'", ""
		}
	}
	return list
}

// database returns the database of table names without one.
func (r *Runner) database(o Options) string {
	if o.Database != "" {
		return strings.ToLower(o.Database)
	}
	return strings.ToLower(r.Database)
}

// visible returns what the principal may see of the snapshot, with the product's own views, in which the views of definers know what
// these see.
func (r *Runner) visible(ctx context.Context, view *access.View) (catalog.Catalog, error) {
	var visible catalog.Catalog = view
	if r.Views != nil {
		var err error
		if visible, err = r.Views(ctx, view, view.Snapshot()); err != nil {
			return nil, err
		}
	}
	return &definers{Catalog: visible, runner: r, view: view}, nil
}
