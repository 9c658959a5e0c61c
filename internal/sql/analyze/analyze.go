// Package analyze turns a query as written into a query as understood: it finds what every name means, gives every
// expression its Trino type, writes down every coercion as a cast, resolves every call to a function and a signature,
// and checks what SQL asks of grouping, windows, subqueries and set operations. It promises that a typed tree that it
// returns is right by Trino's rules and holds nothing but known functions, that an error is the one that Athena would
// give, in the same words and at the same place, and that no hint names what the caller's catalog does not show. The
// time is about proportional to the length of the query and of the views it uses.
//
//	q, err := analyze.Query(ctx, tree, snapshot, analyze.Options{Database: "billing", Now: now})
//
// Errors of the query are a diag.List; anything else is an error of the catalog.
package analyze

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/glauxhq/glaux/internal/sql/ast"
	"github.com/glauxhq/glaux/internal/sql/catalog"
	"github.com/glauxhq/glaux/internal/sql/diag"
	"github.com/glauxhq/glaux/internal/sql/typed"
)

// Options is what analysis needs to know beside the query and the catalog.
type Options struct {
	// Database is the database of tables that are named without one.
	Database string
	// Now is what current_timestamp and its kin are; they become literals.
	Now time.Time
	// User is what current_user is.
	User string
	// Tags are what session_tag('…') reads.
	Tags map[string]string
	// Params are the values of the parameters `?`, in order: expressions that name no column.
	Params []ast.Expr
	// DecimalLiterals makes 1.5 a decimal, as in Trino; without it 1.5 is a double, as in Athena. It takes the rest of Trino's side
	// too, where Athena differs: UNNEST takes rows apart whatever its alias lists, and a missing key of any map is an error.
	DecimalLiterals bool
	// Zone is the time zone of the session, "" for UTC.
	Zone string
}

// Query resolves q in catalog c.
func Query(ctx context.Context, q *ast.Query, c catalog.Catalog, o Options) (*typed.Query, error) {
	a := newAnalyzer(ctx, o)
	if want := ast.Params(q); want != len(o.Params) {
		return nil, diag.List{paramCount(q, want, len(o.Params))}
	}
	block, out, err := a.query(q, place{cat: c, db: o.Database})
	if err != nil {
		return nil, tidy(err)
	}
	nameRoot(block, out)
	typed.PruneScans(block)
	block = a.inZone(block)
	return &typed.Query{Root: block, NextID: a.next, Views: a.views, Now: o.Now, Clocked: a.clocked}, nil
}

// analyzer is what the parts of one analysis share.
type analyzer struct {
	ctx   context.Context //nolint:containedctx // lives as long as one call of Query
	o     Options
	zone  string
	next  typed.ColumnID
	views []catalog.Name
	open  []catalog.Name // the views that are being expanded, outermost first
	depth int            // nesting of queries
	// expanded counts the uses of views.
	expanded int
	// stored are the columns of tables that have parts, and the columns that show them.
	stored map[typed.ColumnID]bool
	// lambdas counts how often lambdas were analyzed.
	lambdas int
	clocked bool // the time was asked for
}

func newAnalyzer(ctx context.Context, o Options) *analyzer {
	zone := o.Zone
	if zone == "" {
		zone = "UTC"
	}
	return &analyzer{ctx: ctx, o: o, zone: zone, next: 1, stored: map[typed.ColumnID]bool{}}
}

// newID returns a column id that was not used before.
func (a *analyzer) newID() typed.ColumnID {
	a.next++
	return a.next - 1
}

// place is what surrounds a query: where names are looked up that its own FROM does not know.
type place struct {
	outer *scope // the columns of the queries around
	ctes  *named
	cat   catalog.Catalog
	db    string
}

// nothing is a catalog without tables.
type nothing struct{}

// Table finds nothing.
func (nothing) Table(context.Context, catalog.Name) (*catalog.Table, error) {
	return nil, catalog.ErrTableNotFound
}

// Databases finds nothing.
func (nothing) Databases(context.Context) ([]string, error) { return nil, nil }

// Tables finds nothing.
func (nothing) Tables(context.Context, string) ([]string, error) { return nil, nil }

// problems gathers the errors of parts that do not depend on each other.
type problems struct {
	list diag.List
	err  error // an error of the catalog
}

// add takes err to the others and tells whether there was one.
func (p *problems) add(err error) bool {
	if err == nil {
		return false
	}
	var list diag.List
	var one diag.Diagnostic
	switch {
	case errors.As(err, &list):
		p.list = append(p.list, list...)
	case errors.As(err, &one):
		p.list = append(p.list, one)
	case p.err == nil:
		p.err = err
	}
	return true
}

// full tells that there is more wrong than anybody wants to read.
func (p *problems) full() bool { return p.err != nil || len(p.list) >= maxProblems }

// maxProblems is how many errors of one part are looked for.
const maxProblems = 20

// result returns all that was added as one error, nil if there was nothing.
func (p *problems) result() error {
	if p.err != nil {
		return p.err
	}
	return p.list.Err()
}

// tidy returns err as the caller wants it: a diag.List in source order, each message once, or an error of the catalog.
func tidy(err error) error {
	var p problems
	p.add(err)
	if p.err != nil {
		return p.err
	}
	slices.SortStableFunc(p.list, func(x, y diag.Diagnostic) int { return int(x.Span.Start - y.Span.Start) })
	p.list = slices.Compact(p.list)
	return p.list.Err()
}

// nameRoot gives the columns of the result the names that the user sees: _col0, _col1 and so on
// are those without a name.
func nameRoot(b *typed.Block, out []field) {
	rename := func(items []typed.Column, i int, name string) { items[i].Name = name }
	for i, f := range out {
		name := f.shown
		if name == "" {
			name = unnamed(i)
		}
		switch body := innermost(b).(type) {
		case *typed.Select:
			body.Items[i].Column.Name = name
		case *typed.SetOp:
			rename(body.Cols, i, name)
		case *typed.Values:
			rename(body.Cols, i, name)
		}
	}
}

// innermost returns the body of b behind blocks in blocks.
func innermost(b *typed.Block) typed.Rel {
	for {
		inner, ok := b.Body.(*typed.Block)
		if !ok {
			return b.Body
		}
		b = inner
	}
}
